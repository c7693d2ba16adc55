import type { Kernel } from "../kernel/kernel.ts";
import type { RollingBuffer } from "../rolling-buffer.ts";
import type { LineCursor } from "./line-cursor.ts";
import type { EncodingReader, OpenView, View } from "./view.ts";
import { isText, WIDE_BYTES } from "./wide-text.ts";

interface Reads {
  readonly lines: LineCursor;
  readonly open: OpenView;
  /** Offset in the text from which on there is something to read. */
  readonly from: number;
  /** Whether nothing can be found in a short text that lies in the scratch of the kernel. */
  readonly isIdle: (kernel: Kernel, size: number) => boolean;
}

/** How many bytes a character has at least, and where its low byte stands. */
interface Layout {
  readonly encoding: string;
  readonly size: 2 | 4;
  readonly littleEndian: boolean;
  /** Any character, not only those of latin1. */
  readonly all: boolean;
}

interface Run extends Layout {
  readonly view: View;
  /** Of a whole document, 1-based: there a line feed is one character, not any byte of that value. */
  line: number;
  /** The last character was a line feed. */
  apart: boolean;
}

interface State extends Omit<Reads, "from"> {
  looked: number;
  started: boolean;
  run: Run | undefined;
}

/** Byte order marks (Unicode Standard, 23.8), longest first. */
const MARKS: readonly (readonly [string, Omit<Layout, "all">])[] = [
  ["\xff\xfe\0\0", { encoding: "UTF-32", size: 4, littleEndian: true }],
  ["\0\0\xfe\xff", { encoding: "UTF-32", size: 4, littleEndian: false }],
  ["\xff\xfe", { encoding: "UTF-16", size: 2, littleEndian: true }],
  ["\xfe\xff", { encoding: "UTF-16", size: 2, littleEndian: false }],
];

/** Text in UTF-16: whole documents with a byte order mark, and runs of it between other bytes, as programs have them. */
export const createUtf16Reader = ({ from, ...reads }: Reads): EncodingReader => {
  const state: State = { ...reads, looked: from, started: from > 0, run: undefined };
  return {
    read: (buffer, last) => {
      if (!state.started) start(state, buffer);
      while (state.run === undefined ? findRun(state, { buffer, last }) : readRun(state, state.run, { buffer, last }));
      state.run?.view.settle();
      return state.looked;
    },
    oldest: () => state.run?.view.oldest() ?? Number.POSITIVE_INFINITY,
  };
};

export const hasByteOrderMark = ({ bytes, filled }: RollingBuffer): boolean => {
  const first = bytes[0];
  return (first === 0 || first === 0xfe || first === 0xff) && markOf(bytes.subarray(0, filled)) !== undefined;
};

const markOf = (bytes: Buffer) => {
  const head = bytes.toString("latin1", 0, 4);
  return MARKS.find(([mark]) => head.startsWith(mark));
};

const start = (state: State, buffer: RollingBuffer): void => {
  state.started = true;
  const [mark, layout] = markOf(buffer.bytes.subarray(0, buffer.filled)) ?? [];
  if (mark !== undefined && layout !== undefined)
    begin(state, buffer, { at: mark.length, layout: { ...layout, all: true } });
};

const begin = (
  state: State,
  buffer: RollingBuffer,
  { at, layout }: { readonly at: number; readonly layout: Layout },
): boolean => {
  const view = state.open({ encoding: layout.encoding, lineOf: (offset) => state.lines(buffer, offset) });
  state.looked = buffer.base + at;
  if (view !== undefined) state.run = { ...layout, view, line: 1, apart: false };
  return view !== undefined;
};

/** True when a run was begun. */
const findRun = (state: State, { buffer, last }: Input): boolean => {
  const { bytes, base, filled, kernel } = buffer;
  for (let from = state.looked - base; ; ) {
    const at = kernel.wideText(bytes, { start: from, end: filled, last });
    if (at < 0) {
      state.looked = base + (last ? filled : Math.max(from, filled - WIDE_BYTES + 1));
      return false;
    }
    const idle = idleEnd(state, { buffer, last }, at);
    if (idle === undefined && begin(state, buffer, { at, layout: LATIN1 })) return true;
    from = idle ?? at + WIDE_BYTES;
  }
};

/** Both byte orders look alike: they are read from the first low byte on. */
const LATIN1: Layout = { encoding: "UTF-16", size: 2, littleEndian: true, all: false };

/** Characters of a run that is looked at before a view is opened for it: tables of numbers have many that are text by chance. */
const SHORT_RUN = 96;

