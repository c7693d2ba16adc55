import type { ImageExposure, Secret } from "../domain/rotation.ts";
import type { CoverageEntry } from "../report/model.ts";
import type { RepositoryCoverage } from "../report/repository-coverage.ts";
import { type Closure, closureOf, nameOf, type Standing } from "../rotation/closure.ts";
import { imagesOf } from "../rotation/exposures.ts";
import { validityAt } from "../rotation/validity.ts";
import { unreadBlobs } from "../store/runs.ts";
import type { Store } from "../store/store.ts";
import { VERIFIERS } from "../verify/index.ts";
import { covers } from "./covers.ts";
import { readCoverage } from "./read-coverage.ts";

/** What was read of a case and what was not. */
export interface CaseLedger {
  readonly entries: readonly CoverageEntry[];
  readonly repositories: readonly RepositoryCoverage[];
}

export const readLedger = (store: Store): CaseLedger => ({
  entries: readCoverage(store).entries,
  repositories: store.coverage.repositories(store.runs.all().at(-1)?.rulesetId ?? ""),
});

/** Answers for each secret whether its end is proven; the ledger is read once for all. */
export function createClosures(store: Store, now: Date, read = readLedger(store)): (secret: Secret) => Closure {
  const isAudited = store.runs.all().some(({ planned }) => !planned);
  const lost = read.entries.filter(({ status }) => status !== "scanned" && status !== "unlistable");
  const refusals = lastRefusals(store);
  const ledger = new Map(read.repositories.map((one) => [nameOf(one), one]));
  return (secret) => {
    const asks = VERIFIERS.find((one) => one.subjects([secret]).length > 0 && one.isForeign?.(secret) !== true)?.id;
    const images = imagesOf([secret]);
    const repositories = new Map(images.map((image) => [nameOf(image), image]));
    const standings = [...repositories].map(([name, image]) => ({ name, image, read: ledger.get(name) }));
    return closureOf({
      secret,
      images,
      isAudited,
      standings: standings.map((one) => standingOf(store, { ...one, lost, refusals })),
      assessment: validityAt(secret, now),
      asks,
    });
  };
}

interface Affected {
  readonly name: string;
  readonly image: ImageExposure;
  readonly read: RepositoryCoverage | undefined;
  readonly lost: readonly CoverageEntry[];
  readonly refusals: ReadonlyMap<string, number>;
}

/** Registries that did not list their repositories, with the last audit that asked. */
const lastRefusals = ({ runs }: Store): ReadonlyMap<string, number> =>
  new Map(
    runs
      .all()
      .flatMap(({ id }) =>
        runs.gaps(id).flatMap(({ scope, subject }) => (scope === "registry" ? [[subject, id] as const] : [])),
      ),
  );

function standingOf(store: Store, { name, image, read, lost, refusals }: Affected): Standing {
  const { listed, newest } = store.history.standing(image);
  const blobs = read === undefined ? 0 : unreadBlobs(read);
  // A repository that was listed by its name, then or later, misses nothing for that.
  const asked = (subject: string): boolean => (refusals.get(subject) ?? Number.POSITIVE_INFINITY) > (listed?.run ?? 0);
  const own = lost.filter(
    (entry) =>
      concerns(entry, { name, registry: image.registry }) && (entry.scope !== "registry" || asked(entry.subject)),
  );
  return {
    name,
    losses: [
      ...(blobs === 0 ? [] : [`${blobs} of its blobs ${blobs === 1 ? "was" : "were"} not read in full`]),
      ...own.map(({ subject, reason }) => (subject === name ? reason : `${subject}: ${reason}`)),
    ],
    ...(listed === undefined ? {} : { listed }),
    ...(newest === undefined ? {} : { newest }),
  };
}

/** Blobs and files are counted by repository: one blob is in many. */
const concerns = (
  { scope, subject }: CoverageEntry,
  { name, registry }: { readonly name: string; readonly registry: string },
): boolean => {
  if (scope === "blob" || scope === "file") return false;
  if (scope !== "registry") return subject === name || subject.startsWith(`${name}:`) || subject.startsWith(`${name}@`);
  return subject === registry || subject.split(" ").some((target) => covers(target, name));
};
