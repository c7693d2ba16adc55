import type { Repository } from "../../domain/oci.ts";
import { PullError } from "../pull-error.ts";
import type { Gap, ImageSource } from "../source.ts";

export interface Joined {
  readonly registry: string;
  /** At least one, all of the same registry. */
  readonly sources: readonly ImageSource[];
  readonly gaps: readonly Gap[];
}

/** Several archives as one source: what is asked for comes from the first that holds it. */
export function joinSources({ registry, sources, gaps }: Joined): ImageSource {
  const manifest: ImageSource["manifest"] = async (ref, signal) => {
    let last: unknown;
    for (const source of sources)
      try {
        return await source.manifest(ref, signal);
      } catch (error) {
        last = orThrow(error);
      }
    throw last;
  };
  return {
    registry,
    images: async function* (signal) {
      for (const source of sources) yield* source.images(signal);
      for (const gap of gaps) yield { gap };
    },
    digestOf: async (ref) => ref.digest,
    manifest,
    referrers: async () => [],
    blob: (holder, blob, signal) => firstHolder(sources, (source) => source.blob(holder, blob, signal), holder),
    close: async () => void (await Promise.all(sources.map(async (source) => source.close()))),
  };
}

/** Only the first read can say that there is no such blob. */
async function* firstHolder(
  sources: readonly ImageSource[],
  open: (source: ImageSource) => AsyncIterable<Uint8Array>,
  holder: Repository,
): AsyncGenerator<Uint8Array> {
  let last: unknown = new PullError(`${holder.registry}: it holds no images`);
  for (const source of sources)
    try {
      return yield* open(source);
    } catch (error) {
      last = orThrow(error);
    }
  throw last;
}

const orThrow = (error: unknown): PullError => {
  if (error instanceof PullError && error.absent) return error;
  throw error;
};
