import { ed25519Public } from "./ed25519-public.ts";
import { createSshReader } from "./ssh-reader.ts";

/** Fields between the type and the comment of a private section (PROTOCOL.key, RFC 8709); `b` is one byte. */
const FIELDS: Readonly<Record<string, string>> = {
  "ssh-ed25519": "ff",
  "ssh-rsa": "ffffff",
  "ssh-dss": "fffff",
  "ecdsa-sha2-nistp256": "fff",
  "ecdsa-sha2-nistp384": "fff",
  "ecdsa-sha2-nistp521": "fff",
  "sk-ssh-ed25519@openssh.com": "ffbff",
  "sk-ecdsa-sha2-nistp256@openssh.com": "fffbff",
};

/**
 * The comment of an unencrypted private section, which often names its owner; undefined when the section is no key:
 * check numbers that differ, fields or padding that do not fit, a seed that does not give the public key.
 */
export const readOpenSshSecret = (section: Buffer): { readonly comment: string } | undefined => {
  const reader = createSshReader(section);
  const check = reader.number();
  if (check === undefined || check !== reader.number()) return undefined;
  const type = reader.field()?.toString("latin1") ?? "";
  const fields = [...(FIELDS[type] ?? "-")].map((kind) => (kind === "f" ? reader.field() : [reader.byte()]));
  const comment = reader.field();
  if (comment === undefined || fields.includes(undefined)) return undefined;
  const padded = reader.rest().every((byte, index) => byte === ((index + 1) & 255));
  if (!padded || (type === "ssh-ed25519" && !isPair(fields as Buffer[]))) return undefined;
  return { comment: comment.toString("latin1") };
};

/** The private half repeats the public one behind the seed. */
const isPair = ([publicKey, secret]: readonly Buffer[]): boolean =>
  publicKey?.length === 32 && secret?.length === 64 && ed25519Public(secret.subarray(0, 32)).equals(publicKey);
