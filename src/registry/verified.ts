import { createHash } from "node:crypto";
import type { Descriptor } from "../domain/oci.ts";
import { PullError } from "./pull-error.ts";

/**
 * The same bytes, with size and digest checked as they pass, so that nothing downstream can forget to. More bytes than
 * the descriptor says end the stream at once; fewer, or another digest, throw PullError when it ends. A negative size
 * is unknown. `what` is `pulling sha256:... of r.example/app`.
 */
export async function* verified(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  blob: Pick<Descriptor, "digest" | "size">,
  what: string,
): AsyncGenerator<Uint8Array> {
  const [algorithm = ""] = blob.digest.split(":", 1);
  const hash = createHash(algorithm);
  let size = 0;
  for await (const chunk of source) {
    size += chunk.length;
    if (blob.size >= 0 && size > blob.size)
      throw new PullError(`${what}: it is longer than the ${blob.size} bytes of its descriptor`);
    hash.update(chunk);
    yield chunk;
  }
  if (blob.size >= 0 && size < blob.size) throw new PullError(`${what}: it ended at byte ${size} of ${blob.size}`);
  const digest = `${algorithm}:${hash.digest("hex")}`;
  if (digest !== blob.digest) throw new PullError(`${what}: digest-mismatch, the bytes have the digest ${digest}`);
}
