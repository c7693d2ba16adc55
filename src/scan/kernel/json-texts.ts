import { isUtf8 } from "node:buffer";
import type { JsonText, JsonTexts } from "../../domain/scan-memory.ts";

/** What `wasm/json-text.ts` exports; addresses are bytes in its memory. */
export interface JsonTextExports {
  jsonText(from: number, end: number, to: number, room: number, isLast: boolean): number;
  jsonReadTo(): number;
  jsonWrittenTo(): number;
  jsonMet(): number;
}

/** What `jsonText` returns, and bits of `jsonMet`. */
const [ENDED, GOES_ON] = [0, 1];
const [DIFFICULT, BEYOND_ASCII] = [1, 2];

/** Bytes of JSON that are copied to it at a time. */
const BLOCK = 64 * 1024;
/** The longest text that is read here. */
const LONGEST = 1024 * 1024;
/** The loop reads so far behind what it looks at, in bytes. */
const BEHIND = 128;

/** The room is made when it is needed. */
export const createJsonTexts = (
  wasm: JsonTextExports,
  allocate: (size: number) => Buffer | undefined,
): ((json: Uint8Array) => JsonTexts | undefined) => {
  let room: Buffer | undefined;
  let owner: object | undefined;
  return (json) => {
    room ??= allocate(BLOCK + BEHIND + LONGEST);
    if (room === undefined) return undefined;
    const copied = copier(json, room);
    const own = {};
    const from = { wasm, room, json };
    return (start) => {
      if (owner !== own) copied.forget();
      owner = own;
      return read(start, from, copied.at);
    };
  };
};

interface Block {
  /** Of its first byte, in the JSON. */
  readonly start: number;
  readonly end: number;
}

/** Knows which block of the JSON lies in the room. */
const copier = (json: Uint8Array, room: Buffer) => {
  let block: Block = { start: 0, end: 0 };
  return {
    forget: (): void => {
      block = { start: 0, end: 0 };
    },
    /** The block in which the byte stands, and as much of what follows as it is good for. */
    at: (place: number, least: number): Block => {
      const end = Math.min(block.end, json.length);
      if (place >= block.start && (place + least <= end || end === json.length) && place < end) return block;
      block = { start: place, end: Math.min(json.length, place + BLOCK) };
      room.set(json.subarray(block.start, block.end));
      room.fill(0, block.end - block.start, block.end - block.start + BEHIND);
      return block;
    },
  };
};

interface From {
  readonly wasm: JsonTextExports;
  readonly room: Buffer;
  readonly json: Uint8Array;
}

const LONGEST_ESCAPE = 6;

/** Undefined: it has to be read by a parser. */
const read = (
  start: number,
  { wasm, room, json }: From,
  blockAt: (place: number, least: number) => Block,
): JsonText | undefined => {
  const [from, to] = [room.byteOffset, room.byteOffset + BLOCK + BEHIND];
  let at = start + 1;
  let length = 0;
  let met = 0;
  while (at < json.length) {
    const block = blockAt(at, LONGEST_ESCAPE);
    const isLast = block.end === json.length;
    const origin = from - block.start;
    const state = wasm.jsonText(origin + at, origin + block.end, to + length, to + LONGEST, isLast);
    at = wasm.jsonReadTo() - origin;
    length = wasm.jsonWrittenTo() - to;
    met |= wasm.jsonMet();
    if (state === ENDED) {
      const isPlain = (met & DIFFICULT) === 0 && ((met & BEYOND_ASCII) === 0 || isUtf8(json.subarray(start, at)));
      return isPlain ? { end: at, bytes: room.subarray(BLOCK + BEHIND, BLOCK + BEHIND + length) } : undefined;
    }
    if (state !== GOES_ON) return undefined;
  }
  return undefined;
};
