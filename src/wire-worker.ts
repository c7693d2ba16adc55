import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { createProcessBlob, failedScan } from "./audit/process-blob.ts";
import { pullFrom } from "./audit/pull-blob.ts";
import { boundGarbage } from "./bound-garbage.ts";
import { version } from "./cli/version.ts";
import { compileLess } from "./compile-less.ts";
import type { Config } from "./config.ts";
import type { Repository } from "./domain/oci.ts";
import { UserError } from "./domain/user-error.ts";
import type { PullBlob } from "./executor/executor.ts";
import { createAuthentic } from "./executor/queue/authentic.ts";
import { parseLabelSets } from "./executor/queue/labels.ts";
import type { Announcement } from "./executor/queue/messages.ts";
import { serveQueue, type WatchWorker } from "./executor/queue/serve-queue.ts";
import { createKnownFiles, knownMemory } from "./layer/known/known-files.ts";
import { openPool } from "./open-executor.ts";
import { openQueue } from "./open-queue.ts";
import { loadRuleset } from "./open-ruleset.ts";
import { openSealing } from "./open-sealing.ts";
import { openTargets } from "./open-targets.ts";
import { holderTarget } from "./registry/holder-target.ts";
import { PullError } from "./registry/pull-error.ts";
import { createScanner } from "./scan/scanner.ts";
import { parseCaseKey } from "./store/case-key.ts";

const now = (): number => performance.now();

export interface RunWorker {
  readonly config: Config;
  /** Ends with the audit. */
  readonly once: boolean;
  readonly watch: WatchWorker;
  readonly onNotice: (text: string) => void;
}

/** Scans what an audit elsewhere gives out, with the logins of this machine, until it is told to end. */
export async function runWorker({ config, once, watch, onNotice }: RunWorker, signal: AbortSignal): Promise<void> {
  boundGarbage();
  compileLess();
  const key = keyOf(config);
  const labels = parseLabelSets(config.labels);
  if (labels === undefined)
    throw new UserError({
      code: "CONFIG_INVALID",
      message: "labels are not written as they are read",
      hint: "write region=eu-west-1,account=123456789012; sets with a ; between them are alternatives",
    });
  const { ruleset, notes } = await loadRuleset(config, signal);
  for (const text of notes) onNotice(text);
  const rulesetId = ruleset.id;
  const connection = await openQueue(config, onNotice);
  const registries = openRegistries(config, onNotice);
  const open = async ({ seal }: Announcement) => {
    const settings = { ...config, seal };
    const sealing = (await openSealing(settings))?.start({ ruleset, key, sealed: [], now });
    const scanner = createScanner({ ruleset, key, now });
    const known = knownMemory();
    const files = createKnownFiles(known);
    const processBlob = createProcessBlob({ pull: registries.pull, scanner, sealing, files });
    return openPool({ config: settings, rulesetId, pull: registries.pull, processBlob, key, sealed: [], known });
  };
  try {
    await serveQueue(
      {
        client: connection.client,
        authentic: createAuthentic(key),
        caseId: config.case,
        tool: version(),
        rulesetId,
        labels,
        concurrency: config.concurrency,
        once,
        host: hostname(),
        leaseMs: config.lease * 1000,
        graceMs: config.grace * 1000,
        open,
        failed: (job, reason) => failedScan(job, { rulesetId, status: "skipped", reason }),
        watch,
        onNotice,
      },
      signal,
    );
  } finally {
    await connection.close();
    await registries.close();
  }
}

function keyOf({ key, keyFile }: Pick<Config, "key" | "keyFile">): Uint8Array {
  const found = parseCaseKey(key ?? (keyFile === undefined ? "" : readKeyFile(keyFile)));
  if (found !== undefined) return found;
  throw new UserError({
    code: "CASE_KEY",
    message: key === undefined && keyFile === undefined ? "the key of the case is missing" : "this is no key of a case",
    hint: "give the file that lies beside the case: --key-file exhume.db.key, or its text in EXHUME_KEY",
  });
}

const readKeyFile = (file: string): string => {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
};

type Opened = Awaited<ReturnType<typeof openTargets>>;

/** Registries that jobs name, each opened when it is first pulled from. */
function openRegistries(config: Config, onNotice: (text: string) => void) {
  const opened = new Map<string, Promise<Opened>>();
  const ended = new AbortController();
  const open = async (holder: Repository): Promise<Opened> => {
    const found = opened.get(holder.registry);
    if (found !== undefined) return found;
    const target = holderTarget(holder);
    if (target?.target.kind !== "repository") throw new PullError(`${holder.registry} is no registry`);
    const opening = openTargets(config, { targets: [target], onNotice }, ended.signal);
    opened.set(holder.registry, opening);
    // A login that fails once is asked for again with the next blob.
    opening.catch(() => opened.delete(holder.registry));
    return opening;
  };
  const pull: PullBlob = async function* (job, holder, signal) {
    const { sources } = await open(holder).catch((error: unknown) => {
      throw error instanceof UserError ? new PullError(`${error.message}: ${error.hint}`) : error;
    });
    yield* pullFrom(sources)(job, holder, signal);
  };
  return {
    pull,
    close: async (): Promise<void> => {
      ended.abort();
      for (const one of await Promise.allSettled(opened.values()))
        if (one.status === "fulfilled") await one.value.close();
    },
  };
}
