import { createHash, type KeyObject } from "node:crypto";
import type { Facts } from "../../domain/finding.ts";
import { sshField } from "./ssh-reader.ts";

const CURVES: Readonly<Record<string, string>> = { "P-256": "nistp256", "P-384": "nistp384", "P-521": "nistp521" };

/** The same curves as OpenSSL names them. */
const EC_OF_SSH = new Set(["prime256v1", "secp384r1", "secp521r1"]);

/** Type, size and fingerprints of a public key, as `ssh-keygen -l` and certificate tools print them. */
export const publicKeyFacts = (key: KeyObject): Facts => {
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  const ssh = sshBlob(key);
  return {
    type: key.asymmetricKeyType ?? "unknown",
    ...(modulusLength === undefined ? {} : { bits: modulusLength }),
    ...(namedCurve === undefined ? {} : { curve: namedCurve }),
    spkiSha256: spkiSha256(key),
    ...(ssh === undefined ? {} : { sshFingerprint: sshFingerprint(ssh) }),
  };
};

/** Of the DER form: the same for a key and its certificate. */
export const spkiSha256 = (key: KeyObject): string =>
  createHash("sha256")
    .update(key.export({ format: "der", type: "spki" }))
    .digest("hex");

/** `SHA256:<base64 without padding>` of a public key blob. */
export const sshFingerprint = (blob: Uint8Array): string =>
  `SHA256:${createHash("sha256").update(blob).digest("base64").replaceAll("=", "")}`;

/** RFC 4253 6.6, RFC 5656 3.1, RFC 8709 4; undefined for kinds that SSH does not know. */
const sshBlob = (key: KeyObject): Uint8Array | undefined => {
  const { asymmetricKeyType: type = "", asymmetricKeyDetails: details } = key;
  if (type === "ec" ? !EC_OF_SSH.has(details?.namedCurve ?? "") : type !== "rsa" && type !== "ed25519")
    return undefined;
  const { kty, crv = "", e = "", n = "", x = "", y = "" } = key.export({ format: "jwk" });
  if (kty === "RSA") return fields([Buffer.from("ssh-rsa"), positive(bytes(e)), positive(bytes(n))]);
  if (kty === "OKP") return fields([Buffer.from("ssh-ed25519"), bytes(x)]);
  const curve = CURVES[crv];
  if (curve === undefined) return undefined;
  const point = Buffer.concat([Buffer.from([4]), bytes(x), bytes(y)]);
  return fields([Buffer.from(`ecdsa-sha2-${curve}`), Buffer.from(curve), point]);
};

const bytes = (base64url: string): Buffer => Buffer.from(base64url, "base64url");

/** mpint: a leading zero keeps the number positive. */
const positive = (number: Buffer): Buffer =>
  ((number[0] ?? 0) & 0x80) === 0 ? number : Buffer.concat([Buffer.alloc(1), number]);

const fields = (parts: readonly Buffer[]): Buffer => Buffer.concat(parts.map(sshField));
