import { BASE64 } from "../encoded/radix.ts";
import { type AheadTable, unpackAhead } from "./ahead-table.ts";
import { TOKEN_CHARACTERS } from "./keyword-limits.ts";
import { BUCKETS, CLASSES, chooseWindows, LOOKED_AT, type Window } from "./keyword-windows.ts";

/** Where everything lies in the memory of the kernel, in bytes: the numbers of `wasm/memory.ts`. */
export const AT = Object.freeze({
  classes: 0x400,
  lower: 0x500,
  token: 0x700,
  base64: 0x600,
  aheadClasses: 0x800,
  windows: 0x1_0000,
  chainStarts: 0x2_0000,
  chains: 0x4_0000,
  hits: 0x8_0000,
  keywords: 0xd_0000,
  ahead: 0x10_0000,
  /** From here on memory is given out. */
  free: 0x30_0000,
});
const MOST_CHAIN_WORDS = (AT.hits - AT.chains) / 4;
/** Keywords with one window: what the room for hits is made for. */
const LONGEST_CHAIN = 48;
/** Bytes of a keyword that are compared at once. */
const FIRST = 8;
/**
 * Of a keyword: its length, where its window is in it, its number (two bytes), which places count (two bytes), how many rules
 * it has whose states stand behind its bytes; and which of its first bytes it has, and what they are.
 */
const KEYWORD_HEAD = 7 + 2 * FIRST;
const EXACT = 1;
const APART = 2;
const TOLD = 4;
/** Of a keyword: so many bits tell them apart. */
const MOST_RULES = 7;
/** Fibonacci hashing, as in `wasm/keywords.ts`. */
const GOLDEN = 0x9e37_79b1;
const FOLD = 0x2020_2020;

export interface Searched {
  /** In lower case. */
  readonly keywords: readonly string[];
  /** Chosen when the package was built, of all keywords or some: it takes longer than all else at the start of a scan. */
  readonly windows?: readonly Window[] | undefined;
  /** The table that they lead through (`ahead.ts`). */
  readonly ahead?: string | undefined;
  /** By keyword: how many rules it has, and whether it is told where none of them can match, too. */
  readonly users?: readonly Users[] | undefined;
}

interface Users {
  readonly rules: number;
  readonly told: boolean;
}

/** Writes the tables of the search for keywords; false when they do not fit. */
export const writeTables = (memory: ArrayBuffer, { keywords, windows: known, ahead, users }: Searched): boolean => {
  const bytes = new Uint8Array(memory);
  for (let byte = 0; byte < 256; byte++) bytes[AT.lower + byte] = byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
  for (const byte of Buffer.from(TOKEN_CHARACTERS)) bytes[AT.token + byte] = 1;
  bytes.set(BASE64.values, AT.base64);
  const windows = chooseWindows(keywords, known);
  writeClasses(bytes, windows);
  const isAhead = ahead !== undefined && writeAhead(memory, unpackAhead(ahead));
  const places = writeKeywords(bytes, { windows, isAhead, users });
  return places !== undefined && writeChains(memory, windows, places);
};

const writeClasses = (bytes: Uint8Array, windows: readonly Window[]): void => {
  for (const { keyword, at, bucket } of windows)
    for (let index = 0; index < LOOKED_AT; index++) {
      const entry = AT.classes + index * CLASSES + (keyword.charCodeAt(at + index) & (CLASSES - 1));
      bytes[entry] = (bytes[entry] as number) | (1 << (bucket % BUCKETS));
    }
};

/** False when the table is too large: what stands behind keywords is not looked at then. */
const writeAhead = (memory: ArrayBuffer, { classes, table }: AheadTable): boolean => {
  if (table.byteLength > AT.free - AT.ahead) return false;
  new Uint8Array(memory).set(classes, AT.aheadClasses);
  new Uint16Array(memory, AT.ahead).set(table);
  return true;
};

interface Keywords extends Pick<Searched, "users"> {
  readonly windows: readonly Window[];
  readonly isAhead: boolean;
}

/** Address of each keyword; undefined when there are too many. */
const writeKeywords = (bytes: Uint8Array, { windows, isAhead, users }: Keywords): readonly number[] | undefined => {
  const places: number[] = [];
  let place: number = AT.keywords;
  for (const [number, { keyword, at, exact, apart, run = 0, ahead = [] }] of windows.entries()) {
    const { rules, told } = users?.[number] ?? { rules: 0, told: true };
    const states = isAhead && ahead.length === rules && rules <= MOST_RULES ? ahead : [];
    if (place + KEYWORD_HEAD + keyword.length + 2 * states.length > AT.ahead || number > 0xffff) return undefined;
    const limits = (exact === undefined ? 0 : EXACT) | (apart ? APART : 0) | (told ? TOLD : 0);
    bytes.set([keyword.length, at, number & 0xff, number >> 8, limits, run, states.length], place);
    const writing = exact ?? keyword;
    for (let index = 0; index < writing.length; index++) {
      const byte = writing.charCodeAt(index);
      bytes[place + KEYWORD_HEAD + index] = byte;
      if (index >= FIRST) continue;
      bytes[place + KEYWORD_HEAD - 2 * FIRST + index] = 0xff;
      bytes[place + KEYWORD_HEAD - FIRST + index] = byte | 0x20;
    }
    places.push(place);
    place += KEYWORD_HEAD + keyword.length;
    for (const state of states) {
      bytes.set([state & 0xff, state >> 8], place);
      place += 2;
    }
  }
  return places;
};

const writeChains = (memory: ArrayBuffer, windows: readonly Window[], places: readonly number[]): boolean => {
  const bits = new Uint8Array(memory, AT.windows, CHAINS_BY_HASH);
  const starts = new Uint16Array(memory, AT.chainStarts, CHAINS_BY_HASH);
  const chains = new Uint32Array(memory, AT.chains, MOST_CHAIN_WORDS);
  let next = 1;
  for (const [slot, { members, tests }] of bySlot(windows, places)) {
    if (members.size > LONGEST_CHAIN || next + members.size >= MOST_CHAIN_WORDS) return false;
    bits[slot] = tests;
    starts[slot] = next;
    for (const member of members) chains[next++] = member;
    next++;
  }
  return true;
};

const CHAINS_BY_HASH = 0x1_0000;

interface Slot {
  readonly members: Set<number>;
  tests: number;
}

const bySlot = (windows: readonly Window[], places: readonly number[]): ReadonlyMap<number, Slot> => {
  const slots = new Map<number, Slot>();
  for (const [number, window] of windows.entries())
    for (const word of wordsOf(window)) {
      const hash = Math.imul(word | FOLD, GOLDEN) >>> 0;
      const slot = slots.get(hash >>> 16) ?? { members: new Set(), tests: 0 };
      slot.members.add(places[number] as number);
      slot.tests |= 1 << ((hash >>> 13) & 7);
      slots.set(hash >>> 16, slot);
    }
  return slots;
};

/** The four bytes of a window; where the keyword has three, with each byte that may follow. */
const wordsOf = ({ keyword, at }: Window): readonly number[] => {
  const four = Buffer.from(keyword.slice(at, at + LOOKED_AT + 1), "latin1");
  if (four.length > LOOKED_AT) return [four.readUInt32LE(0)];
  const three = four.readUIntLE(0, LOOKED_AT);
  return Array.from({ length: 128 }, (_, byte) => three | (((byte & 0x1f) | ((byte & 0x60) << 1) | 0x20) << 24));
};
