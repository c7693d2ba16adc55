import { sshFingerprint } from "./public-key-facts.ts";
import type { Verdict } from "./structure.ts";

const MAGIC = "openssh-key-v1\0";

/** https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key; undefined when the header does not fit. */
export const readOpenSsh = (bytes: Buffer): Verdict | undefined => {
  if (bytes.toString("latin1", 0, MAGIC.length) !== MAGIC) return undefined;
  const reader = createReader(bytes, MAGIC.length);
  const cipher = reader.field();
  reader.field();
  reader.field();
  const count = reader.number();
  const blob = reader.field();
  const secret = reader.field();
  if (cipher === undefined || count === undefined || blob === undefined || secret === undefined) return undefined;
  const encrypted = cipher.toString("latin1") !== "none";
  const type = createReader(blob, 0).field()?.toString("latin1") ?? "";
  if (!/^[a-z0-9@.-]{4,60}$/.test(type)) return undefined;
  return {
    facts: { format: "OpenSSH", type, encrypted, sshFingerprint: sshFingerprint(blob) },
    reasons: [encrypted ? "encrypted OpenSSH private key" : "parses as an OpenSSH private key"],
  };
};

/** SSH wire format: 32-bit big-endian numbers, byte strings with their length before them. */
const createReader = (bytes: Buffer, start: number) => {
  let at = start;
  const number = (): number | undefined => {
    if (at + 4 > bytes.length) return undefined;
    at += 4;
    return bytes.readUInt32BE(at - 4);
  };
  const field = (): Buffer | undefined => {
    const length = number();
    if (length === undefined || at + length > bytes.length) return undefined;
    at += length;
    return bytes.subarray(at - length, at);
  };
  return { number, field };
};
