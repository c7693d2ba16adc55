import type { Config } from "../config.ts";
import { cleanText, safeJson } from "../report/clean.ts";
import { secretText } from "../report/secret-text.ts";
import { type OpenCase, withCase } from "../wire-case.ts";
import { findSecret } from "./find-secret.ts";
import { note, print } from "./print.ts";

interface Show {
  readonly config: Config;
  readonly json: boolean;
}

export async function showSecret(
  { config, json, id }: Show & { readonly id: string },
  signal: AbortSignal,
): Promise<void> {
  const { secretDetails } = await import("./secret-details.ts");
  const use = (opened: OpenCase): void => {
    const { model, plan } = opened;
    const secret = findSecret(model.secrets, id);
    const task = tasksOf(plan).find(({ secrets }) => secrets.some((member) => member.id === secret.id));
    const details = task && secretDetails(opened, { task, id: secret.id });
    if (json || task === undefined) print(safeJson({ ...secret, ...details?.json }, 2));
    else print(secretText(task, details?.sections));
  };
  await showCase(config, { all: true, use }, signal);
}

/** Says first what is to be said of the ignore file. */
export const showCase = (config: Config, { use, ...options }: ShowCase, signal: AbortSignal): Promise<void> => {
  const told = (opened: OpenCase): void => {
    for (const text of opened.notes) note(cleanText(`note: ${text}`));
    use(opened);
  };
  return withCase(config, { ...options, use: told }, signal);
};

interface ShowCase {
  readonly revealHash?: boolean;
  readonly all?: boolean;
  readonly use: (opened: OpenCase) => void;
}

const tasksOf = ({ open, closed, tests }: OpenCase["plan"]) => [...open, ...closed, ...tests];
