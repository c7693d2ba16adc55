/** One repository, how it was listed last, and its manifests and blobs by how their scan ended. */
export interface RepositoryCoverage {
  readonly registry: string;
  readonly repository: string;
  readonly method: string | null;
  readonly identity: string | null;
  /** Pulls since it exists, and the last of them: as the registry counts, null where it does not tell. */
  readonly pullCount: number | null;
  readonly pulledAt: string | null;
  readonly manifests: number;
  /** Manifests that an earlier audit saw and a later one did not find. */
  readonly gone: number;
  readonly scanned: number;
  readonly partial: number;
  readonly skipped: number;
  readonly unreachable: number;
  /** Blobs without a scan under the ruleset. */
  readonly waiting: number;
}
