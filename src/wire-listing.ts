import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { caseKeyAtHand } from "./audit/case-key-at-hand.ts";
import { type CaseListing, listingOf, standingListing } from "./audit/case-listing.ts";
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
    const kept = key === undefined ? undefined : store.listings.find(key, now.toISOString());
    if (kept !== undefined) {
      const runs = readRuns(store, now);
      const notes = config.allowFile === undefined ? [] : (await readingCases()).openAllowances(config).expired();
      return use({ listing: standingListing(kept, { runs, now }), runs, notes });
    }
    if (store.secrets.placeCount() > MANY) onNotice("the case has changed: all of it is read again");
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

/** Every secret as it was listed last; undefined when the case was written to since. */
export function keptLines(config: Config): readonly SecretLine[] | undefined {
  const store = openStore(config.db, { create: false });
  try {
    const now = new Date();
    const key = listingKey(config, store);
    const kept = key === undefined ? undefined : store.listings.find(key, now.toISOString());
    return kept && standingListing(kept, { runs: [], now }).lines({ all: true });
  } finally {
    store.close();
  }
}

/** To read a whole case takes more code than to show a list. */
const readingCases = () => import("./wire-case.ts");

/** Keeps what lists will show of a case that was just read with the same settings, and gives it. */
export function keepListing(opened: OpenCase, config: Config): CaseListing {
  const key = listingKey(config, opened.store);
  const { listing, kept } = listingOf(opened);
  if (key !== undefined) opened.store.listings.keep(key, kept);
  return listing;
}

/** All that a list depends on besides the case and the time; undefined when a file cannot be read: who reads the case says so. */
function listingKey(config: Config, store: Store): string | undefined {
  const { allowFile, sla, owners, includeVendored, minConfidence } = config;
  try {
    const files = [allowFile?.path, sla, owners].map((path) =>
      path === undefined ? null : readFileSync(path, "utf8"),
    );
    const told = [allowFile?.name, includeVendored, minConfidence, caseKeyAtHand(store) !== undefined];
    return createHash("sha256")
      .update(JSON.stringify([version(), BUILT_AT, files, told]))
      .digest("hex");
  } catch {
    return undefined;
  }
}

/** Two builds of one version may list differently. */
const BUILT_AT = statSync(new URL(import.meta.url)).mtimeMs;
