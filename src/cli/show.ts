import { join } from "node:path";
import { imageStack } from "../audit/image-stacks.ts";
import type { Config } from "../config.ts";
import type { Digest } from "../domain/digest.ts";
import { UserError } from "../domain/user-error.ts";
import { cleanText, safeJson } from "../report/clean.ts";
import type { ReportFile } from "../report/format.ts";
import { secretText } from "../report/secret-text.ts";
import { type OpenCase, pageParts, withCase } from "../wire-case.ts";
import { findSecret } from "./find-secret.ts";
import { makeFolder, note, print, writeOut } from "./print.ts";

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

export interface ShowReport {
  readonly config: Config;
  readonly format: string;
  readonly out: string | undefined;
  readonly revealHash: boolean;
}

export async function showReport({ config, format, out, revealHash }: ShowReport, signal: AbortSignal): Promise<void> {
  const { REPORT_FORMATS } = await import("../report/format.ts");
  const chosen = REPORT_FORMATS.find((candidate) => candidate.id === format);
  if (chosen === undefined)
    throw new UserError({
      code: "FORMAT_UNKNOWN",
      message: `there is no report format ${format}`,
      hint: REPORT_FORMATS.map(({ id }) => id).join(", "),
    });
  const use = ({ model, plan, checklist, store }: OpenCase): void => {
    const page = { parts: () => pageParts(), stackOf: (manifest: Digest) => imageStack(store.secrets, manifest) };
    const extra = { plan, checklist, page };
    if (out !== undefined && chosen.files !== undefined) {
      writeFiles(out, chosen.files(model, extra));
      return;
    }
    const text = chosen.render(model, extra);
    if (out === undefined) print(text);
    else {
      writeOut({ path: out, text: `${chosen.fileMark ?? ""}${text}`, ...(revealHash ? { mode: 0o600 } : {}) });
      note(`written: ${out}`);
    }
  };
  await showCase(config, { revealHash, use }, signal);
}

function writeFiles(folder: string, files: readonly ReportFile[]): void {
  makeFolder(folder);
  for (const { name, text } of files) writeOut({ path: join(folder, name), text });
  note(`written: ${files.length} files in ${folder}`);
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
