import { SIGN } from "../kernel/kernel.ts";
import type { RollingBuffer } from "../rolling-buffer.ts";
import type { LineCursor } from "./line-cursor.ts";
import type { Piece } from "./origins.ts";
import { type Escaping, type Unescaped, undoEscapes } from "./undo-escapes.ts";
import type { EncodingReader, OpenView, View } from "./view.ts";

interface Reads {
  readonly lines: LineCursor;
  readonly open: OpenView;
  /** Offset in the text from which on there is something to read. */
  readonly from: number;
}

/** Text before the first escape that a name or a keyword may stand in. */
const BEFORE = 160;
/** A stretch ends so many bytes after its last escape, or at the end of a word behind it. */
const AFTER = 512;
/** Longer stretches are read piece by piece. */
const LONGEST = 16 * 1024;

/** Letters, digits, `-` and `_`, which nobody needs to escape, as hex digits. */
const PLAIN_HEX = "(?:2[dD]|3[0-9]|4[1-9a-fA-F]|5[0-9aAfF]|6[1-9a-fA-F]|7[0-9aA])";

/**
 * What breaks the keywords of rules, so that they are not seen in the text as it is. Where a keyword stands in plain, its
 * surroundings are unescaped when it is matched.
 */
interface Trigger {
  readonly escaping: Escaping;
  /** Of its first byte, in `SIGN`. */
  readonly sign: number;
  readonly pattern: RegExp;
}

const TRIGGERS: readonly Trigger[] = [
  {
    escaping: "escapes",
    sign: SIGN.backslash,
    pattern: new RegExp(`^\\\\(?:(?:u00|x)${PLAIN_HEX}|u003a\\\\u002f|/\\\\/(?!\\\\)|://|\\r?\\n[\\w.~+/=-])`, "i"),
  },
  {
    escaping: "percent-encoding",
    sign: SIGN.percent,
    pattern: new RegExp(`^%(?:${PLAIN_HEX}|3a%2f%2f|20KEY)`, "i"),
  },
  {
    escaping: "entities",
    sign: SIGN.ampersand,
    pattern: new RegExp(
      `^&#(?:x${PLAIN_HEX}|4[589]|5[0-7]|6[5-9]|[78]\\d|9[05-9]|1[01]\\d|12[0-2]);|^&#x2F;&#x2F;`,
      "i",
    ),
  },
];
/** The longest of what a pattern looks at. */
const LONGEST_TRIGGER = 16;

/** Signs without which there is nothing to read. */
export const ESCAPE_SIGNS: readonly number[] = TRIGGERS.map(({ sign }) => sign);

/** Decodes stretches of text in which escapes of one sign stand where nobody needs them. */
export const createEscapedReader = (of: number, { lines, open, from }: Reads): EncodingReader => {
  const trigger = TRIGGERS.find(({ sign }) => sign === of) as Trigger;
  const { escaping } = trigger;
  let looked = from;
  const readStretch = (buffer: RollingBuffer, from: number, end: number): void => {
    const start = Math.max(buffer.base, from - BEFORE);
    const text = buffer.bytes.toString("latin1", start - buffer.base, end - buffer.base);
    const unescaped = undoEscapes(text, escaping);
    const lineOf = (offset: number): number => lines(buffer, offset);
    const view = unescaped && open({ encoding: escaping, cut: start > 0, lineOf });
    if (view === undefined || unescaped === undefined) return;
    show(view, unescaped, start);
    view.end();
  };
  return {
    oldest: () => Number.POSITIVE_INFINITY,
    read: (buffer, last) => {
      const filled = buffer.base + buffer.filled;
      const limit = last ? filled : filled - LONGEST_TRIGGER;
      for (;;) {
        const found = find(trigger, { buffer, from: looked, limit });
        looked = Math.max(looked, found ?? limit);
        if (found === undefined) return looked;
        const end = stretchEnd(trigger, { buffer, from: found, limit });
        if (end > limit && !last) return looked - BEFORE;
        readStretch(buffer, found, Math.min(filled, end));
        looked = Math.min(filled, end);
      }
    },
  };
};

/** Offsets are in the text. */
interface Range {
  readonly buffer: RollingBuffer;
  readonly from: number;
  readonly limit: number;
}

/** The first offset in a range at which a trigger stands. */
const find = ({ sign, pattern }: Trigger, { buffer, from, limit }: Range): number | undefined => {
  const { base, bytes, filled, kernel } = buffer;
  const end = Math.min(limit, base + filled - 1) - base;
  for (let start = from - base; ; start++) {
    start = kernel.escape(bytes, { start, end, sign });
    if (start < 0) return undefined;
    if (pattern.test(bytes.toString("latin1", start, Math.min(filled, start + LONGEST_TRIGGER)))) return base + start;
  }
};

/** Where the stretch ends that begins with the trigger at `from`; behind the limit when it may go on. */
const stretchEnd = (trigger: Trigger, { buffer, from, limit }: Range): number => {
  let last = from;
  for (;;) {
    const to = Math.min(last + AFTER, from + LONGEST);
    const next = find(trigger, { buffer, from: last + 1, limit: Math.min(limit, to) });
    if (next === undefined) return to;
    last = next;
  }
};

/** Each stretch that was not escaped is a piece, and each escape. One that stands for nothing belongs to what is before it. */
const show = (view: View, { text, escapes }: Unescaped, from: number): void => {
  const pieces: Piece[] = [];
  let [at, source] = [0, from];
  const literal = (units: number): void => {
    if (units > 0) pieces.push({ from: source, chars: 1, bytes: 1, units });
  };
  for (const one of escapes) {
    literal(one.at - at);
    source = from + one.from + one.chars;
    at = one.at + one.size;
    if (one.size > 0) pieces.push({ from: from + one.from, chars: one.chars, bytes: one.size, units: 1 });
    else pieces.push(...lengthened(pieces.pop(), one.chars));
  }
  literal(text.length - at);
  for (const piece of pieces) view.piece(piece);
  view.push(Buffer.from(text, "latin1"));
};

/** The last unit of the piece takes what follows. */
const lengthened = (piece: Piece | undefined, chars: number): readonly Piece[] => {
  if (piece === undefined) return [];
  const last = { ...piece, from: piece.from + (piece.units - 1) * piece.chars, chars: piece.chars + chars, units: 1 };
  return piece.units === 1 ? [last] : [{ ...piece, units: piece.units - 1 }, last];
};
