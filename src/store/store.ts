import type Database from "better-sqlite3";
import { findCaseKey, openCaseKey } from "./case-key.ts";
import { type Coverage, createCoverage } from "./coverage.ts";
import { createEvents, type Events } from "./events.ts";
import { createGraph, type Graph } from "./graph.ts";
import { groupedWrites } from "./grouped-writes.ts";
import { createHistory, type History } from "./history.ts";
import { createImages, type Images } from "./images.ts";
import { createImports, type Imports } from "./imports.ts";
import { lazily } from "./lazily.ts";
import { createListings, type Listings } from "./listings.ts";
import { createNamedHalves, type NamedHalves } from "./named-halves.ts";
import { openDatabase } from "./open.ts";
import { createPackages, type Packages } from "./packages.ts";
import { createPending, type Pending } from "./pending.ts";
import { createPlaces, type Places } from "./places.ts";
import { createRuns, type Runs } from "./runs.ts";
import { createScans, type Scans, type Writing } from "./scans.ts";
import { createSealed, type Sealed } from "./sealed.ts";
import { createSecrets, type Secrets } from "./secrets.ts";

/** One case: one database file, written by one process at a time. */
export interface Store extends Rooms {
  readonly path: string;
  readonly listings: Listings;
  /** Throws UserError when the key file of the case is missing. */
  key(): Uint8Array;
  findKey(): Uint8Array | undefined;
  /** All of it is kept, or nothing; it is on disk at the end of this turn of the event loop. */
  atomically<T>(work: () => T): T;
  /** What was written until now is on disk, before anybody is told of it. */
  flush(): void;
  close(): void;
}

interface Rooms {
  /** Random, 12 hex digits. */
  readonly id: string;
  readonly createdAt: string;
  readonly runs: Runs;
  readonly images: Images;
  readonly pending: Pending;
  readonly scans: Scans;
  readonly secrets: Secrets;
  readonly named: NamedHalves;
  readonly coverage: Coverage;
  readonly events: Events;
  readonly history: History;
  readonly packages: Packages;
  readonly places: Places;
  readonly imports: Imports;
  readonly sealed: Sealed;
  readonly graph: Graph;
}

export function openStore(path: string, options: { readonly create: boolean }): Store {
  const db = openDatabase(path, options);
  const grouped = groupedWrites(db);
  let known: Uint8Array | undefined;
  const key = (): Uint8Array => {
    known ??= openCaseKey(db, path);
    return known;
  };
  return Object.assign(createRooms(db, { grouped, key }), {
    path,
    // It tells from here on whether another process writes.
    listings: createListings(db),
    key,
    findKey: () => {
      known ??= findCaseKey(db, path);
      return known;
    },
    atomically: grouped.write,
    flush: grouped.flush,
    close: () => {
      try {
        grouped.flush();
      } finally {
        db.close();
      }
    },
  });
}

/** To prepare the statements of all of them takes longer than those of a list. */
const createRooms = (db: Database.Database, { grouped, key }: Writing): Rooms => {
  const info = (name: string): string =>
    db.prepare<[string], string>("SELECT value FROM case_info WHERE key = ?").pluck().get(name) ?? "";
  return lazily({
    id: () => info("id"),
    createdAt: () => info("created"),
    runs: () => createRuns(db),
    images: () => createImages(db),
    pending: () => createPending(db),
    scans: () => createScans(db, { grouped, key }),
    secrets: () => createSecrets(db),
    named: () => createNamedHalves(db, key),
    coverage: () => createCoverage(db),
    events: () => createEvents(db),
    history: () => createHistory(db),
    packages: () => createPackages(db),
    places: () => createPlaces(db),
    imports: () => createImports(db),
    sealed: () => createSealed(db),
    graph: () => createGraph(db),
  });
};
