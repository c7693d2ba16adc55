import { isDigest } from "../domain/digest.ts";
import type { Descriptor } from "../domain/oci.ts";
import { PullError } from "./pull-error.ts";

/** Docker image manifest version 2, schema 1 (distribution, manifest-v2-1.md). Its layers carry no size. */
const LAYER_TYPE = "application/vnd.docker.image.rootfs.diff.tar.gzip";

type Json = Readonly<Record<string, unknown>>;

/**
 * The bytes its digest is of: those that were signed, which is the text without its signatures; all of it where there
 * are none. Throws PullError on a signature that does not say what it covers.
 */
export function signedPayload(body: Uint8Array, json: Json, what: string): Uint8Array {
  const [signature]: readonly unknown[] = Array.isArray(json.signatures) ? json.signatures : [];
  if (signature === undefined) return body;
  const { protected: covered } = object(signature);
  const { formatLength, formatTail } = object(parsed(base64Url(covered)));
  if (
    typeof formatLength !== "number" ||
    !Number.isSafeInteger(formatLength) ||
    formatLength < 0 ||
    formatLength > body.length
  )
    throw new PullError(`reading ${what}: the signature of manifest schema 1 does not say what it covers`);
  return Buffer.concat([body.subarray(0, formatLength), base64Url(formatTail)]);
}

/** Layers from the base up, undefined without a digest; the manifest names the newest first. `limit`: more are refused. */
export function schema1Layers(json: Json, { what, limit }: { readonly what: string; readonly limit: number }) {
  const listed: readonly unknown[] = Array.isArray(json.fsLayers) ? json.fsLayers : [];
  if (listed.length > limit) throw new PullError(`reading ${what}: more than ${limit} layers`);
  return listed
    .map((layer): Descriptor | undefined => {
      const { blobSum } = object(layer);
      return isDigest(blobSum) ? { digest: blobSum, size: -1, mediaType: LAYER_TYPE, annotations: {} } : undefined;
    })
    .reverse();
}

const base64Url = (text: unknown): Buffer => Buffer.from(typeof text === "string" ? text : "", "base64url");

const object = (value: unknown): Json => (typeof value === "object" && value !== null ? { ...value } : {});

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch {
    return undefined;
  }
}
