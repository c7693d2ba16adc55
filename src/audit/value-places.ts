import type { Digest } from "../domain/digest.ts";
import type { BlobJob } from "../domain/finding.ts";
import { type Repository, repositoryName } from "../domain/oci.ts";
import type { Occurrence } from "../domain/rotation.ts";
import { UserError } from "../domain/user-error.ts";
import { holderTarget } from "../registry/holder-target.ts";
import type { TypedTarget } from "../registry/index.ts";
import { PullError } from "../registry/pull-error.ts";
import type { ImageSource } from "../registry/source.ts";
import type { Store } from "../store/store.ts";
import { type FindValues, type FoundValues, findValues } from "./find-values.ts";

/** A blob in a repository. */
export interface ValuePlace {
  readonly job: BlobJob;
  readonly holder: Repository;
  /** Undefined: it came on stdin. */
  readonly target: TypedTarget | undefined;
  readonly path: string;
  /** `r.example/team/app@sha256:... app/.env` */
  readonly name: string;
}

interface WantedPlaces {
  readonly store: Store;
  readonly occurrences: readonly Pick<Occurrence, "blob" | "path">[];
  /** Part of the name of a place. */
  readonly place?: string | undefined;
  /** Asked in place of those that the case knows. */
  readonly from?: TypedTarget | undefined;
}

/** Small blobs first: a config shows in one request what else is in a layer. */
export function valuePlaces({ store, occurrences, from, place = "" }: WantedPlaces): readonly ValuePlace[] {
  const paths = new Map<Digest, string>();
  for (const { blob, path } of occurrences) if (!paths.has(blob) || path.includes(place)) paths.set(blob, path);
  return [...paths]
    .flatMap(([blob, path]) => {
      const job = store.places.job(blob);
      if (job === undefined) return [];
      const holders = from === undefined ? job.holders : [holderOf(from)];
      return holders.map((holder) => ({
        job,
        holder,
        target: from ?? holderTarget(holder),
        path,
        name: `${repositoryName(holder)}@${blob} ${path}`,
      }));
    })
    .filter(({ name }) => name.includes(place))
    .sort((a, b) => sizeOf(a) - sizeOf(b));
}

const sizeOf = ({ job: { blob } }: ValuePlace): number => (blob.size < 0 ? Number.POSITIVE_INFINITY : blob.size);

const holderOf = ({ typed, target }: TypedTarget): Repository =>
  "name" in target ? { registry: target.registry, name: target.name } : { registry: typed, name: "" };

export interface PullValues extends Pick<FindValues, "scanner" | "fingerprints"> {
  /** A source that is closed by who asked for it. Throws UserError or PullError when there is none. */
  open(target: TypedTarget, signal: AbortSignal): Promise<ImageSource>;
}

/** Pulls the blob of a place and looks for values in it. What is not there is a reason. */
export async function pullValues(place: ValuePlace, wanted: PullValues, signal: AbortSignal): Promise<FoundValues> {
  const { job, holder, target } = place;
  const { scanner, fingerprints } = wanted;
  if (target === undefined) return nothing("it came on stdin: name the archive with --from");
  let source: ImageSource;
  try {
    source = await wanted.open(target, signal);
  } catch (error) {
    if (signal.aborted || !(error instanceof UserError || error instanceof PullError)) throw error;
    return nothing(error.message);
  }
  try {
    const holders = [{ ...holder, registry: source.registry }];
    return await findValues({ job: { ...job, holders }, source, scanner, fingerprints }, signal);
  } finally {
    await source.close();
  }
}

const nothing = (reason: string): FoundValues => ({ values: new Map(), reason });
