import { join } from "node:path";
import type { Config } from "../config.ts";
import { isOpen } from "../domain/rotation.ts";
import { UserError } from "../domain/user-error.ts";
import { cleanText, safeJson } from "../report/clean.ts";
import { coverageText } from "../report/coverage-text.ts";
import { REPORT_FORMATS, type ReportFile } from "../report/format.ts";
import { hiddenLines } from "../report/hidden-lines.ts";
import { secretText } from "../report/secret-text.ts";
import { secretsTable } from "../report/secrets-table.ts";
import { statusText } from "../report/status-text.ts";
import { type OpenCase, repositoryCoverage, withCase } from "../wire-case.ts";
import { EXIT } from "./errors.ts";
import { findSecret } from "./find-secret.ts";
import { gateLine, judgeCase } from "./gate.ts";
import { makeFolder, note, print, writeOut } from "./print.ts";
import { secretDetails } from "./secret-details.ts";

interface Show {
  readonly config: Config;
  readonly json: boolean;
}

/** With a gate, the exit code is what the policy says of the case. */
export async function showStatus(
  { config, json, gate }: Show & { readonly gate: boolean },
  signal: AbortSignal,
): Promise<number> {
  let exit: number = EXIT.clean;
  const use = (opened: OpenCase): void => {
    const { tool: _tool, secrets: _secrets, credentials: _credentials, waves: _waves, ...summary } = opened.model;
    const gated = gate ? judgeCase(opened, config) : undefined;
    const { policy, secrets: failing, exit: code } = gated ?? { exit };
    exit = code;
    print(json ? safeJson({ ...summary, ...(gated && { gate: { policy, failing } }) }, 2) : statusText(opened.model));
    if (gated !== undefined) note(gateLine(gated));
  };
  await showCase(config, { use }, signal);
  return exit;
}

export async function showCoverage({ config, json }: Show, signal: AbortSignal): Promise<void> {
  const use = ({ store, model }: OpenCase): void => {
    const ledger = { coverage: model.coverage, repositories: repositoryCoverage(store) };
    print(json ? safeJson(ledger, 2) : coverageText(ledger));
  };
  await showCase(config, { use }, signal);
}

export async function showSecrets(
  { config, json, all }: Show & { readonly all: boolean },
  signal: AbortSignal,
): Promise<void> {
  const use = ({ model }: OpenCase): void => {
    const secrets = model.secrets.filter((secret) => all || isOpen(secret.work.state));
    print(json ? safeJson(secrets, 2) : secretsTable({ ...model, secrets }));
    const hidden = model.secrets.length - secrets.length;
    if (!json && hidden > 0) note(`${hidden} more are closed or documented examples: --all shows them`);
    for (const line of json ? [] : hiddenLines(model.totals.hidden)) note(line);
  };
  await showCase(config, { use }, signal);
}

export async function showSecret(
  { config, json, id }: Show & { readonly id: string },
  signal: AbortSignal,
): Promise<void> {
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
  const chosen = REPORT_FORMATS.find((candidate) => candidate.id === format);
  if (chosen === undefined)
    throw new UserError({
      code: "FORMAT_UNKNOWN",
      message: `there is no report format ${format}`,
      hint: REPORT_FORMATS.map(({ id }) => id).join(", "),
    });
  const use = ({ model, plan, checklist }: OpenCase): void => {
    const extra = { plan, checklist };
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
const showCase = (config: Config, { use, ...options }: ShowCase, signal: AbortSignal): Promise<void> => {
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
