import { readFileSync } from "node:fs";
import { type CaseReport, caseReport } from "./audit/case-report.ts";
import { boundGarbage } from "./bound-garbage.ts";
import { readAllowFile } from "./catalog/allow/allow-file.ts";
import { type Allowances, createAllowances } from "./catalog/allow/allowances.ts";
import { readOwners } from "./catalog/owners-file.ts";
import { loadTemplate } from "./catalog/templates.ts";
import { version } from "./cli/version.ts";
import { compiledPage } from "./compiled.ts";
import type { Config } from "./config.ts";
import { openRunbooks } from "./open-runbooks.ts";
import type { PageParts } from "./report/page/render-page.ts";
import { DEFAULT_SLA, type Sla } from "./rotation/sla.ts";
import { shipped } from "./shipped.ts";
import { openStore, type Store } from "./store/store.ts";

const TOOL = "exhume";

export const toolInfo = () => ({ name: TOOL, version: version() });

/** The ledger by repository; the ruleset is that of the newest audit. */
export const repositoryCoverage = (store: Store) =>
  store.coverage.repositories(store.runs.all().at(-1)?.rulesetId ?? "");

/** What the ignore file allows today; an empty one when there is none. */
export const openAllowances = ({ allowFile }: Config): Allowances =>
  createAllowances(allowFile === undefined ? [] : readAllowFile(allowFile), new Date().toISOString().slice(0, 10));

/** Undefined when there is no ignore file, or none that is to be looked at: then a report tells what was recorded. */
export const allowancesOf = (config: Config, asRecorded: boolean): Allowances | undefined =>
  asRecorded || config.allowFile === undefined ? undefined : openAllowances(config);

/** Percent of garbage beside what lives of a case: much lives for as long as the command takes. */
const GARBAGE = 60;

export interface OpenCase extends CaseReport {
  /** What is to be said of the ignore file. */
  readonly notes: readonly string[];
  readonly store: Store;
  /** Text of the checklist template. */
  readonly checklist: string;
}

interface ReadOptions<T> {
  readonly revealHash?: boolean;
  /** Also what reports leave out. */
  readonly all?: boolean;
  /** What the ignore file allows is shown as it was recorded. */
  readonly asRecorded?: boolean;
  readonly use: (opened: OpenCase) => T | Promise<T>;
}

/** Reads an existing case for a command that shows or tracks; gives it to `use` and closes it. */
export async function withCase<T>(
  config: Config,
  { revealHash = false, all = false, asRecorded = false, use }: ReadOptions<T>,
  signal: AbortSignal,
): Promise<T> {
  const allowances = allowancesOf(config, asRecorded);
  boundGarbage(GARBAGE);
  const store = openStore(config.db, { create: false });
  try {
    const runbooks = await openRunbooks(signal);
    const checklist = await loadTemplate(shipped("templates"), "checklist.md.hbs", signal);
    const shown = all ? { includeVendored: true, minConfidence: "low" as const } : config;
    const input = {
      store,
      runbooks,
      tool: toolInfo(),
      now: new Date(),
      shown,
      ...(allowances === undefined ? {} : { allowances }),
      sla: await slaOf(config.sla),
      ...(config.owners === undefined ? {} : { owners: readOwners(config.owners) }),
      ...(revealHash ? { revealHash: store.key() } : {}),
    };
    const report = caseReport(input);
    return await use(Object.assign(report, { store, checklist, notes: allowances?.expired() ?? [] }));
  } finally {
    store.close();
  }
}

/** The parts of an HTML report; `template`: a text in place of ours. */
export function pageParts(template = readFileSync(shipped("templates/report.html.hbs"), "utf8")): PageParts {
  const page = compiledPage();
  if (page === undefined) throw new Error("the page of HTML reports was not built: npm run build");
  return { ...page, template };
}

/** Those of a file, or the usual terms. */
export const slaOf = async (file: string | undefined): Promise<Sla> => {
  if (file === undefined) return DEFAULT_SLA;
  const { readSla } = await import("./catalog/sla-file.ts");
  return readSla(file);
};
