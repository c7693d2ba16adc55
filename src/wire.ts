import { randomBytes } from "node:crypto";
import { type AuditEvent, audit } from "./audit/audit.ts";
import { createSpending, parseBudget } from "./audit/budget.ts";
import { type CaseReport, caseReport } from "./audit/case-report.ts";
import { createIdentifier } from "./audit/identify-value.ts";
import { type ImportResult, importFile } from "./audit/import-file.ts";
import { maskText } from "./audit/mask-paths.ts";
import { createProcessBlob } from "./audit/process-blob.ts";
import { type ScannedPiece, scanPath } from "./audit/scan-path.ts";
import { readAllowFile } from "./catalog/allow/allow-file.ts";
import { type Allowances, createAllowances } from "./catalog/allow/allowances.ts";
import { readOwners } from "./catalog/owners-file.ts";
import { openRunbooks } from "./catalog/runbooks.ts";
import { readSla } from "./catalog/sla-file.ts";
import { loadTemplate } from "./catalog/templates.ts";
import { version } from "./cli/version.ts";
import type { Config } from "./config.ts";
import { inlineExecutor } from "./executor/inline.ts";
import { loadRuleset } from "./open-ruleset.ts";
import { openSealing } from "./open-sealing.ts";
import { openTargets } from "./open-targets.ts";
import { readDigestsFile } from "./registry/files/digests-file.ts";
import { parseTarget } from "./registry/reference.ts";
import type { Observer } from "./scan/observer.ts";
import { createScanner } from "./scan/scanner.ts";
import { shipped } from "./shipped.ts";
import { openStore, type Store } from "./store/store.ts";

export type { RevealedSecret } from "./audit/reveal.ts";
export { ruleDefinitions } from "./open-ruleset.ts";
export { revealSecret } from "./wire-values.ts";

const TOOL = "exhume";

const now = (): number => performance.now();

const toolInfo = () => ({ name: TOOL, version: version() });

export interface RunAudit {
  readonly config: Config;
  readonly targets: readonly string[];
  readonly onBytes?: (count: number) => void;
  /** Told what a person should know while everything waits. */
  readonly onNotice?: (text: string) => void;
  readonly dryRun?: boolean;
}

/** Builds everything an audit needs from the settings, runs it, and closes what it opened. */
export async function* runAudit(
  { config, targets, onBytes, onNotice, dryRun = false }: RunAudit,
  signal: AbortSignal,
): AsyncGenerator<AuditEvent> {
  const parsed = [...targets, ...readDigestsFile(config.digestsFile)].map((typed) => ({
    typed,
    target: parseTarget(typed),
  }));
  const budget = parseBudget(config.budget);
  const seals = await openSealing(config);
  const { ruleset, notes } = await loadRuleset(config, signal);
  for (const text of notes) yield { type: "notice", text };
  const opened = await openTargets(config, { targets: parsed, onNotice }, signal);
  const { sources } = opened;
  const store = openStore(config.db, { create: true });
  try {
    const processBlob = createProcessBlob({
      sources,
      scanner: createScanner({ ruleset, key: store.key(), now }),
      sealing: seals?.start({ ruleset, store, now }),
      ...(onBytes === undefined ? {} : { onBytes }),
    });
    const execute = inlineExecutor(processBlob, { limit: config.concurrency });
    yield* audit(
      {
        sources,
        store,
        execute,
        processBlob,
        rulesetId: ruleset.id,
        targets: opened.targets,
        tool: version(),
        spending: createSpending(budget),
        dryRun,
      },
      signal,
    );
    const unsealed = dryRun ? undefined : seals?.missing(store);
    if (unsealed !== undefined) yield { type: "notice", text: unsealed };
  } finally {
    store.close();
    await opened.close();
  }
}

export interface OpenScan {
  readonly rulesetId: string;
  /** What is to be said of the rules of the settings. */
  readonly notes: readonly string[];
  readonly tool: { readonly name: string; readonly version: string };
  run(path: string): AsyncGenerator<ScannedPiece>;
  /** A path that holds a secret, without it. */
  mask(path: string): string;
}

interface OpenScanOptions {
  readonly caseKey?: boolean;
  readonly observer?: Observer;
  /** The path that stdin stands for. */
  readonly stdinName?: string | undefined;
}

/**
 * The engine of an audit, for files. `caseKey`: fingerprints are those of the case of the settings; otherwise they are
 * made under a key that nobody keeps.
 */
export async function openScan(
  config: Config,
  { caseKey = false, observer, stdinName }: OpenScanOptions,
  signal: AbortSignal,
): Promise<OpenScan> {
  const { ruleset, notes } = await loadRuleset(config, signal);
  const key = caseKey ? keyOfCase(config) : randomBytes(32);
  const masker = createScanner({ ruleset, key, now });
  const scanner = observer === undefined ? masker : createScanner({ ruleset, key, observer, now });
  return {
    rulesetId: ruleset.id,
    notes,
    tool: toolInfo(),
    run: (path) => scanPath({ path, stdin: process.stdin, stdinName, scanner, masker }, signal),
    mask: (path) => maskText(path, masker),
  };
}

export interface ImportFiles {
  readonly config: Config;
  readonly files: readonly string[];
  readonly format: string;
  readonly onLost: (text: string) => void;
}

/** Takes outputs of other tools into the case of the settings, one after the other; makes the case when there is none. */
export async function* importFiles(
  { config, files, ...how }: ImportFiles,
  signal: AbortSignal,
): AsyncGenerator<ImportResult> {
  const { ruleset } = await loadRuleset(config, signal);
  const store = openStore(config.db, { create: true });
  try {
    const identifier = createIdentifier({ ruleset, key: store.key(), now });
    for (const file of files) yield await importFile({ store, identifier, file, ...how }, signal);
  } finally {
    store.close();
  }
}

const keyOfCase = ({ db }: Config): Uint8Array => {
  const store = openStore(db, { create: false });
  try {
    return store.key();
  } finally {
    store.close();
  }
};

/** The ledger by repository; the ruleset is that of the newest audit. */
export const repositoryCoverage = (store: Store) =>
  store.coverage.repositories(store.runs.all().at(-1)?.rulesetId ?? "");

/** What the ignore file allows today; an empty one when there is none. */
export const openAllowances = ({ allowFile }: Config): Allowances =>
  createAllowances(allowFile === undefined ? [] : readAllowFile(allowFile), new Date().toISOString().slice(0, 10));

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
  const allowances = asRecorded ? undefined : openAllowances(config);
  const store = openStore(config.db, { create: false });
  try {
    const runbooks = await openRunbooks(shipped("templates/runbooks"), signal);
    const checklist = await loadTemplate(shipped("templates"), "checklist.md.hbs", signal);
    const shown = all ? { includeVendored: true, minConfidence: "low" as const } : config;
    const input = {
      store,
      runbooks,
      tool: toolInfo(),
      now: new Date(),
      shown,
      ...(allowances === undefined ? {} : { allowances }),
      ...(config.sla === undefined ? {} : { sla: readSla(config.sla) }),
      ...(config.owners === undefined ? {} : { owners: readOwners(config.owners) }),
      ...(revealHash ? { revealHash: store.key() } : {}),
    };
    const report = caseReport(input);
    return await use({ store, checklist, notes: allowances?.expired() ?? [], ...report });
  } finally {
    store.close();
  }
}
