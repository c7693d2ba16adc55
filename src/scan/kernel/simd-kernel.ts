import { LONGEST_KEYWORD } from "../rule.ts";
import { createFlowReader, type FlowExports } from "./flow-reader.ts";
import { createJsonTexts, type JsonTextExports } from "./json-texts.ts";
import { HIT, type Kernel, type Piece, SCRATCH_BYTES } from "./kernel.ts";
import { AT, type Searched, writeTables } from "./kernel-memory.ts";
import { createPlainKernel } from "./plain-kernel.ts";

/** What `wasm/index.ts` exports; addresses are bytes in its memory. */
interface Exports extends FlowExports, JsonTextExports {
  keywords(from: number, since: number, end: number, oldest: number, joined: boolean): number;
  resume(): number;
  newlines(from: number, end: number): number;
  signs(from: number, end: number): number;
  escape(from: number, end: number, sign: number): number;
  wideText(from: number, end: number, last: boolean): number;
  encodedRun(from: number, end: number, oldest: number, last: boolean): number;
}

/** Reserved, not used until it is written to: the buffers of some hundred documents that are read side by side. */
const MEMORY_BYTES = 64 * 1024 * 1024;
const PAGE_BYTES = 64 * 1024;
/** The loops read so far behind what they look at, in bytes. */
const BEHIND = 128;

/** Of JSON, in bytes: STRUCTURED_BYTES of `structured-document.ts`. */
const LONGEST_FLOW = 1024 * 1024;

/** Undefined where the address space is limited: engines reserve gigabytes of it around each memory. */
const reserve = (): WebAssembly.Memory | undefined => {
  try {
    return new WebAssembly.Memory({ initial: MEMORY_BYTES / PAGE_BYTES, maximum: MEMORY_BYTES / PAGE_BYTES });
  } catch {
    return undefined;
  }
};

/** The kernel in WebAssembly; the plain one where the keywords are too many for its tables, or memory cannot be had. */
export const createSimdKernel = (module: WebAssembly.Module, searched: Searched): Kernel => {
  const { keywords } = searched;
  const plain = createPlainKernel(keywords);
  const memory = reserve();
  if (memory === undefined || !writeTables(memory.buffer, searched)) return plain;
  const wasm = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Exports;
  const found = new Uint32Array(memory.buffer, AT.hits, (AT.keywords - AT.hits) / 4);
  const lengths = Uint8Array.from(keywords, ({ length }) => length);
  const isIn = ({ buffer }: Uint8Array): boolean => buffer === memory.buffer;
  let free: number = AT.free;
  const allocate = (size: number): Buffer => {
    const start = free;
    if (start + size + BEHIND > MEMORY_BYTES) return plain.allocate(size);
    free = (start + size + BEHIND + 15) & ~15;
    return Buffer.from(memory.buffer, start, size);
  };
  const allocateIn = (size: number): Buffer | undefined => {
    const room = allocate(size);
    return isIn(room) ? room : undefined;
  };
  return {
    id: "simd",
    scratch: allocate(SCRATCH_BYTES),
    allocate,
    holds: isIn,
    keywords: (piece, hits) => {
      if (!isIn(piece.bytes)) return plain.keywords(piece, hits);
      const from = hits.length;
      search({ wasm, found, piece, hits });
      order(hits, from, lengths);
    },
    newlines: (bytes, { start, end }) =>
      isIn(bytes)
        ? wasm.newlines(bytes.byteOffset + start, bytes.byteOffset + end)
        : plain.newlines(bytes, { start, end }),
    flow: createFlowReader(wasm, { longest: LONGEST_FLOW, allocate: allocateIn }),
    jsonTexts: createJsonTexts(wasm, allocateIn),
    ...readersOf({ wasm, plain, isIn }),
  };
};

interface ReadersOf {
  readonly wasm: Exports;
  readonly plain: Kernel;
  readonly isIn: (bytes: Buffer) => boolean;
}

/** Addresses are never 0, which says that nothing was found. */
const readersOf = ({ wasm, plain, isIn }: ReadersOf): Pick<Kernel, "signs" | "escape" | "wideText" | "encodedRun"> => ({
  signs: (bytes, range) => {
    const { byteOffset: origin } = bytes;
    return isIn(bytes) ? wasm.signs(origin + range.start, origin + range.end) : plain.signs(bytes, range);
  },
  escape: (bytes, range) => {
    if (!isIn(bytes)) return plain.escape(bytes, range);
    const { byteOffset: origin } = bytes;
    const found = wasm.escape(origin + range.start, origin + range.end, range.sign);
    return found === 0 ? -1 : found - origin;
  },
  wideText: (bytes, stretch) => {
    if (!isIn(bytes)) return plain.wideText(bytes, stretch);
    const { byteOffset: origin } = bytes;
    const found = wasm.wideText(origin + stretch.start, origin + stretch.end, stretch.last);
    return found === 0 ? -1 : found - origin;
  },
  encodedRun: (bytes, stretch) => {
    if (!isIn(bytes)) return plain.encodedRun(bytes, stretch);
    const { byteOffset: origin } = bytes;
    return wasm.encodedRun(origin + stretch.start, origin + stretch.end, origin, stretch.last) - origin;
  },
});

interface Search {
  readonly wasm: Exports;
  readonly found: Uint32Array;
  readonly piece: Piece;
  readonly hits: number[];
}

const search = ({ wasm, found, piece: { bytes, start, end, base, joined = false }, hits }: Search): void => {
  const origin = bytes.byteOffset;
  const [since, stop] = [origin + start, origin + end];
  for (let from = Math.max(origin, since - LONGEST_KEYWORD); from !== 0; from = wasm.resume()) {
    const count = wasm.keywords(from, since, stop, origin, joined);
    for (let at = 0; at < 2 * count; at += 2) hits.push(found[at] as number, (found[at + 1] as number) - origin + base);
  }
};

/** Puts hits in the order of their ends, the longest first; they are nearly so. */
const order = (hits: number[], from: number, lengths: Uint8Array): void => {
  for (let next = from + 2; next < hits.length; next += 2) {
    const [keyword, at] = [hits[next] as number, hits[next + 1] as number];
    const length = lengths[keyword & HIT.keyword] as number;
    let to = next;
    for (; to > from; to -= 2) {
      const [other, otherAt] = [hits[to - 2] as number, hits[to - 1] as number];
      const otherLength = lengths[other & HIT.keyword] as number;
      const behind = otherAt + otherLength - at - length;
      if (behind < 0 || (behind === 0 && otherLength >= length)) break;
      hits[to] = other;
      hits[to + 1] = otherAt;
    }
    hits[to] = keyword;
    hits[to + 1] = at;
  }
};
