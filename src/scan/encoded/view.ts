import type { RollingBuffer } from "../rolling-buffer.ts";
import type { Piece } from "./origins.ts";

/** Takes what is decoded of one stretch of text and scans it. */
export interface View {
  /** Says where the bytes come from that are pushed next. */
  piece(piece: Piece): void;
  /** Copies the bytes. */
  push(bytes: Uint8Array): void;
  /** Offset of the first character, in the text it is decoded from, that may still be asked for. */
  oldest(): number;
  /** What was pushed so far is forgotten next in the text that it came from. */
  settle(): void;
  end(): void;
}

/** `binary`: it is no text, so rules that go by names are not run. */
export interface ViewOptions {
  readonly encoding: string;
  readonly binary?: boolean;
  /** 1-based line of an offset in the text that still is at hand. */
  readonly lineOf: (offset: number) => number;
  /** What stands before it was left out: a match at its very start may be the end of something longer. */
  readonly cut?: boolean;
}

/** Undefined when text was decoded too deep, or too much of it. */
export type OpenView = (options: ViewOptions) => View | undefined;

/** Looks for one kind of encoded text in a stream, and decodes it into views. */
export interface EncodingReader {
  /** Reads on to the end of the buffer; `last`: nothing follows. Returns the offset from which it needs the bytes again. */
  read(buffer: RollingBuffer, last: boolean): number;
  /** From here on, offsets may still be asked for. */
  oldest(): number;
}
