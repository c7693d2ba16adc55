import { keptLedger, type PartCase, readPart } from "./audit/part-case.ts";
import { type CaseLedger, readLedger } from "./audit/read-closure.ts";
import { readRuns } from "./audit/read-runs.ts";
import { readOwners } from "./catalog/owners-file.ts";
import { findSecret } from "./cli/find-secret.ts";
import type { Config } from "./config.ts";
import { openRunbooks } from "./open-runbooks.ts";
import { placesOf } from "./rotation/succession.ts";
import type { KeptWhole } from "./store/listing.ts";
import { openStore, type Store } from "./store/store.ts";
import { allowancesOf, type OpenCase, slaOf, withCase } from "./wire-case.ts";
import { keepWhole, tellOfReading, wholeKey } from "./wire-listing.ts";

/** A case, of which the tasks of some secrets are at hand; or all tasks, where all of it had to be read. */
export interface NamedCase extends Pick<OpenCase, "store" | "runs" | "notes">, PartCase {
  readonly now: Date;
  ledger(): CaseLedger;
}

interface NamedOptions<T> {
  /** As they were typed; none: all that reports show. */
  readonly ids: readonly string[];
  /** What the ignore file allows is shown as it was recorded. */
  readonly asRecorded?: boolean;
  /** Told before all of a large case is read. */
  readonly onNotice: (text: string) => void;
  readonly use: (opened: NamedCase) => T | Promise<T>;
}

/**
 * Reads what an existing case knows of some secrets for a command that names them: what was kept of the case when all of it was
 * read last, and their places. UserError `SECRET_UNKNOWN`.
 */
export async function withNamed<T>(config: Config, options: NamedOptions<T>, signal: AbortSignal): Promise<T> {
  const { ids, asRecorded = false, onNotice, use } = options;
  if (ids.length === 0) return withCase(config, { asRecorded, use: (opened) => use(namedIn(opened)) }, signal);
  const store = openStore(config.db, { create: false });
  try {
    const named = await readNamed(config, { ...options, store }, signal);
    if (named !== undefined) return await use(named);
    tellOfReading(store, onNotice);
  } finally {
    store.close();
  }
  // The plan of all of it takes longer than to read these from what is kept now.
  const read = async (opened: OpenCase): Promise<T> => {
    const isKept = keepWhole(opened, config);
    const named = isKept ? await readNamed(config, { ...options, store: opened.store }, signal) : undefined;
    return use(named ?? namedIn(opened));
  };
  return withCase(config, { all: true, asRecorded, use: read }, signal);
}

interface ReadNamed {
  readonly store: Store;
  readonly ids: readonly string[];
  readonly asRecorded?: boolean;
}

/** Undefined when all of the case has to be read. */
async function readNamed(
  config: Config,
  { store, ids, asRecorded = false }: ReadNamed,
  signal: AbortSignal,
): Promise<NamedCase | undefined> {
  const whole = store.listings.findWhole(wholeKey(store, config));
  if (whole?.isSound !== true) return undefined;
  const fingerprints = ids.map((id) => findSecret(knownAs(id, whole), id).fingerprint);
  const allowances = allowancesOf(config, asRecorded);
  const now = new Date();
  const runs = readRuns(store, now);
  const part = readPart({
    ...{ store, whole, fingerprints, now, runs },
    runbooks: await openRunbooks(signal),
    sla: await slaOf(config.sla),
    ...(config.owners === undefined ? {} : { owners: readOwners(config.owners) }),
    ...(allowances === undefined ? {} : { allowances }),
  });
  return part && { ...part, store, runs, now, notes: allowances?.expired() ?? [], ledger: () => keptLedger(whole) };
}

/** The secrets that may be meant; all of them where there is none. */
function knownAs(typed: string, whole: KeptWhole) {
  const known = whole.fingerprints(typed.toLowerCase());
  const meant = known.length > 0 ? known : whole.fingerprints("");
  return meant.map((fingerprint) => ({ id: fingerprint.slice(0, 12), fingerprint }));
}

export function namedIn({ store, runs, notes, plan }: OpenCase): NamedCase {
  const secrets = [plan.open, plan.closed, plan.tests].flat().flatMap((task) => task.secrets);
  return {
    ...{ store, runs, notes, plan },
    now: new Date(),
    byId: new Map(secrets.map((secret) => [secret.id, secret])),
    places: () => placesOf(secrets, runs),
    ledger: () => readLedger(store),
  };
}
