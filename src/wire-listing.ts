import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { caseKeyAtHand } from "./audit/case-key-at-hand.ts";
import { type CaseListing, listingOf, standingListing, wholeOf } from "./audit/case-listing.ts";
import { type AuditRun, readRuns } from "./audit/read-runs.ts";
import { version } from "./cli/version.ts";
import type { Config } from "./config.ts";
import type { SecretLine } from "./report/case-summary.ts";
import { openStore, type Store } from "./store/store.ts";
import type { OpenCase } from "./wire-case.ts";

export interface OpenListing {
  readonly listing: CaseListing;
  /** Oldest first. */
  readonly runs: readonly AuditRun[];
  /** What is to be said of the ignore file. */
  readonly notes: readonly string[];
}

interface ListOptions<T> {
  /** Told before all of a large case is read. */
  readonly onNotice: (text: string) => void;
  readonly use: (opened: OpenListing) => T;
}

/** Places of a case that take a while to read. */
const MANY = 100_000;

/** Says, where it takes a while, that nothing that was kept of the case serves. */
export function tellOfReading(store: Store, onNotice: (text: string) => void): void {
  if (store.secrets.placeCount() > MANY)
    onNotice("all of the case is read: it is new, has changed, or is asked for with other settings");
}

/** What lists show of an existing case: as it was worked out last, or else by reading all of it, which is kept. */
export async function withListing<T>(
  config: Config,
  { onNotice, use }: ListOptions<T>,
  signal: AbortSignal,
): Promise<T> {
  const store = openStore(config.db, { create: false });
  try {
    const now = new Date();
    const key = listingKey(config, store);
    const runs = readRuns(store, now);
    const listing = key === undefined ? undefined : await keptListing(config, { store, key, now, runs });
    if (listing !== undefined) {
      const notes = config.allowFile === undefined ? [] : (await readingCases()).openAllowances(config).expired();
      return use({ listing, runs, notes });
    }
    tellOfReading(store, onNotice);
  } finally {
    store.close();
  }
  const read = (opened: OpenCase): T => {
    const { runs, notes } = opened;
    return use({ listing: keepListing(opened, config), runs, notes });
  };
  const { withCase } = await readingCases();
  return withCase(config, { use: read }, signal);
}

interface Kept {
  readonly store: Store;
  readonly key: string;
  readonly now: Date;
  readonly runs: readonly AuditRun[];
}

/** As it was kept, with what was done since; undefined when the case has to be read. */
async function keptListing(
  { allowFile, sla }: Config,
  { store, key, now, runs }: Kept,
): Promise<CaseListing | undefined> {
  const kept = store.listings.find(key, now.toISOString());
  if (kept === undefined || kept.isCurrent) return kept && standingListing(kept, { runs, now });
  const [{ changeListing, renewListing }, { slaOf }] = await Promise.all([
    import("./audit/renew-listing.ts"),
    readingCases(),
  ]);
  const later = { store, now, sla: await slaOf(sla), allows: allowFile !== undefined };
  const changed = changeListing(kept, later);
  if (changed !== undefined) {
    store.listings.renew(key, changed);
    const current = store.listings.find(key, now.toISOString());
    if (current?.isCurrent === true) return standingListing(current, { runs, now });
  }
  const renewed = renewListing(kept, later);
  if (renewed !== undefined) store.listings.renew(key, renewed.kept);
  return renewed?.listing;
}

/** Every secret as it was listed last; undefined when the case was written to since. */
export function keptLines(config: Config): readonly SecretLine[] | undefined {
  const store = openStore(config.db, { create: false });
  try {
    const now = new Date();
    const key = listingKey(config, store);
    const kept = key === undefined ? undefined : store.listings.find(key, now.toISOString());
    return kept?.isCurrent === true ? [...standingListing(kept, { runs: [], now }).lines({ all: true })] : undefined;
  } finally {
    store.close();
  }
}

/** To read a whole case takes more code than to show a list. */
const readingCases = () => import("./wire-case.ts");

/** Keeps what lists will show of a case that was just read with the same settings, and gives it. */
export function keepListing(opened: OpenCase, config: Config): CaseListing {
  const key = listingKey(config, opened.store);
  const { listing, kept, tasks } = listingOf(opened);
  const { listings } = opened.store;
  const isKept = keepWhole(opened, config);
  if (key !== undefined)
    listings.keep(key, { ...kept, tasks: isKept && opened.whole.isShown ? wholeKey(opened.store, config) : tasks });
  return listing;
}

/** Keeps what commands for one secret need of the case; false when nothing can be kept. */
export function keepWhole(opened: OpenCase, config: Config): boolean {
  const { listings } = opened.store;
  const key = wholeKey(opened.store, config);
  if (listings.findWhole(key)?.isSound === true) return true;
  const whole = wholeOf(opened);
  if (whole !== undefined) listings.keepWhole(key, whole);
  return whole !== undefined;
}

/** What is told of a whole case depends on one setting, its owners: tasks are kept with theirs. */
export function wholeKey(store: Store, { owners }: Config): string {
  const told = [readable(owners), caseKeyAtHand(store) !== undefined];
  return createHash("sha256")
    .update(JSON.stringify(["whole", version(), BUILT_AT, ...told]))
    .digest("hex");
}

/** Null for what cannot be read, too: who reads the owners says so. */
function readable(path: string | undefined): string | null {
  try {
    return textOf(path);
  } catch {
    return null;
  }
}

/** All that a list depends on besides the case and the time; undefined when a file cannot be read: who reads the case says so. */
function listingKey(config: Config, store: Store): string | undefined {
  const { allowFile, sla, owners, includeVendored, minConfidence } = config;
  try {
    const files = [allowFile?.path, sla, owners].map(textOf);
    const told = [allowFile?.name, includeVendored, minConfidence, caseKeyAtHand(store) !== undefined];
    return createHash("sha256")
      .update(JSON.stringify([version(), BUILT_AT, files, told]))
      .digest("hex");
  } catch {
    return undefined;
  }
}

const textOf = (path: string | undefined): string | null => (path === undefined ? null : readFileSync(path, "utf8"));

/** Two builds of one version may list differently. */
const BUILT_AT = statSync(new URL(import.meta.url)).mtimeMs;
