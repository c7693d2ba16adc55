import type { CaseListing } from "../audit/case-listing.ts";
import type { Config } from "../config.ts";
import { isOpen } from "../domain/rotation.ts";
import { cleanText, safeJson } from "../report/clean.ts";
import { coverageText } from "../report/coverage-text.ts";
import { hiddenLines } from "../report/hidden-lines.ts";
import { jsonPieces } from "../report/json-pieces.ts";
import { secretsTable } from "../report/secrets-table.ts";
import { statusText } from "../report/status-text.ts";
import type { OpenCase } from "../wire-case.ts";
import { type OpenListing, withListing } from "../wire-listing.ts";
import { EXIT } from "./errors.ts";
import type { Gated } from "./gate.ts";
import { lookOf } from "./look-of.ts";
import { note, notice, print, printPieces } from "./print.ts";

interface Show {
  readonly config: Config;
  readonly json: boolean;
}

/** With a gate, the exit code is what the policy says of the case. */
export async function showStatus(
  { config, json, gate }: Show & { readonly gate: boolean },
  signal: AbortSignal,
): Promise<number> {
  const queue = config.queue === undefined ? undefined : await (await import("./queue-status.ts")).queueStatus(config);
  const show = (listing: CaseListing, gated?: Gated): number => {
    const { tool: _tool, allowed: _allowed, ...summary } = listing.summary;
    const told = gated && { gate: { policy: gated.policy, failing: gated.secrets } };
    if (json) print(safeJson({ ...summary, ...told, ...(queue === undefined ? {} : { queue: queue.json }) }, 2));
    else print(statusText(listing.summary, leadingOf(listing), lookOf(process.stdout)) + (queue?.text ?? ""));
    return gated?.exit ?? EXIT.clean;
  };
  if (!gate) return showListing(config, ({ listing }) => show(listing), signal);
  const { gateLine, judgeCase } = await import("./gate.ts");
  const use = (opened: OpenListing): number => {
    const gated = judgeCase(opened, config);
    const exit = show(opened.listing, gated);
    note(gateLine(gated));
    return exit;
  };
  return showListing(config, use, signal);
}

/** The first of what there is to do. */
const leadingOf =
  ({ lines }: CaseListing) =>
  (limit: number) => [...lines({ leading: true, limit })];

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
  const whole = ({ model }: OpenCase): Promise<void> => printPieces(jsonPieces(wanted(model, all)));
  if (json) return (await import("./show.ts")).showCase(config, { use: whole }, signal);
  const use = ({ listing: { summary, rows } }: OpenListing): void => {
    const shown = rows({ all });
    print(secretsTable(shown, lookOf(process.stdout)));
    const hidden = summary.totals.secrets - shown.length;
    if (shown.length === 0 && hidden === 0) note("no secret in what was read: exhume status says what was not");
    if (hidden > 0) note(`${hidden} more are closed or documented examples: --all shows them`);
    for (const line of hiddenLines(summary.totals.hidden)) note(line);
  };
  await showListing(config, use, signal);
}

function* wanted({ secrets }: OpenCase["model"], all: boolean): Generator<OpenCase["model"]["secrets"][number]> {
  for (const secret of secrets) if (all || isOpen(secret.work.state)) yield secret;
}

/** Says first what is to be said of the ignore file. */
const showListing = <T>(config: Config, use: (opened: OpenListing) => T, signal: AbortSignal): Promise<T> => {
  const told = (opened: OpenListing): T => {
    for (const text of opened.notes) note(cleanText(`note: ${text}`));
    return use(opened);
  };
  return withListing(config, { onNotice: notice, use: told }, signal);
};
