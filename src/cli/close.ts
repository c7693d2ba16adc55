import { createClosures } from "../audit/read-closure.ts";
import type { Config } from "../config.ts";
import { DEAD_STATES, isOpen, type Secret, type WorkEvent } from "../domain/rotation.ts";
import { cleanText, safeJson } from "../report/clean.ts";
import { closureLines } from "../report/closure-text.ts";
import { indented } from "../report/indented.ts";
import type { Closure } from "../rotation/closure.ts";
import { type NamedCase, withNamed } from "../wire-named.ts";
import { actorName } from "./actor.ts";
import { EXIT } from "./errors.ts";
import { namedTasks } from "./named-tasks.ts";
import { notice, print } from "./print.ts";
import { createRefusal } from "./refuse-values.ts";

export interface CloseCommand {
  readonly config: Config;
  readonly ids: readonly string[];
  readonly json: boolean;
  readonly by?: string;
  readonly note?: string;
}

interface Closed {
  readonly secret: Secret;
  readonly closure: Closure;
  readonly closed: boolean;
  /** Why it can be no proven end, whatever there is. */
  readonly refused?: string;
}

/** Closes what is proven to be dead, says of the rest what is missing, and gives the exit code. */
export async function closeSecrets(command: CloseCommand, signal: AbortSignal): Promise<number> {
  let exit: number = EXIT.clean;
  const use = ({ store, plan, now, ledger }: NamedCase): void => {
    const closures = createClosures(store, now, ledger());
    const secrets = namedTasks(plan, command.ids).flatMap((task) => task.secrets);
    createRefusal(store)(command.note, secrets);
    const judged = secrets.map((secret) => judge(secret, closures(secret)));
    const closed = judged.filter((one) => one.closed);
    const fresh = closed.filter(({ secret }) => !hasProof(secret));
    store.events.append(fresh.map((one) => eventOf(one, command)));
    if (command.json) print(safeJson(judged.map(toJson), 2));
    else print(judged.map(text).join("\n"));
    if (closed.length < judged.length) exit = EXIT.findings;
  };
  await withNamed(command.config, { ids: command.ids, asRecorded: true, onNotice: notice, use }, signal);
  return exit;
}

function judge(secret: Secret, closure: Closure): Closed {
  const { state } = secret;
  const dismissed = !isOpen(state) && !DEAD_STATES.includes(state);
  const refused = dismissed
    ? `it was ended as ${state}: exhume track ${secret.id} --state triaged takes it up again`
    : undefined;
  return { secret, closure, closed: closure.proven && !dismissed, ...(refused === undefined ? {} : { refused }) };
}

/** It was closed before, here; by `exhume track` alone it has no proof. */
const hasProof = ({ state, events }: Secret): boolean =>
  state === "verified" && events.findLast(({ kind }) => kind === "state")?.data?.revoked !== undefined;

const eventOf = ({ secret, closure }: Closed, { by, note }: CloseCommand): WorkEvent => ({
  fingerprint: secret.fingerprint,
  kind: "state",
  state: "verified",
  actor: actorName(by),
  at: new Date().toISOString(),
  ...(note === undefined ? {} : { note }),
  data: Object.fromEntries(closure.parts.map((part) => [part.id, part.text])),
});

function text({ secret, closure, closed, refused }: Closed): string {
  const { id, title, state } = secret;
  const end = hasProof(secret) ? "verified already" : `${state} -> verified`;
  const head = `${id}  ${title}: ${closed ? end : "not closed"}`;
  const lines = refused === undefined ? closureLines(closure) : [refused];
  const otherwise =
    closed || refused !== undefined ? [] : [`a risk that is to stay: exhume track ${id} --state accepted --note WHY`];
  return [cleanText(head), ...[...lines, ...otherwise].map(indented)].join("\n");
}

const toJson = ({ secret, closure, closed, refused }: Closed) => ({
  id: secret.id,
  title: secret.title,
  closed,
  ...(refused === undefined ? {} : { refused }),
  parts: closure.parts,
});
