import type { RollingBuffer } from "../rolling-buffer.ts";
import { jointOf, LONGEST_JOINT } from "./joint.ts";
import type { LineCursor } from "./line-cursor.ts";
import type { Radix } from "./radix.ts";
import { runEnd } from "./runs.ts";
import { LONG_RUN, SHORTEST_BASE64, type Sniffed, sniffRun } from "./sniff-run.ts";
import type { EncodingReader, View } from "./view.ts";

interface Reads {
  readonly lines: LineCursor;
  /** Opens what a run is decoded into. */
  readonly open: OpenRun;
  /** Offset in the text from which on there is something to read. */
  readonly from: number;
}

export type OpenRun = (sniffed: Sniffed, lineOf: (offset: number) => number) => View | undefined;

interface Run {
  readonly radix: Radix;
  readonly view: View;
  /** Characters of the line so far, and of the first line once it is over. */
  chars: number;
  width: number;
  /** Characters that make no whole unit yet. */
  held: number;
  heldBits: number;
  heldFrom: number;
}

interface State extends Omit<Reads, "from"> {
  /** Offset up to which everything was looked at. */
  looked: number;
  run: Run | undefined;
}

/** Decodes runs of base64 and hex, wrapped into lines or not. */
export const createRunReader = ({ lines, open, from }: Reads): EncodingReader => {
  const state: State = { lines, open, looked: from, run: undefined };
  return {
    read: (buffer, last) => {
      while (state.run === undefined ? findRun(state, buffer, last) : readRun(state, state.run, { buffer, last }));
      state.run?.view.settle();
      return state.looked;
    },
    oldest: () => state.run?.view.oldest() ?? Number.POSITIVE_INFINITY,
  };
};

/** True when a run was opened. */
const findRun = (state: State, buffer: RollingBuffer, last: boolean): boolean => {
  const { bytes, base, filled, kernel } = buffer;
  for (let from = state.looked - base; ; ) {
    const start = kernel.encodedRun(bytes, { start: from, end: filled, last });
    state.looked = base + start;
    if (filled - start < SHORTEST_BASE64) return false;
    const end = runEnd(bytes, start + SHORTEST_BASE64, filled);
    // What a run is may depend on as much of it.
    if (end === filled && !last && end - start < LONG_RUN) return false;
    const sniffed = sniffRun(bytes, start, end);
    const view = sniffed && state.open(sniffed, (offset) => state.lines(buffer, offset));
    if (sniffed !== undefined && view !== undefined) {
      state.looked = base + sniffed.from;
      state.run = { radix: sniffed.radix, view, chars: 0, width: 0, held: 0, heldBits: 0, heldFrom: 0 };
      return true;
    }
    from = end;
  }
};

interface Input {
  readonly buffer: RollingBuffer;
  readonly last: boolean;
}

/** True when the run is over. */
const readRun = (state: State, run: Run, input: Input): boolean => {
  const { bytes, base, filled } = input.buffer;
  let at = state.looked - base;
  let over = false;
  while (!over) {
    at = run.heldBits === 0 ? readUnits(run, { ...input, at }) : at;
    const value = at < filled ? (run.radix.values[bytes[at] as number] as number) : -1;
    if (value >= 0) {
      hold(run, { value, from: base + at, size: 1 });
      at++;
      continue;
    }
    if (!input.last && at + LONGEST_JOINT > filled) break;
    const joint = jointOf(input.buffer.bytes.toString("latin1", at, Math.min(filled, at + LONGEST_JOINT)), run.radix);
    over = joint === undefined || (joint.value === undefined && !isWrapped(run));
    if (joint === undefined || over) break;
    if (joint.value !== undefined) hold(run, { value: joint.value, from: base + at, size: joint.size });
    at += joint.size;
  }
  state.looked = base + at;
  if (over || (input.last && at >= filled)) endRun(state, run);
  return over;
};

/** Lines of one width, a multiple of four, are one text: `base64`, MIME, PEM and YAML wrap so. */
const isWrapped = (run: Run): boolean => {
  const width = run.chars;
  run.width ||= width;
  run.chars = 0;
  return width >= SHORTEST_LINE && width === run.width && run.heldBits === 0;
};
const SHORTEST_LINE = 40;

const scratch = new Uint8Array(3 * 4096);

/** Decodes whole units as far as they stand side by side; returns where it stopped. */
const readUnits = (run: Run, { buffer, at }: Input & { readonly at: number }): number => {
  const { bytes, base, filled } = buffer;
  const { values, chars, bytes: size } = run.radix;
  let next = at;
  for (let full = true; full; ) {
    const from = next;
    let count = 0;
    for (full = false; next + chars <= filled; next += chars) {
      if (count + size > scratch.length) {
        full = true;
        break;
      }
      if (size === 3) {
        const unit =
          ((values[bytes[next] as number] as number) << 18) |
          ((values[bytes[next + 1] as number] as number) << 12) |
          ((values[bytes[next + 2] as number] as number) << 6) |
          (values[bytes[next + 3] as number] as number);
        if (unit < 0) break;
        scratch[count++] = unit >> 16;
        scratch[count++] = (unit >> 8) & 0xff;
        scratch[count++] = unit & 0xff;
      } else {
        const unit = ((values[bytes[next] as number] as number) << 4) | (values[bytes[next + 1] as number] as number);
        if (unit < 0) break;
        scratch[count++] = unit;
      }
    }
    if (count === 0) break;
    run.chars += next - from;
    run.view.piece({ from: base + from, chars, bytes: size, units: count / size });
    run.view.push(scratch.subarray(0, count));
  }
  return next;
};

interface Held {
  readonly value: number;
  readonly from: number;
  /** Bytes in which the character is written. */
  readonly size: number;
}

const hold = (run: Run, { value, from, size }: Held): void => {
  const { bits, chars } = run.radix;
  if (run.heldBits === 0) run.heldFrom = from;
  run.held = (run.held << bits) | value;
  run.heldBits += bits;
  run.chars++;
  if (run.heldBits === chars * bits) flush(run, from + size);
};

const flush = (run: Run, to: number): void => {
  const count = run.heldBits >> 3;
  const unit = run.held >> (run.heldBits & 7);
  if (count > 0) {
    run.view.piece({ from: run.heldFrom, chars: to - run.heldFrom, bytes: count, units: 1 });
    run.view.push(Uint8Array.from({ length: count }, (_, index) => (unit >> (8 * (count - 1 - index))) & 0xff));
  }
  run.held = 0;
  run.heldBits = 0;
};

/** Padding belongs to the last unit, so that nothing of it is left over. */
const endRun = (state: State, run: Run): void => {
  if (run.heldBits > 0) flush(run, state.looked);
  run.view.end();
  state.run = undefined;
};
