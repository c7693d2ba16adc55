import { createHash } from "node:crypto";
import { publicFacts } from "./public-facts.ts";
import type { Verdict } from "./structure.ts";

const SECRET_KEY = new Set([5, 7]);
const USER_ID = 13;
const VERSION = 4;

/** Public parts of a key by algorithm (RFC 4880 5.5.2, RFC 9580 5.5.5): `m` number, `o` curve, `k` parameters of ECDH. */
const PUBLIC_PARTS: Readonly<Record<number, string>> = {
  1: "mm",
  2: "mm",
  3: "mm",
  16: "mmm",
  17: "mmmm",
  18: "omk",
  19: "om",
  22: "om",
};

interface Packet {
  readonly tag: number;
  readonly body: Buffer;
}

/** Fingerprint, owner and whether a passphrase protects it; undefined when the first packet is no secret key. */
export const readPgpKey = (bytes: Buffer): Verdict | undefined => {
  const [first, ...rest] = readPackets(bytes);
  if (first === undefined || !SECRET_KEY.has(first.tag)) return undefined;
  const length = publicLength(first.body);
  const user = rest.find(({ tag }) => tag === USER_ID)?.body.toString("latin1");
  if (length === undefined) return { facts: { format: "PGP" }, reasons: ["starts with a secret key packet"] };
  const fingerprint = fingerprintOf(first.body.subarray(0, length));
  return {
    facts: {
      format: "PGP",
      encrypted: first.body[length] !== 0,
      pgpFingerprint: fingerprint,
      keyId: fingerprint.slice(-16),
      ...publicFacts({ user }),
    },
    reasons: ["parses as a PGP secret key"],
  };
};

/** RFC 4880 12.2. */
const fingerprintOf = (body: Buffer): string => {
  const head = Buffer.from([0x99, body.length >> 8, body.length & 255]);
  return createHash("sha1").update(head).update(body).digest("hex").toUpperCase();
};

/** Bytes of the packet that the public key has too; undefined for versions and algorithms of other forms. */
const publicLength = (body: Buffer): number | undefined => {
  const parts = PUBLIC_PARTS[body[5] ?? 0];
  if (body[0] !== VERSION || parts === undefined) return undefined;
  let at = 6;
  for (const part of parts) {
    if (at + 2 > body.length) return undefined;
    at += part === "m" ? 2 + ((body.readUInt16BE(at) + 7) >> 3) : 1 + (body[at] ?? 0);
  }
  return at < body.length ? at : undefined;
};

/** The first packets, as long as they are whole; both forms of headers (RFC 4880 4.2). */
const readPackets = (bytes: Buffer): readonly Packet[] => {
  const packets: Packet[] = [];
  for (let at = 0; at < bytes.length && packets.length < 4; ) {
    const head = readHead(bytes, at);
    if (head === undefined || head.start + head.length > bytes.length) break;
    packets.push({ tag: head.tag, body: bytes.subarray(head.start, head.start + head.length) });
    at = head.start + head.length;
  }
  return packets;
};

const readHead = (bytes: Buffer, at: number) => {
  const first = bytes[at] ?? 0;
  if ((first & 0x80) === 0 || at + 6 > bytes.length) return undefined;
  const next = bytes[at + 1] ?? 0;
  if ((first & 0x40) === 0) {
    const size = [1, 2, 4][first & 3];
    return size === undefined
      ? undefined
      : { tag: (first >> 2) & 15, length: bytes.readUIntBE(at + 1, size), start: at + 1 + size };
  }
  const tag = first & 63;
  if (next < 192) return { tag, length: next, start: at + 2 };
  if (next < 224) return { tag, length: ((next - 192) << 8) + (bytes[at + 2] ?? 0) + 192, start: at + 3 };
  return next === 255 ? { tag, length: bytes.readUInt32BE(at + 2), start: at + 6 } : undefined;
};
