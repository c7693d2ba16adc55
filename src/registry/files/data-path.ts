import { type Digest, isDigest } from "../../domain/digest.ts";
import { PullError } from "../pull-error.ts";

/** `blobs/sha256/ab/abcd.../data` (distribution, registry/storage/paths.go). Throws PullError for what is no digest. */
export function dataPath(digest: Digest): string {
  if (!isDigest(digest)) throw new PullError(`reading ${digest}: that is no digest`);
  const [algorithm = "", hex = ""] = digest.split(":");
  return `blobs/${algorithm}/${hex.slice(0, 2)}/${hex}/data`;
}
