import type { AuditEvent } from "../audit/audit.ts";
import type { CostPlan } from "../audit/cost-plan.ts";
import type { Config } from "../config.ts";
import type { CaseSummary } from "../report/case-summary.ts";
import { cleanText } from "../report/clean.ts";
import { shortenDigests } from "../report/phrases.ts";
import { statusText } from "../report/status-text.ts";
import { runAudit } from "../wire.ts";
import { type OpenCase, withCase } from "../wire-case.ts";
import { keepListing } from "../wire-listing.ts";
import { costText } from "./cost-text.ts";
import { EXIT } from "./errors.ts";
import { eventLine } from "./event-line.ts";
import { gateLine, judgeCase } from "./gate.ts";
import { lookOf } from "./look-of.ts";
import { note, print } from "./print.ts";
import { createProgress, type Progress } from "./progress.ts";

export interface AuditCommand {
  readonly config: Config;
  readonly targets: readonly string[];
  readonly output: "text" | "quiet" | "json";
  /** Only say what it would cost. */
  readonly dryRun: boolean;
}

/** Runs an audit, shows how it goes, and says at its end what was found and what was not seen. Gives the exit code. */
export async function runAuditCommand(command: AuditCommand, signal: AbortSignal): Promise<number> {
  const { config, targets, output, dryRun } = command;
  const progress = output === "text" ? createProgress() : undefined;
  let cost: CostPlan | undefined;
  let complete = true;
  try {
    const onBytes = (count: number): void => progress?.bytes(count);
    const onNotice = (text: string): void => progress?.note(`note: ${cleanText(text)}`);
    const said = new Set<string>();
    for await (const event of runAudit({ config, targets, onBytes, onNotice, dryRun }, signal)) {
      // Each of a provider's registries would say the same.
      if (event.type === "notice" && said.has(event.text)) continue;
      if (event.type === "notice") said.add(event.text);
      if (!dryRun || event.type !== "plan") progress?.show(event);
      if (event.type === "cost") cost = event.cost;
      if (isLoss(event)) complete = false;
      if (output === "json") print(eventLine(event));
      if (output === "text") noteEvent(event, progress);
    }
  } finally {
    progress?.stop();
  }
  if (cost !== undefined) return showCost(cost, { ...command, complete });
  return withCase(config, { use: (opened) => finish(opened, command) }, signal);
}

/** What has no call to be listed by is said in the ledger, and is no failure. */
const isLoss = (event: AuditEvent): event is Extract<AuditEvent, { readonly type: "gap" }> =>
  event.type === "gap" && event.gap.status !== "unlistable";

function noteEvent(event: AuditEvent, progress: Progress | undefined): void {
  if (isLoss(event)) progress?.note(`not seen: ${cleanText(`${event.gap.subject}: ${event.gap.reason}`)}`);
  if (event.type === "notice") progress?.note(`note: ${cleanText(event.text)}`);
  if (event.type === "reopened")
    progress?.note(
      `re-opened: ${event.event.fingerprint.slice(0, 12)}: ${shortenDigests(cleanText(event.event.note ?? ""))}`,
    );
  if (event.type === "leaked-again")
    progress?.note(`${event.event.fingerprint.slice(0, 12)} was ${cleanText(event.event.note ?? "")}`);
}

/** A plan says nothing of secrets: it is no finding. It is incomplete when not everything could be listed. */
function showCost(cost: CostPlan, { complete, config, output }: AuditCommand & { readonly complete: boolean }): number {
  if (output === "text") {
    print(costText(cost));
    if (!complete) note("this counts what was listed: not everything was (exhume coverage shows it)");
    note(`next: the same command without --dry-run${dbFlag(config)}; what was listed is kept`);
  }
  return complete ? EXIT.clean : EXIT.incomplete;
}

function finish(opened: OpenCase, { config, output }: AuditCommand): number {
  const { notes, runs } = opened;
  const listing = keepListing(opened, config);
  const gate = judgeCase({ listing, runs }, config);
  if (output === "text") for (const text of notes) note(`note: ${cleanText(text)}`);
  const { verdict, totals } = listing.summary;
  const { policy, secrets: failing } = gate;
  if (output === "json")
    print(
      JSON.stringify({
        type: "verdict",
        verdict,
        open: totals.open,
        secrets: totals.secrets,
        gate: { policy, failing },
      }),
    );
  if (output === "text")
    print(statusText(listing.summary, (limit) => [...listing.lines({ leading: true, limit })], lookOf(process.stdout)));
  if (output === "text" || (output === "quiet" && failing.length > 0)) note(gateLine(gate));
  if (output === "text") note(nextLine(listing.summary, config));
  return gate.exit;
}

function nextLine({ totals, verdict }: Pick<CaseSummary, "totals" | "verdict">, config: Config): string {
  const db = dbFlag(config);
  if (totals.open > 0) return `next: exhume plan${db}   what to rotate, in which order, how`;
  if (verdict !== "complete") return `next: exhume coverage${db}   what was not read, and why`;
  return `next: exhume fix --lint FOLDER   what the next build would leak`;
}

const dbFlag = (config: Config): string => (config.db === "exhume.db" ? "" : ` --db ${config.db}`);
