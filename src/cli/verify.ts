import { type Checks, planChecks } from "../audit/verify-checks.ts";
import { type Verified, verifySecrets } from "../audit/verify-secrets.ts";
import type { Config } from "../config.ts";
import { UserError } from "../domain/user-error.ts";
import { parseTarget } from "../registry/reference.ts";
import { safeJson } from "../report/clean.ts";
import type { Task } from "../rotation/task.ts";
import type { Store } from "../store/store.ts";
import { VERIFIERS } from "../verify/index.ts";
import type { Places, Verifier } from "../verify/verifier.ts";
import { type NamedCase, withNamed } from "../wire-named.ts";
import { revealSecret } from "../wire-values.ts";
import { actorName } from "./actor.ts";
import { answerTo } from "./answer-to.ts";
import { EXIT } from "./errors.ts";
import { findSecret } from "./find-secret.ts";
import { note, notice, print } from "./print.ts";
import { readIdentity } from "./read-identity.ts";
import { checkEndpoints, verifyPlaces } from "./verify-places.ts";
import { answerText, listText, previewText } from "./verify-text.ts";

export interface VerifyCommand {
  readonly config: Config;
  readonly ids: readonly string[];
  readonly provider?: readonly string[];
  readonly allowHost?: readonly string[];
  readonly authorizedKeys?: readonly string[];
  /** As typed; those of the settings stand in `config`. */
  readonly endpoint?: readonly string[];
  readonly user?: string;
  readonly by?: string;
  readonly identity?: string;
  readonly from?: string;
  readonly forceCanary?: true;
  readonly yes?: true;
  readonly json?: true;
}

/** Milliseconds between two questions to one provider: no hurry is worth a limit, or the look of an attack. */
const PAUSE = 1000;

/** Lists who can be asked, or asks after it was agreed to; gives the exit code. */
export async function verifyCommand(command: VerifyCommand, signal: AbortSignal): Promise<number> {
  const { config, ids } = command;
  const verifiers = chosen(command.provider);
  const places = verifyPlaces(command);
  const sources = await valueSources(command, signal);
  const use = async ({ plan, store }: NamedCase): Promise<number> => {
    const tasks = [plan.open, plan.closed, plan.tests].flat();
    checkEndpoints({ config, typed: command.endpoint, registries: () => registriesOf(tasks, sources) });
    const checks = checksOf(tasks, { command, verifiers, places });
    if (command.provider === undefined) return list(checks, { tasks, ids: command.ids, json: command.json === true });
    note(previewText(checks, places.proxy.http !== undefined || places.proxy.https !== undefined));
    if (checks.ready.length > 0) await agree(checks, { yes: command.yes === true, signal });
    const results = await ask(checks, { command, places, store, sources }, signal);
    if (command.json) print(safeJson(resultsJson(results, checks), 2));
    else if (results.length === 0) print("Nothing was sent.");
    return exitCode(results, checks);
  };
  // Whoever names nothing means what reports show: no examples in libraries are sent to anybody.
  return withNamed(config, { ids, asRecorded: ids.length > 0, onNotice: notice, use }, signal);
}

function chosen(names: readonly string[] | undefined): readonly Verifier[] {
  if (names === undefined) return VERIFIERS;
  return names.map((name) => {
    const verifier = VERIFIERS.find(({ id }) => id === name);
    if (verifier !== undefined) return verifier;
    throw new UserError({
      code: "PROVIDER_UNKNOWN",
      message: `there is no provider ${name} that can be asked`,
      hint: VERIFIERS.map(({ id }) => id).join(", "),
    });
  });
}

/** Where values come from, beside the places that the case knows. */
type ValueSources = Pick<Parameters<typeof revealSecret>[1], "from" | "identity">;

const valueSources = async ({ from, identity }: VerifyCommand, signal: AbortSignal): Promise<ValueSources> => ({
  from: from === undefined ? undefined : { typed: from, target: parseTarget(from) },
  identity: identity === undefined ? undefined : await readIdentity(identity, signal),
});

const registriesOf = (tasks: readonly Task[], { from }: ValueSources): ReadonlySet<string> =>
  new Set([
    ...(from !== undefined && "registry" in from.target ? [from.target.registry] : []),
    ...tasks
      .flatMap(({ secrets }) => secrets)
      .flatMap(({ occurrences }) => occurrences.flatMap(({ images }) => images.map(({ registry }) => registry))),
  ]);

