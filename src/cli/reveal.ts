import type { RevealedValue } from "../audit/reveal.ts";
import type { Config } from "../config.ts";
import type { Secret } from "../domain/rotation.ts";
import { UserError } from "../domain/user-error.ts";
import { parseTarget } from "../registry/reference.ts";
import { cleanText } from "../report/clean.ts";
import { meantValue } from "../verify/meant-value.ts";
import { type NamedCase, withNamed } from "../wire-named.ts";
import { revealSecret } from "../wire-values.ts";
import { actorName } from "./actor.ts";
import { answerTo } from "./answer-to.ts";
import { findSecret } from "./find-secret.ts";
import { note, notice, written } from "./print.ts";
import { readIdentity } from "./read-identity.ts";
import { createRefusal } from "./refuse-values.ts";
import { onTry } from "./seal.ts";

export interface RevealCommand {
  readonly config: Config;
  readonly id: string;
  readonly note?: string;
  readonly by?: string;
  readonly place?: string;
  readonly from?: string;
  readonly identity?: string;
  readonly yes?: true;
  readonly decoded?: true;
}

/** Prints the bare value of one secret, after the log says so. */
export async function revealCommand(command: RevealCommand, signal: AbortSignal): Promise<void> {
  const { config, id, place, from } = command;
  const use = async ({ store, plan }: NamedCase): Promise<void> => {
    const secret = findSecret(
      [plan.open, plan.closed, plan.tests].flat().flatMap((task) => task.secrets),
      id,
    );
    createRefusal(store)(command.note, [secret]);
    await agree(secret, command, signal);
    const revealed = await revealSecret(
      config,
      {
        store,
        secret,
        purpose: command.note ?? "",
        actor: actorName(command.by),
        place,
        identity: command.identity === undefined ? undefined : await readIdentity(command.identity, signal),
        from: from === undefined ? undefined : { typed: from, target: parseTarget(from) },
        onTry,
        onMiss: (text) => note(cleanText(`not there: ${text}`)),
      },
      signal,
    );
    await show(command.decoded === true ? decoded(secret, revealed) : revealed.bytes);
  };
  await withNamed(config, { ids: [id], asRecorded: true, onNotice: notice, use }, signal);
}

/** A terminal keeps what it shows, and others may look at it. A pipe is what was meant. */
async function agree(secret: Secret, { yes }: RevealCommand, signal: AbortSignal): Promise<void> {
  if (yes === true || !process.stdout.isTTY) return;
  const question = cleanText(`Show the value of ${secret.title} ${secret.id} on this terminal? [y/N] `);
  const answer = process.stdin.isTTY ? await answerTo(question, signal) : "";
  if (/^y(?:es)?$/i.test(answer.trim())) return;
  throw new UserError({
    code: "REVEAL_DECLINED",
    message: "nothing was shown",
    hint: `give it to the command that needs it, "$(exhume reveal ${secret.id})", or add --yes`,
  });
}

function decoded(secret: Secret, { value, bytes }: RevealedValue): Uint8Array {
  const meant = meantValue(value, secret);
  return meant === value ? bytes : Buffer.from(meant);
}

/** A value of several lines is a file, such as a key: tools want its last line whole. */
async function show(bytes: Uint8Array): Promise<void> {
  const ended = process.stdout.isTTY || bytes.includes(0x0a) ? Buffer.concat([bytes, Buffer.from("\n")]) : bytes;
  await written(ended);
}
