import { closeSync, openSync, writeSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { padding, tarHeader } from "../../support/tar.ts";

interface RepeatedLayer {
  /** Of its only file. */
  readonly path: string;
  readonly head?: string;
  readonly piece: Buffer;
  readonly times: number;
  readonly tail?: string;
}

/**
 * A gzip layer with one file: a head, a piece so many times, and a tail. The piece is a gzip member of its own (RFC 1952),
 * packed once, so that gigabytes are written as they are read: in the size of what is packed. Gives the size of the file.
 */
export const writeRepeatedLayer = (to: string, { path, head = "", piece, times, tail = "" }: RepeatedLayer): number => {
  const size = head.length + piece.length * times + tail.length;
  const member = gzipSync(piece);
  const out = openSync(to, "w");
  const header = tarHeader({
    path,
    size: size < MOST_OCTAL ? `${size.toString(8).padStart(11, "0")}\0` : binary(size),
  });
  writeSync(out, gzipSync(Buffer.concat([header, Buffer.from(head)])));
  for (let at = 0; at < times; at++) writeSync(out, member);
  writeSync(out, gzipSync(Buffer.concat([Buffer.from(tail), padding(size), Buffer.alloc(1024)])));
  closeSync(out);
  return size;
};

/** Eleven octal digits are what a size field holds; GNU tar writes larger ones as a binary number with its first bit set. */
const MOST_OCTAL = 8 ** 11;

const binary = (size: number): Buffer => {
  const field = Buffer.alloc(12);
  field[0] = 0x80;
  field.writeBigUInt64BE(BigInt(size), 4);
  return field;
};
