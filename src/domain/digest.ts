/** Content digest, `sha256:<64 hex>` or `sha512:<128 hex>`, lower case (OCI image-spec, descriptor.md#digests). */
export type Digest = string;

const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

/** True for the two registered algorithms only: a digest is checked before it enters any path, URL or SQL. */
export const isDigest = (value: unknown): value is Digest => typeof value === "string" && DIGEST.test(value);

/** `sha256:0123456789ab`, for people. */
export const shortDigest = (digest: Digest): string => digest.slice(0, digest.indexOf(":") + 13);
