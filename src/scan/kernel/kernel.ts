import type { ScanMemory } from "../../domain/scan-memory.ts";

/** A piece of a stream; `base` is the offset in the document of `bytes[0]`. */
export interface Piece {
  readonly bytes: Buffer;
  /** What was looked at before ends here, and is still there. */
  readonly start: number;
  readonly end: number;
  readonly base: number;
  /** Of no text: a letter before a keyword may be its length, or in a program the end of another string. */
  readonly joined?: boolean;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** `last`: nothing follows behind `end`. */
interface Stretch extends Range {
  readonly last: boolean;
}

/** What announces text that is encoded, by byte: bits. */
export const SIGN = { zero: 1, backslash: 2, percent: 4, ampersand: 8 } as const;

interface EscapeRange extends Range {
  readonly sign: number;
}

/** Where a scalar of JSON is written, without its quotes; `quote`: the code of those, 0 when it has none. */
export interface FlowScalar extends Range {
  readonly quote: number;
}

/** The keys that lead to a value, from the outermost on. */
interface FlowKeys {
  readonly keys: number;
  keyAt(number: number): FlowScalar;
  /** The field of a value says that it is secret. */
  readonly sensitive: boolean;
}

/** Knows what keys say, and takes the values for which they speak. */
export interface FlowAsker {
  /** Offsets of values that are shown whatever their keys are. */
  readonly asked: ReadonlySet<number>;
  /** `traits`: bits of `TRAITS` of `key-traits.ts`. `isPlain`: it says the same in other quotes, and in none. */
  key(key: FlowScalar): { readonly traits: number; readonly isPlain: boolean };
  value(value: FlowScalar, keys: FlowKeys): void;
}

/** Reads a text (latin1) as `read-flow.ts` does, one document after the other. False: it could not, whatever it has shown. */
export type FlowReader = (text: string, asker: FlowAsker) => boolean;

/** Of the scratch. */
export const SCRATCH_BYTES = 256;

/**
 * The number of a keyword in a hit, and what is known of its rules, in their order, where it stands: a bit each for those that
 * cannot match there, and for those that may without that escapes are undone. Of rules with neither nothing is known.
 */
export const HIT = { keyword: 0xffff, closed: 1 << 16, open: 1 << 23 } as const;

/** The loops that look at every byte. Two of them do the same: one for any machine, and one for those with SIMD. */
export interface Kernel {
  readonly id: "plain" | "simd";
  /** Its own, for a text that is looked at and forgotten. */
  readonly scratch: Buffer;
  /** Memory in which it is fastest. */
  allocate(size: number): Buffer;
  /** It searches the bytes where they are as fast as in its own memory. */
  holds(bytes: Uint8Array): boolean;
  /**
   * Appends `keyword (HIT), offset of its start in the document` to `hits` for every keyword, in any case, that ends in the new
   * bytes: in the order of their ends, of those with one end the longest first. Places beyond the limits of a keyword
   * (`keyword-windows.ts`) may be left out.
   */
  keywords(piece: Piece, hits: number[]): void;
  newlines(bytes: Buffer, range: Range): number;
  /** Bits of `SIGN`: zero bytes, and begins of escapes of each kind, of which both bytes are in the range. */
  signs(bytes: Buffer, range: Range): number;
  /** Where the next escape of one kind begins, by its first two bytes, of which the second may be behind the range; -1 when nowhere. */
  escape(bytes: Buffer, range: EscapeRange): number;
  /**
   * Where the next eight characters of text begin with a zero byte behind each, among which there are three changes at least;
   * -1 when nowhere.
   */
  wideText(bytes: Buffer, stretch: Stretch): number;
  /**
   * Where the next run of base64 characters begins that is encoded text, or that the end cuts short; when there is none, where
   * the characters at the very end begin.
   */
  encodedRun(bytes: Buffer, stretch: Stretch): number;
  readonly flow: FlowReader;
  readonly jsonTexts: ScanMemory["jsonTexts"];
}
