import type { Candidate } from "./match.ts";

/** Bytes around a value that are looked at. */
const NEAR = 64;
/** Control characters that no text has (ASCII, without TAB, LF, VT, FF, CR). */
const CONTROL = /[\0-\x08\x0e-\x1f\x7f]/;

/** Whether a value stands between bytes that are no text: there a short name with an operator is chance. */
export const standsInBinary = ({ text, span }: Candidate): boolean =>
  CONTROL.test(text.slice(Math.max(0, span.start - NEAR), span.end + NEAR));

/** Bytes that are no text. */
export const holdsControl = (value: string): boolean => CONTROL.test(value);

/** First bytes of programs and core dumps: ELF, Mach-O (64 and 32 bits, universal), WebAssembly. */
const MAGICS: ReadonlySet<number> = new Set([0x7f454c46, 0xcffaedfe, 0xcefaedfe, 0xcafebabe, 0x0061736d]);
/** Of PE, whose fourth byte is the upper half of a number of bytes below 512. */
const PE = 0x4d5a;

/** Bytes of a document by which it is told from text. */
const HEAD = 512;

/** Whether a document that begins so is no text. */
export const isBinary = (bytes: Buffer, length: number): boolean =>
  holdsControl(bytes.toString("latin1", 0, Math.min(length, HEAD)));

/** Whether a document that begins so is machine code with its constants, of which one may stand right behind the other. */
export const isCompiled = (bytes: Uint8Array, length: number): boolean => {
  if (length < 4) return false;
  const [a = 0, b = 0, c = 0, d = 0] = bytes;
  return MAGICS.has(((a << 24) | (b << 16) | (c << 8) | d) >>> 0) || (((a << 8) | b) === PE && d === 0);
};