interface Asked {
  readonly command: VerifyCommand;
  readonly verifiers: readonly Verifier[];
  readonly places: Places;
}

function checksOf(tasks: readonly Task[], { command, verifiers, places }: Asked): Checks {
  const secrets = tasks.flatMap((task) => task.secrets);
  const named = command.ids.map((id) => findSecret(secrets, id).fingerprint);
  return planChecks(tasks, {
    verifiers,
    places,
    now: new Date(),
    forceCanary: command.forceCanary === true,
    ...(named.length === 0 ? {} : { only: new Set(named) }),
    ...(command.user === undefined ? {} : { user: command.user }),
  });
}

interface Listed extends Pick<VerifyCommand, "ids"> {
  readonly tasks: readonly Task[];
  readonly json: boolean;
}

function list(checks: Checks, { tasks, ids, json }: Listed): number {
  const known = new Set([
    ...checks.ready.flatMap(({ secrets }) => secrets.map(({ id }) => id)),
    ...checks.leftOut.map(({ secret }) => secret.id),
  ]);
  const secrets = tasks.flatMap((task) => task.secrets);
  const meant = ids.length === 0 ? secrets : ids.map((id) => findSecret(secrets, id));
  const others = new Set(meant.filter(({ id }) => !known.has(id))).size;
  print(json ? safeJson(checksJson(checks), 2) : listText(checks, { ids, others }));
  return EXIT.clean;
}

/** Without a terminal to ask on, nothing is sent unless it was agreed to beforehand. */
async function agree(
  { ready }: Checks,
  { yes, signal }: { readonly yes: boolean; readonly signal: AbortSignal },
): Promise<void> {
  if (yes) return;
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    throw new UserError({
      code: "VERIFY_UNCONFIRMED",
      message: "nothing was sent: there is no terminal to agree on",
      hint: "--yes sends the requests above",
    });
  const count = ready.reduce((sum, { requests }) => sum + requests.length, 0);
  const question = `Send ${count === 1 ? "this request" : `these ${count} requests`}? [y/N] `;
  if (/^y(?:es)?$/i.test((await answerTo(question, signal)).trim())) return;
  throw new UserError({ code: "VERIFY_DECLINED", message: "nothing was sent", hint: "answer y to send them" });
}

interface Ask {
  readonly command: VerifyCommand;
  readonly places: Places;
  readonly store: Store;
  readonly sources: ValueSources;
}

async function ask(
  { ready }: Checks,
  { command, places, store, sources }: Ask,
  signal: AbortSignal,
): Promise<readonly Verified[]> {
  const actor = actorName(command.by);
  const results: Verified[] = [];
  const answers = verifySecrets(
    {
      checks: ready,
      reveal: (wanted, own) => revealSecret(command.config, { ...wanted, ...sources, store, actor }, own),
      append: store.events.append,
      places,
      actor,
      now: () => new Date(),
      pauseMs: PAUSE,
    },
    signal,
  );
  for await (const answer of answers) {
    results.push(answer);
    if (!command.json) print(answerText(answer));
  }
  return results;
}

function exitCode(results: readonly Verified[], { leftOut }: Checks): number {
  if (results.some(({ status }) => status === "active")) return EXIT.findings;
  const isLearned = results.every(({ status }) => status === "dead") && (results.length > 0 || leftOut.length === 0);
  return isLearned ? EXIT.clean : EXIT.incomplete;
}

const checksJson = ({ ready, leftOut }: Checks) => ({
  ready: ready.map(({ verifier, secrets, requests }) => ({
    provider: verifier.id,
    secrets: secrets.map(({ id }) => id),
    requests,
    traces: verifier.traces,
  })),
  leftOut: leftOut.map(({ verifier, secret, reason }) => ({ provider: verifier.id, secret: secret.id, reason })),
});

const resultsJson = (results: readonly Verified[], checks: Checks) => ({
  asked: results.map(({ check, status, reason, data }) => ({
    provider: check.verifier.id,
    secrets: check.secrets.map(({ id }) => id),
    status: status ?? "not asked",
    reason,
    ...(data === undefined ? {} : { data }),
  })),
  leftOut: checksJson(checks).leftOut,
});
