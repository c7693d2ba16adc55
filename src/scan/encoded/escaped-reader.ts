import type { RollingBuffer } from "../rolling-buffer.ts";
import type { LineCursor } from "./line-cursor.ts";
import { type Escaping, type Unescaped, undoEscapes } from "./undo-escapes.ts";
import type { EncodingReader, OpenView, View } from "./view.ts";

interface Reads {
  readonly lines: LineCursor;
  readonly open: OpenView;
}

/** Text before the first escape that a name or a keyword may stand in. */
const BEFORE = 160;
/** A stretch ends so many bytes after its last escape, or at the end of a word behind it. */
const AFTER = 512;
/** Longer stretches are read piece by piece. */
const LONGEST = 16 * 1024;

/** Letters, digits, `-` and `_`, which nobody needs to escape, as hex digits. */
const PLAIN_HEX = "(?:2[dD]|3[0-9]|4[1-9a-fA-F]|5[0-9aAfF]|6[1-9a-fA-F]|7[0-9aA])";

interface Trigger {
  readonly escaping: Escaping;
  /** What is looked for in the bytes. */
  readonly start: string;
  /** What must stand there. */
  readonly pattern: RegExp;
}

/**
 * What breaks the keywords of rules, so that they are not seen in the text as it is. Where a keyword stands in plain, its
 * surroundings are unescaped when it is matched.
 */
const TRIGGERS: readonly Trigger[] = [
  { escaping: "escapes", start: "\\u00", pattern: new RegExp(`^\\\\u00${PLAIN_HEX}`) },
  { escaping: "escapes", start: "\\x", pattern: new RegExp(`^\\\\x${PLAIN_HEX}`) },
  { escaping: "escapes", start: ":\\/\\/", pattern: /^/ },
  { escaping: "escapes", start: "\\u003a\\u002f", pattern: /^/ },
  { escaping: "escapes", start: "\\://", pattern: /^/ },
  { escaping: "escapes", start: "\\\n", pattern: /^\\\n[\w.~+/=-]/ },
  { escaping: "escapes", start: "\\\r\n", pattern: /^\\\r\n[\w.~+/=-]/ },
  { escaping: "percent-encoding", start: "%", pattern: new RegExp(`^%(?:${PLAIN_HEX}|3[aA]%2[fF]%2[fF])`) },
  { escaping: "percent-encoding", start: "PRIVATE%20KEY", pattern: /^/ },
  {
    escaping: "entities",
    start: "&#",
    pattern: new RegExp(`^&#(?:x${PLAIN_HEX}|4[589]|5[0-7]|6[5-9]|[78]\\d|9[05-9]|1[01]\\d|12[0-2]);`),
  },
  { escaping: "entities", start: ":&#x2F;&#x2F;", pattern: /^/ },
];
/** The longest of what a pattern looks at. */
const LONGEST_TRIGGER = 16;

/** Decodes stretches of text in which escapes stand where nobody needs them. */
export const createEscapedReaders = (reads: Reads): readonly EncodingReader[] =>
  (["escapes", "percent-encoding", "entities"] as const).map((escaping) => createReader(escaping, reads));

const createReader = (escaping: Escaping, { lines, open }: Reads): EncodingReader => {
  const searches = TRIGGERS.filter((trigger) => trigger.escaping === escaping).map(createSearch);
  let looked = 0;
  const readStretch = (buffer: RollingBuffer, from: number, end: number): void => {
    const start = Math.max(buffer.base, from - BEFORE);
    const text = buffer.bytes.toString("latin1", start - buffer.base, end - buffer.base);
    const unescaped = undoEscapes(text, escaping);
    const view = unescaped && open({ encoding: escaping, cut: start > 0, lineOf: (offset) => lines(buffer, offset) });
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
        const found = firstOf(searches, { buffer, from: looked, limit });
        looked = Math.max(looked, found ?? limit);
        if (found === undefined) return looked;
        const end = stretchEnd(searches, { buffer, from: found, limit });
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

/** The first offset in a range at which a trigger stands. Ranges move on, so that each byte is looked at once. */
type Search = (range: Range) => number | undefined;

const createSearch = ({ start, pattern }: Trigger): Search => {
  let found: number | undefined;
  let searched = 0;
  return ({ buffer, from, limit }) => {
    const { bytes, base } = buffer;
    const text = bytes.subarray(0, buffer.filled);
    if (found !== undefined && found < from) found = undefined;
    for (let at = Math.max(from, searched); found === undefined && at < limit; ) {
      const index = text.indexOf(start, at - base, "latin1");
      at = index < 0 ? limit : Math.min(limit, base + index);
      searched = at;
      if (at === limit) break;
      if (pattern.test(text.toString("latin1", index, index + LONGEST_TRIGGER))) found = at;
      searched = ++at;
    }
    return found !== undefined && found < limit ? found : undefined;
  };
};

const firstOf = (searches: readonly Search[], range: Range): number | undefined => {
  let { limit } = range;
  for (const search of searches) limit = search({ ...range, limit }) ?? limit;
  return limit === range.limit ? undefined : limit;
};

/** Where the stretch ends that begins with the trigger at `from`; behind the limit when it may go on. */
const stretchEnd = (searches: readonly Search[], { buffer, from, limit }: Range): number => {
  let last = from;
  for (;;) {
    const to = Math.min(last + AFTER, from + LONGEST);
    const next = firstOf(searches, { buffer, from: last + 1, limit: Math.min(limit, to) });
    if (next === undefined) return to;
    last = next;
  }
};

/** Each stretch that was not escaped is a piece, and each escape. */
const show = (view: View, { text, origins }: Unescaped, from: number): void => {
  const bytes = Buffer.from(text, "latin1");
  for (let at = 0; at < bytes.length; ) {
    const start = at;
    const origin = origins[at] as number;
    for (at++; at < bytes.length && origins[at] === origins[at - 1]; at++);
    const chars = (origins[at] as number) - origin;
    if (at - start === 1 && chars === 1) {
      while (at < bytes.length && origins[at + 1] === (origins[at] as number) + 1) at++;
      view.piece({ from: from + origin, chars: 1, bytes: 1, units: at - start });
    } else view.piece({ from: from + origin, chars, bytes: at - start, units: 1 });
  }
  view.push(bytes);
};
