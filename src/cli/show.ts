import { join } from "node:path";
import { type CaseListing, listingOf } from "../audit/case-listing.ts";
import type { Config } from "../config.ts";
import { isOpen } from "../domain/rotation.ts";
import { UserError } from "../domain/user-error.ts";
import { cleanText, safeJson } from "../report/clean.ts";
import { coverageText } from "../report/coverage-text.ts";
import type { ReportFile } from "../report/format.ts";
import { hiddenLines } from "../report/hidden-lines.ts";
import { secretText } from "../report/secret-text.ts";
import { secretsTable } from "../report/secrets-table.ts";
import { statusText } from "../report/status-text.ts";
import { type OpenCase, withCase } from "../wire-case.ts";
import { type OpenListing, withListing } from "../wire-listing.ts";
import { EXIT } from "./errors.ts";
import { findSecret } from "./find-secret.ts";
import { type Gated, gateLine, judgeCase } from "./gate.ts";
import { makeFolder, note, print, writeOut } from "./print.ts";

interface Show {
  readonly config: Config;
  readonly json: boolean;
}

/** With a gate, the exit code is what the policy says of the case. */
export async function showStatus(
  { config, json, gate }: Show & { readonly gate: boolean },
  signal: AbortSignal,
): Promise<number> {
  const show = (listing: CaseListing, gated?: Gated): number => {
    const { tool: _tool, allowed: _allowed, ...summary } = listing.summary;
    const told = gated && { gate: { policy: gated.policy, failing: gated.secrets } };
    print(json ? safeJson({ ...summary, ...told }, 2) : statusText(listing.summary, leadingOf(listing)));
    if (gated !== undefined) note(gateLine(gated));
    return gated?.exit ?? EXIT.clean;
  };
  if (!gate) return showListing(config, ({ listing }) => show(listing), signal);
  let exit: number = EXIT.clean;
  const use = (opened: OpenCase): void => {
    exit = show(listingOf(opened).listing, judgeCase(opened, config));
  };
  await showCase(config, { use }, signal);
  return exit;
}

/** The first of what there is to do. */
const leadingOf =
  ({ lines }: CaseListing) =>
  (limit: number) =>
    lines({ leading: true, limit });

export async function showCoverage({ config, json }: Show, signal: AbortSignal): Promise<void> {
  const use = ({ listing }: OpenListing): void => {
    const ledger = { coverage: listing.summary.coverage, repositories: listing.repositories() };
    print(json ? safeJson(ledger, 2) : coverageText(ledger));
  };
  await showListing(config, use, signal);
}

export async function showSecrets(
  { config, json, all }: Show & { readonly all: boolean },
  signal: AbortSignal,
): Promise<void> {
  const whole = ({ model }: OpenCase): void =>
    print(
      safeJson(
        model.secrets.filter(({ work }) => all || isOpen(work.state)),
        2,
      ),
    );
  if (json) return showCase(config, { use: whole }, signal);
  const use = ({ listing: { summary, lines } }: OpenListing): void => {
    const secrets = lines({ all });
    print(secretsTable(secrets));
    const hidden = summary.totals.secrets - secrets.length;
    if (hidden > 0) note(`${hidden} more are closed or documented examples: --all shows them`);
    for (const line of hiddenLines(summary.totals.hidden)) note(line);
  };
  await showListing(config, use, signal);
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

const showListing = <T>(config: Config, use: (opened: OpenListing) => T, signal: AbortSignal): Promise<T> => {
  const told = (opened: OpenListing): T => {
    for (const text of opened.notes) note(cleanText(`note: ${text}`));
    return use(opened);
  };
  return withListing(config, { onNotice: (text) => note(`note: ${text}`), use: told }, signal);
};

interface ShowCase {
  readonly revealHash?: boolean;
  readonly all?: boolean;
  readonly use: (opened: OpenCase) => void;
}

const tasksOf = ({ open, closed, tests }: OpenCase["plan"]) => [...open, ...closed, ...tests];
