import type { ByteReader } from "../../byte-reader.ts";
import { inflateMember } from "../../inflate-member.ts";
import type { Decoder, Inside } from "../decoder.ts";
import { startsWith } from "../starts-with.ts";
import { createGitBases, type GitBases, type GitObject } from "./git-bases.ts";
import { readGitDelta } from "./git-delta.ts";
import { type PackedHeader, readPackedHeader } from "./git-pack-header.ts";

const PACK_HEADER = 12;
const ZLIB_HEADER = 2;
const ZLIB_CHECK = 4;
/** Objects that are larger are scanned as they come, and are no base of others; and all bases that are remembered. */
const LARGEST_OBJECT = 8 * 1024 * 1024;
const BASES_BYTES = 32 * 1024 * 1024;

/**
 * Packfiles of git (gitformat-pack, version 2 and 3): every version of every file that a repository ever had. Each object
 * is a document `blob/<id>`, as `git cat-file` knows it. A secret is told once per pack, though a hundred versions of its
 * file have it.
 */
export const gitPack: Decoder = {
  matches: (head) => startsWith(head, "PACK\0\0\0") && (head[7] === 2 || head[7] === 3),
  decode: async (reader, inside) => {
    const header = Buffer.from(await reader.peek(PACK_HEADER));
    if (header.length < PACK_HEADER) return inside.note("the pack ends inside its header");
    reader.skip(PACK_HEADER);
    const count = header.readUInt32BE(8);
    const pack: Pack = { reader, inside, bases: createGitBases(BASES_BYTES), told: new Set(), orphans: 0 };
    for (let n = 0; n < count; n++) {
      const end = await nextObject(pack);
      if (end === "complete") continue;
      inside.note(`the pack is ${end} at byte ${reader.offset()}: ${n} of its ${count} objects were read`);
      break;
    }
    if (pack.orphans > 0)
      inside.note(`objects whose base is not at hand: ${pack.orphans}; only what they add to it is scanned`);
  },
};

interface Pack {
  readonly reader: ByteReader;
  readonly inside: Inside;
  readonly bases: GitBases;
  /** Fingerprints of the secrets that were told. */
  readonly told: Set<string>;
  orphans: number;
}

type End = "complete" | "cut" | "damaged";

const nextObject = async (pack: Pack): Promise<End> => {
  const { reader } = pack;
  const offset = reader.offset();
  const header = await readPackedHeader(reader, offset);
  if (header === undefined) return (await reader.peek(1)).length === 0 ? "cut" : "damaged";
  reader.skip(ZLIB_HEADER);
  const packed = { header, offset, end: "complete" as End };
  if (header.size > LARGEST_OBJECT) await largeObject(pack, packed);
  else await smallObject(pack, packed);
  if (packed.end === "complete") reader.skip((await reader.peek(ZLIB_CHECK)).length);
  return packed.end;
};

interface Packed {
  readonly header: PackedHeader;
  readonly offset: number;
  /** Known when its content was read. */
  end: End;
}

async function* contentOf({ reader }: Pack, packed: Packed): AsyncGenerator<Uint8Array> {
  packed.end = yield* inflateMember(reader);
}

const largeObject = async (pack: Pack, packed: Packed): Promise<void> => {
  const { header, offset } = packed;
  if (header.base !== undefined) pack.orphans++;
  await tell(pack, { name: `${header.type ?? "delta"}/at-${offset}`, content: contentOf(pack, packed) });
};

const smallObject = async (pack: Pack, packed: Packed): Promise<void> => {
  const { header, offset } = packed;
  const content = await collect(contentOf(pack, packed), header.size);
  if (packed.end === "complete" && content.length !== header.size) packed.end = "damaged";
  const object = header.type === undefined ? changed(pack, { header, delta: content }) : { type: header.type, content };
  if (object !== undefined && packed.end === "complete") {
    const name = `${object.type}/${pack.bases.add(object, offset)}`;
    return await tell(pack, { name, content: [object.content] });
  }
  if (header.type === undefined) pack.orphans++;
  const added = header.type === undefined ? readGitDelta(content)?.added() : content;
  await tell(pack, { name: `${header.type ?? "delta"}/at-${offset}`, content: [added ?? content] });
};

/** At most `size` bytes; the rest is read and dropped. */
const collect = async (bytes: AsyncIterable<Uint8Array>, size: number): Promise<Buffer> => {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of bytes) {
    if (length <= size) parts.push(Buffer.from(part));
    length += part.length;
  }
  return Buffer.concat(parts);
};

/** Undefined when there is no base, or the result is too large or not what the delta says. */
const changed = (
  { bases }: Pack,
  { header: { base }, delta }: { readonly header: PackedHeader; readonly delta: Buffer },
): GitObject | undefined => {
  const from = typeof base === "number" ? bases.at(base) : bases.withId(base ?? "");
  const change = readGitDelta(delta);
  if (from === undefined || change === undefined || change.resultSize > LARGEST_OBJECT) return undefined;
  const content = change.apply(from.content);
  return content === undefined ? undefined : { type: from.type, content };
};

interface Told {
  readonly name: string;
  readonly content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

const tell = ({ inside, told }: Pack, { name, content }: Told): Promise<void> =>
  inside.document(name, streamed(content), { once: told });

async function* streamed(content: Told["content"]): AsyncGenerator<Uint8Array> {
  yield* content;
}
