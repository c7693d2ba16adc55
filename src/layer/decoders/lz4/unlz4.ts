import type { ByteReader } from "../../byte-reader.ts";
import { type Note, skipZeros } from "../../piece.ts";
import { skippableLength } from "../../zstd-header.ts";
import { type Lz4Frame, takeLz4Frame } from "./lz4-frame.ts";
import { createLz4Window, type Lz4Window } from "./lz4-window.ts";
import { createXxh32 } from "./xxh32.ts";

/** lz4_Frame_format.md: frames, and what lz4 wrote before there were any, and kernels and initial file systems are still packed with. */
const [FRAME, LEGACY] = [0x184d2204, 0x184c2102];
const WORD = 4;
const SKIPPABLE_HEADER = 8;
const LEGACY_BLOCK = 8 * 1024 * 1024;
/** As LZ4_compressBound has it: blocks that cannot be packed get longer. */
const LONGEST_LEGACY = LEGACY_BLOCK + Math.ceil(LEGACY_BLOCK / 255) + 16;
const PLAIN = 0x80000000;
/** Short blocks are handed out together. */
const ENOUGH = 64 * 1024;

export const isLz4 = (head: Uint8Array): boolean =>
  (head[0] === (FRAME & 0xff) || head[0] === (LEGACY & 0xff)) && head.length >= WORD && isMagic(wordOf(head));

const isMagic = (word: number): boolean => word === FRAME || word === LEGACY;
const wordOf = (bytes: Uint8Array): number => Buffer.from(bytes.buffer, bytes.byteOffset, WORD).readUInt32LE();

/** All frames of an lz4 file. A piece holds until the next is asked for. */
export async function* unlz4(reader: ByteReader, note: Note): AsyncGenerator<Uint8Array> {
  for (;;) {
    const head = await reader.peek(SKIPPABLE_HEADER);
    if (head.length === 0) return;
    const skipped = skippableLength(head);
    if (isLz4(head)) {
      if (!(yield* wordOf(head) === FRAME ? frame(reader, note) : legacy(reader, note))) return;
    } else if (skipped !== undefined) {
      reader.skip(SKIPPABLE_HEADER);
      if (!(await skip(reader, skipped))) return note(CUT);
    } else {
      await skipZeros(reader);
      if ((await reader.peek(1)).length > 0)
        note(`data that is no lz4 frame, from byte ${reader.offset()}: scanned as it is`);
      return;
    }
  }
}

const CUT = "the lz4 data ends early: the rest is lost";
const damagedAt = (reader: ByteReader): string =>
  `the lz4 data is damaged at byte ${reader.offset()}: the rest is lost`;

/** False: the source ends before. What is skipped was scanned with the file itself. */
const skip = async (reader: ByteReader, count: number): Promise<boolean> => {
  for (let rest = count; rest > 0; ) {
    const bytes = await reader.next(rest);
    if (bytes === undefined) return false;
    rest -= bytes.length;
  }
  return true;
};

/** False when nothing that follows can be read. */
async function* frame(reader: ByteReader, note: Note): AsyncGenerator<Uint8Array, boolean> {
  const header = await takeLz4Frame(reader);
  if (typeof header === "string") {
    note(`an lz4 frame at byte ${reader.offset()}: ${header}; not unpacked`);
    return false;
  }
  const sum = createXxh32();
  const window = createLz4Window(header.largest);
  const take = (): Uint8Array => {
    const bytes = window.take();
    if (header.contentSum > 0) sum.update(bytes);
    return bytes;
  };
  for (let more = true; more; ) {
    const end = await nextBlock(reader, { header, window });
    more = end === undefined;
    if (!more || window.filled() >= ENOUGH) yield take();
    if (end === "cut" || end === "damaged") {
      note(end === "cut" ? CUT : damagedAt(reader));
      return false;
    }
  }
  const given = await reader.peek(header.contentSum);
  if (given.length < header.contentSum) note(CUT);
  else if (header.contentSum > 0 && wordOf(given) !== sum.digest())
    note(`the checksum of the lz4 frame that ends at byte ${reader.offset()} is wrong`);
  reader.skip(given.length);
  return true;
}

/** Undefined: there is one more in the window. */
const nextBlock = async (
  reader: ByteReader,
  { header, window }: { readonly header: Lz4Frame; readonly window: Lz4Window },
): Promise<"ended" | "cut" | "damaged" | undefined> => {
  const word = await reader.peek(WORD);
  if (word.length < WORD) return "cut";
  const size = wordOf(word);
  if (size === 0) {
    reader.skip(WORD);
    return "ended";
  }
  const length = size & ~PLAIN;
  if (length > header.largest) return "damaged";
  const block = await reader.peek(WORD + length + header.blockSum);
  if (block.length < WORD + length + header.blockSum) return "cut";
  const how = { isPlain: size >= PLAIN, isAlone: header.isAlone };
  if (!window.add(block.subarray(WORD, WORD + length), how)) return "damaged";
  reader.skip(WORD + length + header.blockSum);
  return undefined;
};

/** Blocks up to the end of the file, or to another frame: nothing marks the last. */
async function* legacy(reader: ByteReader, note: Note): AsyncGenerator<Uint8Array, boolean> {
  reader.skip(WORD);
  const window = createLz4Window(LEGACY_BLOCK);
  for (;;) {
    const word = await reader.peek(WORD);
    // Kernels have their size behind the last block, and padding.
    if (word.length < WORD || isMagic(wordOf(word)) || wordOf(word) > LONGEST_LEGACY || wordOf(word) === 0) return true;
    const length = wordOf(word);
    const block = await reader.peek(WORD + length);
    const isCut = block.length < WORD + length;
    if (isCut || !window.add(block.subarray(WORD), { isPlain: false, isAlone: true })) {
      note(isCut ? CUT : damagedAt(reader));
      return false;
    }
    reader.skip(WORD + length);
    yield window.take();
  }
}
