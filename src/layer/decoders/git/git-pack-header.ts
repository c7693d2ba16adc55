import type { ByteReader } from "../../byte-reader.ts";
import type { GitType } from "./git-bases.ts";
import { isZlib } from "./git-object.ts";

/** The header of an object in a pack (gitformat-pack, "Object entries"). */
export interface PackedHeader {
  /** Undefined: it is a change of another one. */
  readonly type: GitType | undefined;
  /** Of what is packed, in bytes. */
  readonly size: number;
  /** Of which object it is a change: where that one begins in the pack, or its id. */
  readonly base?: number | string;
}

const TYPES: Readonly<Record<number, GitType>> = { 1: "commit", 2: "tree", 3: "blob", 4: "tag" };
const OFFSET_DELTA = 6;
const ID_DELTA = 7;
const ID_BYTES = 20;
/** Type and size, base and the two bytes that zlib data begins with. */
const LONGEST = 40;
const LONGEST_NUMBER = 9;

/** Takes the header at the reader. Undefined, and nothing is taken: there is none, or no zlib data behind it. */
export const readPackedHeader = async (reader: ByteReader, offset: number): Promise<PackedHeader | undefined> => {
  const bytes = Buffer.from(await reader.peek(LONGEST));
  const first = bytes[0] ?? 0;
  const kind = (first >> 4) & 7;
  const size = readSize(bytes);
  if (size === undefined) return undefined;
  const base = readBase(bytes, { kind, at: size.end, offset });
  const type = TYPES[kind];
  const end = base?.end ?? size.end;
  if ((type === undefined && base === undefined) || !isZlib(bytes.subarray(end, end + 2))) return undefined;
  reader.skip(end);
  return { type, size: size.value, ...(base && { base: base.base }) };
};

/** Four bits in the first byte, seven in each that follows, the lowest first. */
const readSize = (bytes: Buffer): { readonly value: number; readonly end: number } | undefined => {
  let value = (bytes[0] ?? 0) & 0x0f;
  let scale = 16;
  for (let at = 0; at < Math.min(bytes.length, LONGEST_NUMBER); at++) {
    const byte = bytes[at] ?? 0;
    if (at > 0) {
      value += (byte & 0x7f) * scale;
      scale *= 128;
    }
    if (byte < 0x80) return Number.isSafeInteger(value) ? { value, end: at + 1 } : undefined;
  }
  return undefined;
};

const readBase = (
  bytes: Buffer,
  { kind, at, offset }: { readonly kind: number; readonly at: number; readonly offset: number },
): { readonly base: number | string; readonly end: number } | undefined => {
  const end = at + ID_BYTES;
  if (kind === ID_DELTA) return end <= bytes.length ? { base: bytes.toString("hex", at, end), end } : undefined;
  return kind === OFFSET_DELTA ? readDistance(bytes, { at, offset }) : undefined;
};

/** How far before this object its base begins: seven bits a byte, the highest first, each but the last one more. */
const readDistance = (bytes: Buffer, { at, offset }: { readonly at: number; readonly offset: number }) => {
  let distance = 0;
  for (let end = at; end < Math.min(bytes.length, at + LONGEST_NUMBER); end++) {
    const byte = bytes[end] ?? 0;
    distance = distance * 128 + (byte & 0x7f);
    if (byte < 0x80) return distance > 0 && distance <= offset ? { base: offset - distance, end: end + 1 } : undefined;
    distance++;
  }
  return undefined;
};
