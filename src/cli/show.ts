import type { Config } from "../config.ts";
import { reportSecrets } from "../report/build-report.ts";
import { cleanText, safeJson } from "../report/clean.ts";
import { secretText } from "../report/secret-text.ts";
import { type OpenCase, withCase } from "../wire-case.ts";
import type { NamedCase } from "../wire-named.ts";
import { findSecret } from "./find-secret.ts";
import { note, notice, print } from "./print.ts";

interface Show {
  readonly config: Config;
  readonly json: boolean;
}

export async function showSecret(
  { config, json, id }: Show & { readonly id: string },
  signal: AbortSignal,
): Promise<void> {
  const [{ withNamed }, { secretDetails }] = await Promise.all([
    import("../wire-named.ts"),
    import("./secret-details.ts"),
  ]);
  const use = (opened: NamedCase): void => {
    for (const text of opened.notes) note(cleanText(`note: ${text}`));
    const { plan, byId, now } = opened;
    const tasks = [plan.open, plan.closed, plan.tests].flat();
    const secret = findSecret(
      tasks.flatMap((task) => task.secrets),
      id,
    );
    const task = tasks.find(({ secrets }) => secrets.includes(secret));
    if (task === undefined) throw new Error(`${secret.id} is in no task`);
    const details = secretDetails(opened, { task, id: secret.id });
    const report = reportSecrets([task], { now, byId }).find((one) => one.id === secret.id);
    if (json) print(safeJson({ ...report, ...details.json }, 2));
    else print(secretText(task, details.sections));
  };
  await withNamed(config, { ids: [id], onNotice: notice, use }, signal);
}

/** Says first what is to be said of the ignore file. */
export const showCase = (config: Config, { use, ...options }: ShowCase, signal: AbortSignal): Promise<void> => {
  const told = (opened: OpenCase): void | Promise<void> => {
    for (const text of opened.notes) note(cleanText(`note: ${text}`));
    return use(opened);
  };
  return withCase(config, { ...options, use: told }, signal);
};

interface ShowCase {
  readonly revealHash?: boolean;
  readonly all?: boolean;
  readonly use: (opened: OpenCase) => void | Promise<void>;
}