/** Where a short run ends in which nothing can be found. */
const idleEnd = ({ isIdle }: State, { buffer, last }: Input, from: number): number | undefined => {
  const { bytes, filled, kernel } = buffer;
  let size = 0;
  let at = from;
  for (let chars = 0; ; chars++) {
    if (chars === SHORT_RUN || at + (last ? 1 : 2 * LATIN1.size) > filled) return undefined;
    const width = latin1Size(bytes, at, filled);
    if (width === 0) break;
    const code = bytes[at] as number;
    if (code >= 0x80) kernel.scratch[size++] = 0xc0 | (code >> 6);
    kernel.scratch[size++] = code < 0x80 ? code : 0x80 | (code & 0x3f);
    at += width;
  }
  return isIdle(kernel, size) ? at : undefined;
};

interface Input {
  readonly buffer: RollingBuffer;
  readonly last: boolean;
}

/** True when the run is over. */
const readRun = (state: State, run: Run, { buffer, last }: Input): boolean => {
  const { bytes, base, filled } = buffer;
  let at = state.looked - base;
  let over = false;
  while (!over && at + (last ? 1 : 2 * run.size) <= filled) {
    const count = run.size === 2 && run.littleEndian ? asciiUnits(bytes, at, filled) : 0;
    if (count > 0) {
      run.view.piece({ from: base + at, chars: 2, bytes: 1, units: count, ...lineIn(run) });
      run.view.push(scratch.subarray(0, count));
      follow(run, scratch[count - 1]);
      at += 2 * count;
      continue;
    }
    const [code, size] = characterAt(run, buffer, at);
    over = size === 0;
    if (!over) pushCharacter(run, { code, from: base + at, size });
    at += size;
  }
  state.looked = base + at;
  if (over || last) {
    run.view.end();
    state.run = undefined;
  }
  return over;
};

const lineIn = ({ all, line, apart }: Run) => (all ? { line, apart } : { apart });

/** After a character. */
const follow = (run: Run, code: number | undefined): void => {
  run.apart = code === LINE_FEED;
  if (run.apart) run.line++;
};

const LINE_FEED = 0x0a;
const scratch = new Uint8Array(4096);

/** Decodes ASCII characters in little endian up to the end of the line; returns how many. */
const asciiUnits = (bytes: Uint8Array, from: number, filled: number): number => {
  let count = 0;
  for (let at = from; at + 1 < filled && count < scratch.length && bytes[at + 1] === 0; at += 2) {
    const byte = bytes[at] as number;
    if (byte >= 0x7f || !isText(byte)) break;
    scratch[count++] = byte;
    if (byte === LINE_FEED) break;
  }
  return count;
};

/** Code point and size in bytes; a size of 0 where the run ends. */
const characterAt = (run: Run, { bytes, filled }: RollingBuffer, at: number): readonly [number, number] => {
  if (!run.all) return [bytes[at] as number, latin1Size(bytes, at, filled)];
  if (at + run.size > filled) return [0, 0];
  const unit = (from: number): number => (run.littleEndian ? bytes.readUInt16LE(from) : bytes.readUInt16BE(from));
  if (run.size === 4) {
    const [low, high] = run.littleEndian ? [at, at + 2] : [at + 2, at];
    return [Math.min(0x10_ffff, unit(high) * 0x1_0000 + unit(low)), 4];
  }
  const code = unit(at);
  const next = at + 4 <= filled ? unit(at + 2) : 0;
  const isPair = code >= 0xd800 && code < 0xdc00 && next >= 0xdc00 && next < 0xe000;
  return isPair ? [0x1_0000 + ((code - 0xd800) << 10) + (next - 0xdc00), 4] : [code, 2];
};

/** Bytes of a character; 0 where the run ends. The last one of big endian has its zero before it, and none behind. */
const latin1Size = (bytes: Uint8Array, at: number, filled: number): 0 | 1 | 2 => {
  if (!isText(bytes[at])) return 0;
  if (at + 1 < filled && bytes[at + 1] === 0) return 2;
  return bytes[at - 1] === 0 ? 1 : 0;
};

interface Character {
  readonly code: number;
  readonly from: number;
  readonly size: number;
}

const pushCharacter = (run: Run, { code, from, size }: Character): void => {
  const bytes = Buffer.from(String.fromCodePoint(code));
  run.view.piece({ from, chars: size, bytes: bytes.length, units: 1, ...lineIn(run) });
  run.view.push(bytes);
  follow(run, code);
};
