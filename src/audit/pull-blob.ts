import type { BlobJob } from "../domain/finding.ts";
import type { Repository } from "../domain/oci.ts";
import type { PullBlob } from "../executor/executor.ts";
import { PullError } from "../registry/pull-error.ts";
import type { ImageSource } from "../registry/source.ts";

/** `onBytes`: told of bytes as they arrive, for a display; bytes that are pulled again count again. */
export function pullFrom(sources: readonly ImageSource[], onBytes?: (count: number) => void): PullBlob {
  const byRegistry = new Map(sources.map((source) => [source.registry, source]));
  return async function* (job, holder, signal) {
    const source = byRegistry.get(holder.registry);
    if (source === undefined)
      throw new PullError(`pulling ${job.blob.digest}: ${holder.registry} is no target of this audit`);
    const bytes =
      job.kind === "manifest" ? manifestBody(job, { holder, source }, signal) : source.blob(holder, job.blob, signal);
    for await (const chunk of bytes) {
      onBytes?.(chunk.length);
      yield chunk;
    }
  };
}

async function* manifestBody(
  job: BlobJob,
  from: { readonly holder: Repository; readonly source: ImageSource },
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  yield (await from.source.manifest({ repository: from.holder, digest: job.blob.digest }, signal)).body;
}
