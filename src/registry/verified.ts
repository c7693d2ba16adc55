import { createHash } from "node:crypto";
import type { Descriptor } from "../domain/oci.ts";
import { PullError } from "./pull-error.ts";

/**
 * The same bytes, with size and digest checked as they pass, so that nothing downstream can forget to. More bytes than
 * the descriptor says end the stream at once; another digest throws PullError when it ends. Of a descriptor that says
 * more than there is, bytes that have its digest are all there are: anybody can push a manifest with a wrong size, and
 * must not hide a layer by it. A negative size is unknown. `what` is `pulling sha256:... of r.example/app`.
 */
export async function* verified(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  blob: Pick<Descriptor, "digest" | "size">,
  what: string,
): AsyncGenerator<Uint8Array> {
  const [algorithm = ""] = blob.digest.split(":", 1);
  const hash = createHash(algorithm);
  let size = 0;
  let failure: unknown;
  try {
    for await (const chunk of source) {
      size += chunk.length;
      if (blob.size >= 0 && size > blob.size)
        throw new PullError(`${what}: it is longer than the ${blob.size} bytes of its descriptor`);
      hash.update(chunk);
      yield chunk;
    }
  } catch (error) {
    // The rest that a wrong size promises was asked for in vain.
    if (!(error instanceof PullError) || size >= blob.size) throw error;
    failure = error;
  }
  const digest = `${algorithm}:${hash.digest("hex")}`;
  if (digest === blob.digest) return;
  if (failure !== undefined) throw failure;
  if (size < blob.size) throw new PullError(`${what}: it ended at byte ${size} of ${blob.size}`);
  throw new PullError(`${what}: digest-mismatch, the bytes have the digest ${digest}`);
}
