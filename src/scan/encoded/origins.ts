import type { Span } from "../../domain/finding.ts";

/** Decoded bytes that came from a stretch of text, unit by unit: three bytes of four characters in base64. */
export interface Piece {
  /** Offset of its first character in the text it was decoded from. */
  readonly from: number;
  /** Characters of a unit. */
  readonly chars: number;
  /** Decoded bytes of a unit. */
  readonly bytes: number;
  readonly units: number;
  /** 1-based, of its first character, where it is not the number of line feeds before. */
  readonly line?: number;
  /** A line ends before it. */
  readonly apart?: boolean;
}

export interface Located {
  readonly span: Span;
  readonly line: number;
}

/** Knows from where decoded bytes came. Forgets what nobody asks for any more. */
export interface Origins {
  /** Appends a piece to what was decoded. */
  add(piece: Piece): void;
  /** The text that a span of decoded bytes came from, whole units of it. */
  locate(span: Span): Located;
  /** Forgets the pieces that end before an offset in the decoded bytes. */
  forget(before: number): void;
  /** Looks up the lines of all pieces: the text that they came from is forgotten next. */
  settle(): void;
}

/** A piece, which grows as long as what follows is written like it. */
interface Placed extends Omit<Piece, "units" | "line" | "apart"> {
  /** Offset of its first byte in what was decoded. */
  readonly at: number;
  units: number;
  line: number | undefined;
}

/** `lineOf`: line of an offset in the text that still is at hand. Few ask for it, so it is looked up late. */
export const createOrigins = (lineOf: (offset: number) => number): Origins => {
  let pieces: Placed[] = [];
  let length = 0;
  let settled = 0;
  return {
    add: (piece) => {
      const { from, chars, bytes, units, line } = piece;
      const last = pieces.at(-1);
      if (last !== undefined && goesOn(last, piece)) last.units += units;
      else pieces.push({ from, chars, bytes, units, line, at: length });
      length += bytes * units;
    },
    locate: ({ start, end }) => {
      const first = pieceAt(pieces, start);
      const last = pieceAt(pieces, Math.max(start, end - 1));
      const unit = Math.floor((Math.max(start, end - 1) - last.at) / last.bytes);
      const from = first.from + Math.floor((start - first.at) / first.bytes) * first.chars;
      return { span: { start: from, end: last.from + (unit + 1) * last.chars }, line: first.line ?? lineOf(from) };
    },
    forget: (before) => {
      let gone = 0;
      for (; gone + 1 < pieces.length && (pieces[gone + 1] as Placed).at <= before; gone++);
      // Seldom, so that forgetting costs nothing per piece.
      if (gone <= FORGOTTEN_AT_ONCE) return;
      pieces = pieces.slice(gone);
      settled = Math.max(0, settled - gone);
    },
    settle: () => {
      for (; settled < pieces.length; settled++) {
        const piece = pieces[settled] as Placed;
        piece.line ??= lineOf(piece.from);
      }
      settled = Math.max(0, settled - 1);
    },
  };
};

const FORGOTTEN_AT_ONCE = 256;

const goesOn = (last: Placed, piece: Piece): boolean =>
  last.from + last.chars * last.units === piece.from &&
  last.chars === piece.chars &&
  last.bytes === piece.bytes &&
  last.line === piece.line &&
  piece.apart !== true;

/** The piece that holds a decoded byte. */
const pieceAt = (pieces: readonly Placed[], offset: number): Placed => {
  let [low, high] = [0, pieces.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((pieces[middle] as Placed).at <= offset) low = middle;
    else high = middle - 1;
  }
  return pieces[low] as Placed;
};
