import { constants, inflateRawSync, inflateSync } from "node:zlib";
import type { Piece } from "./origins.ts";
import type { OpenView, View } from "./view.ts";

/** Bytes of a packed text in an encoding, and of what it unpacks to; a Kubernetes secret has at most 1 MiB (kubernetes.io, Secrets). */
const PACKED_BYTES = 1024 * 1024;
const UNPACKED_BYTES = 16 * PACKED_BYTES;

interface Packed {
  readonly encoding: string;
  readonly open: OpenView;
  readonly lineOf: (offset: number) => number;
  /** Says what is lost. */
  readonly note: (reason: string) => void;
}

/** Text that was packed with gzip or zlib before it was encoded, as in Helm's releases. It is one piece: all of it is its place. */
export const openPackedView = ({ encoding, open, lineOf, note }: Packed): View => {
  const parts: Uint8Array[] = [];
  let size = 0;
  let first: Piece | undefined;
  let line: number | undefined;
  let to = 0;
  return {
    piece: (piece) => {
      first ??= piece;
      to = piece.from + piece.chars * piece.units;
    },
    push: (bytes) => {
      size += bytes.length;
      if (size <= PACKED_BYTES) parts.push(bytes.slice());
      else parts.length = 1;
    },
    oldest: () => first?.from ?? Number.POSITIVE_INFINITY,
    settle: () => {
      line ??= first && lineOf(first.from);
    },
    end: () => {
      if (first === undefined) return;
      const packed = Buffer.concat(parts);
      if (size > PACKED_BYTES) {
        if (isPacked(packed)) note(`packed text in ${encoding} is larger than ${PACKED_BYTES} bytes: not unpacked`);
        return;
      }
      const onTooLarge = (): void =>
        note(`packed text in ${encoding} unpacks to more than ${UNPACKED_BYTES} bytes: not scanned`);
      const unpacked = unpack(packed, onTooLarge);
      if (unpacked === undefined || unpacked.length === 0) return;
      const view = open({ encoding: `${encoding} > ${isGzip(packed) ? "gzip" : "zlib"}`, lineOf });
      view?.piece({
        from: first.from,
        chars: to - first.from,
        bytes: unpacked.length,
        units: 1,
        line: line ?? lineOf(first.from),
      });
      view?.push(unpacked);
      view?.end();
    },
  };
};

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** RFC 1950, 2.2: deflate with the usual window, and a check of both bytes. */
const isZlib = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x78 && ((bytes[0] << 8) | (bytes[1] as number)) % 31 === 0 && ((bytes[1] as number) & 0x20) === 0;

const isPacked = (bytes: Uint8Array): boolean => isGzip(bytes) || isZlib(bytes);

/** Undefined for what only begins like a packed text. One that was cut gives what it has. */
const unpack = (bytes: Uint8Array, onTooLarge: () => void): Uint8Array | undefined => {
  if (!isPacked(bytes)) return undefined;
  try {
    const options = { maxOutputLength: UNPACKED_BYTES, finishFlush: constants.Z_SYNC_FLUSH };
    return isGzip(bytes) ? inflateRawSync(bytes.subarray(gzipHeader(bytes)), options) : inflateSync(bytes, options);
  } catch (error) {
    if (error instanceof RangeError) onTooLarge();
    return undefined;
  }
};

/** Length of the header of gzip (RFC 1952, 2.3): ten bytes, and the fields that its flags name. What follows the deflated bytes is ignored. */
const gzipHeader = (bytes: Uint8Array): number => {
  const flags = bytes[3] as number;
  let at = 10;
  if ((flags & 4) !== 0) at += 2 + ((bytes[at] as number) | ((bytes[at + 1] as number) << 8));
  for (const flag of [8, 16]) if ((flags & flag) !== 0) at = bytes.indexOf(0, at) + 1;
  return (flags & 2) === 0 ? at : at + 2;
};
