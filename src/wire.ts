import { randomBytes } from "node:crypto";
import { type AuditEvent, audit } from "./audit/audit.ts";
import { createSpending, parseBudget } from "./audit/budget.ts";
import { createIdentifier } from "./audit/identify-value.ts";
import { type ImportResult, importFile } from "./audit/import-file.ts";
import { maskText } from "./audit/mask-paths.ts";
import { createProcessBlob } from "./audit/process-blob.ts";
import { pullFrom } from "./audit/pull-blob.ts";
import { type ScannedPiece, scanPath } from "./audit/scan-path.ts";
import { boundGarbage } from "./bound-garbage.ts";
import { actorName } from "./cli/actor.ts";
import { version } from "./cli/version.ts";
import { compileLess } from "./compile-less.ts";
import type { Config } from "./config.ts";
import type { QueueExecutor } from "./executor/queue/queue-executor.ts";
import { createKnownFiles, knownMemory } from "./layer/known/known-files.ts";
import { openExecutor } from "./open-executor.ts";
import { loadRuleset } from "./open-ruleset.ts";
import { openSealing } from "./open-sealing.ts";
import { readDigestsFile } from "./registry/files/digests-file.ts";
import { parseTarget } from "./registry/reference.ts";
import type { Observer } from "./scan/observer.ts";
import { createScanner } from "./scan/scanner.ts";
import { openStore } from "./store/store.ts";
import { toolInfo } from "./wire-case.ts";

const now = (): number => performance.now();
const ignore = (): void => undefined;

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
  boundGarbage();
  compileLess();
  const parsed = [...targets, ...readDigestsFile(config.digestsFile)].map((typed) => ({
    typed,
    target: parseTarget(typed),
  }));
  const budget = parseBudget(config.budget);
  const seals = await openSealing(config);
  const { ruleset, notes } = await loadRuleset(config, signal);
  for (const text of notes) yield { type: "notice", text };
  const { openTargets } = await import("./open-targets.ts");
  const opened = await openTargets(config, { targets: parsed, onNotice }, signal);
  const { sources } = opened;
  const store = openStore(config.db, { create: true });
  let workers: QueueExecutor | undefined;
  let ended = false;
  try {
    const key = store.key();
    const sealed = seals?.sealed(store) ?? [];
    const pull = pullFrom(sources, onBytes);
    const scanner = createScanner({ ruleset, key, now });
    const known = knownMemory();
    const files = createKnownFiles(known);
    const sealing = seals?.start({ ruleset, key, sealed, now });
    const processBlob = createProcessBlob({ pull, scanner, sealing, files });
    const rulesetId = ruleset.id;
    if (config.queue !== undefined && !dryRun) {
      const { openWorkers } = await import("./open-queue.ts");
      const { id: caseId } = store;
      workers = await openWorkers({ config, caseId, key, rulesetId, processBlob, onNotice: onNotice ?? ignore });
    }
    yield* audit(
      {
        sources,
        store,
        execute: workers?.execute ?? openExecutor({ config, rulesetId, pull, processBlob, key, sealed, known }),
        processBlob,
        rulesetId,
        targets: opened.targets,
        tool: version(),
        actor: actorName(undefined),
        spending: createSpending(budget),
        dryRun,
      },
      signal,
    );
    const unsealed = dryRun ? undefined : seals?.missing(store);
    if (unsealed !== undefined) yield { type: "notice", text: unsealed };
    ended = true;
  } finally {
    await workers?.close(ended);
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
