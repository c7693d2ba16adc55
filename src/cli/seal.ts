import type { Config } from "../config.ts";
import { UserError } from "../domain/user-error.ts";
import { cleanText, safeJson } from "../report/clean.ts";
import { plural, size } from "../report/phrases.ts";
import { type NamedCase, withNamed } from "../wire-named.ts";
import { sealSecrets } from "../wire-values.ts";
import { actorName } from "./actor.ts";
import { EXIT } from "./errors.ts";
import { findSecret } from "./find-secret.ts";
import { note, notice, print } from "./print.ts";

export interface SealCommand {
  readonly config: Config;
  /** None: all secrets of the case. */
  readonly ids: readonly string[];
  readonly json: boolean;
}

/** Keeps values that an audit without `--seal` found, encrypted. Gives the exit code. */
export async function sealCommand({ config, ids, json }: SealCommand, signal: AbortSignal): Promise<number> {
  if (config.seal.length === 0)
    throw new UserError({
      code: "SEAL_RECIPIENT",
      message: "there is nobody to seal to",
      hint: "add --seal age1..., the recipient that age-keygen -y FILE prints",
    });
  const use = async ({ store, plan }: NamedCase): Promise<number> => {
    const all = [plan.open, plan.closed, plan.tests].flat().flatMap((task) => task.secrets);
    const secrets = ids.length === 0 ? all : ids.map((id) => findSecret(all, id));
    const { sealed, before, missing } = await sealSecrets(
      config,
      { store, secrets, actor: actorName(undefined), onTry, onMiss },
      signal,
    );
    if (json) print(safeJson({ sealed, before, missing: missing.map(({ id }) => id) }, 2));
    else print(`${plural(sealed, "value")} sealed now, ${before} before`);
    if (missing.length === 0) return EXIT.clean;
    note(cleanText(`no place gave the value of ${missing.map(({ id }) => id).join(", ")}`));
    return EXIT.incomplete;
  };
  return withNamed(config, { ids, asRecorded: true, onNotice: notice, use }, signal);
}

const onMiss = (text: string): void => note(cleanText(`not there: ${text}`));

/** Only for who waits at a terminal. */
export const onTry = (name: string, bytes: number): void => {
  if (process.stderr.isTTY) note(cleanText(`pulling ${name}${bytes < 0 ? "" : ` (${size(bytes)})`}`));
};
