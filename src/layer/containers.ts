import type { DocumentInfo, Span } from "../domain/finding.ts";
import { INSIDE } from "../domain/inner-path.ts";
import { normalisePath } from "../tar/path.ts";
import { createTarWalker } from "../tar/tar-walker.ts";
import { type Account, createAccount, LimitHit } from "./account.ts";
import { type ByteReader, createByteReader, readAll } from "./byte-reader.ts";
import type { Collector, Found } from "./collector.ts";
import { type Decoder, type DocumentOptions, HEAD_BYTES, type Inside, type Pieces } from "./decoders/decoder.ts";
import { cpio } from "./decoders/rpm/cpio.ts";
import { decoderOf } from "./decoders/table.ts";
import { tar } from "./decoders/tar.ts";
import { defectReason, isDefect } from "./defect.ts";
import { createFeed } from "./feed.ts";
import type { LayerLimits } from "./limits.ts";
import { createMemberScan, walkTar } from "./member-scan.ts";
import { oneChunk } from "./one-chunk.ts";
import { type FoundRecord, REMEMBERED, recordFound } from "./record-found.ts";
import { toldPath } from "./told-path.ts";
import type { StartUnpacking } from "./unpacking.ts";
import { createWholeUnpacking } from "./whole-unpacking.ts";

/**
 * Unpacks the files of a blob that are containers, and scans what is in them, and in those.
 *
 * The walk over a tar is synchronous, decoders are not: zlib works in threads of its own. So each container has a feed
 * that the walk fills with the chunk at hand, and the walk waits until the decoder, and those of all containers in the
 * container, have asked for more. At any time one chunk per level is held, whatever the size of the files.
 */
export const createContainers = (
  collector: Collector,
  { limits, name, account = createAccount(limits) }: BlobContext & { readonly account?: Account },
): StartUnpacking => startIn({ collector, limits, name, account, around: [] });

interface BlobContext {
  readonly limits: LayerLimits;
  /** Of a blob that is a file, whose path is `""` as that of every blob. */
  readonly name?: string | undefined;
}

/** Where documents stand. */
interface Level extends BlobContext {
  readonly collector: Collector;
  readonly account: Account;
  /** What reads the containers around them, the innermost last. */
  readonly around: readonly Decoder[];
}

const startIn =
  (level: Level): StartUnpacking =>
  (document, beginning) => {
    const { bytes, isWhole, size } = beginning;
    const decoder = decoderOf(bytes.subarray(0, HEAD_BYTES), document.path || (level.name ?? ""));
    if (decoder === undefined || (isWhole && decoder.holds?.(bytes) === false)) return undefined;
    const account = level.account.below();
    const record = recordFound(level.collector);
    const out: Span[] = [];
    const container = { path: document.path, decoder, account, record, out };
    const held = Math.min(level.limits.heldBytes, decoder.comesOut === true ? level.limits.heldBytes : HELD_BYTES);
    if (decoder.decodeWhole !== undefined && (isWhole || size <= held))
      return createWholeUnpacking({
        beginning,
        decode: (file) => decodeWhole(file, { container, level }),
        out: decoder.comesOut === true ? out : undefined,
      });
    const feed = createFeed();
    const reader = createByteReader(tapped(feed.bytes, ({ length }) => account.read(length)));
    const work = unpack({ ...container, reader }, level).finally(feed.stop);
    // It is awaited at the end, where its error is thrown; until then it must not count as unhandled.
    work.catch(() => undefined);
    return {
      push: feed.push,
      settle: feed.read,
      end: async () => {
        feed.end();
        await work;
        return record.found();
      },
    };
  };

/** Bytes of a file that are held until it is over where it might as well be read as it comes. */
const HELD_BYTES = 1024 * 1024;

const decodeWhole = (
  file: Buffer,
  { container, level }: { readonly container: Container; readonly level: Level },
): readonly Found[] | Promise<readonly Found[]> => {
  container.account.read(file.length);
  const busy = workIn(container, { level, work: (inside) => container.decoder.decodeWhole?.(file, inside) });
  return busy === undefined ? container.record.found() : busy.then(container.record.found);
};

interface Container {
  /** Before the paths of what is in it. */
  readonly path: string;
  readonly decoder: Decoder;
  readonly account: Account;
  readonly record: FoundRecord;
  /** Takes the parts of it that came out as documents. */
  readonly out?: Span[] | undefined;
}

const unpack = async (
  { reader, ...container }: Container & { readonly reader: ByteReader },
  level: Level,
): Promise<void> => await workIn(container, { level, work: (inside) => container.decoder.decode(reader, inside) });

interface Work {
  readonly level: Level;
  readonly work: (inside: Inside) => Promise<void> | undefined;
}

/** Works on what is in a container, until its limits are hit. */
const workIn = (
  { path, decoder, account, record, out }: Container,
  { level, work }: Work,
): Promise<void> | undefined => {
  const { limits, around } = level;
  const counts = decoder.holds === undefined && decoder.isLegible !== true;
  if (counts && around.length >= limits.depth) {
    level.collector.note({ path, reason: `more than ${limits.depth} containers in one another: not unpacked` });
    return undefined;
  }
  const failed = (error: unknown): void => {
    const own = error instanceof LimitHit && (error.account === account || around.length === 0);
    const reason = isDefect(error) ? `its rest is not unpacked: ${defectReason(error, path)}` : own && error.message;
    if (reason === false) throw error;
    level.collector.note({ path, reason });
  };
  try {
    const inner = { collector: record.collector, limits, account, around: [...around, decoder] };
    return work(createInside({ path, out }, inner))?.catch(failed);
  } catch (error) {
    failed(error);
    return undefined;
  }
};

const createInside = ({ path, out }: Pick<Container, "path" | "out">, level: Level): Inside => {
  const { collector, limits, account } = level;
  const at = (name: string): string => toldPath(path + INSIDE + normalisePath(name));
  const inside: Inside = {
    path,
    limits,
    document: (name, bytes, options = {}) =>
      scanDocument({ kind: "file", path: at(name) }, { ...options, bytes, level, within: undefined }),
    whole: (name, bytes) => scanWhole({ kind: "file", path: at(name) }, { bytes, level }),
    content: async (name, bytes) => {
      const reader = createByteReader(bytes);
      try {
        const head = await reader.peek(HEAD_BYTES);
        if (tar.matches(head, name)) return await inside.tar(readAll(reader));
        const within = cpio.matches(head, name) ? path : undefined;
        await scanDocument({ kind: "file", path: at(name) }, { bytes: readAll(reader), level, within });
      } finally {
        await reader.close();
      }
    },
    wholeContent: (name, bytes) => {
      const head = bytes.subarray(0, HEAD_BYTES);
      const isArchive = tar.matches(head, name) || cpio.matches(head, name);
      return isArchive ? inside.content(name, oneChunk(bytes)) : inside.whole(name, bytes);
    },
    tar: async (bytes) => {
      const members = createMemberScan(collector, { prefix: path + INSIDE, unpack: startIn(level) });
      const walker = createTarWalker(members.visitor, limits);
      try {
        for await (const chunk of tapped(bytes, ({ length }) => account.unpacked(length)))
          await walkTar(chunk, { walker, members });
        walker.end();
      } finally {
        await members.end();
      }
    },
    cameOut: (part) => void out?.push(part),
    charge: (count) => account.unpacked(count),
    isWithin: (decoder) => level.around.slice(0, -1).includes(decoder),
    jsonTexts: collector.jsonTexts,
    note: (reason, name) => collector.note({ path: name === undefined ? path : at(name), reason }),
  };
  return inside;
};

interface Pulled extends DocumentOptions {
  readonly bytes: Pieces;
  readonly level: Level;
  /** Where what is in it is told to stand, instead of in the document. */
  readonly within: string | undefined;
}

/** A document that is pulled: its bytes are scanned as they pass to the decoder. */
const scanDocument = async (document: DocumentInfo, pulled: Pulled): Promise<void> => {
  const { bytes, level, once, within: path = document.path, orElse } = pulled;
  const open = level.collector.open(document);
  const account = level.account.below();
  const record = recordFound(level.collector);
  const pass = (chunk: Uint8Array): void => {
    open.push(chunk);
    account.read(chunk.length);
    level.account.unpacked(chunk.length);
  };
  const reader = createByteReader(tapped(bytes, pass));
  try {
    level.account.unpacked(DOCUMENT_COST);
    const decoder = decoderOf(await reader.peek(HEAD_BYTES), document.path);
    if (decoder !== undefined) await unpack({ path, reader, decoder, account, record }, level);
    else if (orElse !== undefined) level.collector.note({ path, reason: orElse });
    await reader.drain();
  } finally {
    await reader.close();
    const inner = record.fingerprints();
    const found = open.end(once === undefined ? inner : new Set([...inner, ...once]));
    for (const { fingerprint } of found) if (once !== undefined && once.size < REMEMBERED) once.add(fingerprint);
  }
};

/** A document that is at hand. */
const scanWhole = (
  document: DocumentInfo,
  { bytes, level }: { readonly bytes: Uint8Array; readonly level: Level },
): Promise<void> | undefined => {
  const decoder = decoderOf(bytes.subarray(0, HEAD_BYTES), document.path);
  if (decoder !== undefined && decoder.holds?.(bytes) !== false)
    return scanDocument(document, { bytes: oneChunk(Uint8Array.from(bytes)), level, within: undefined });
  const open = level.collector.open(document);
  try {
    level.account.unpacked(DOCUMENT_COST);
    open.push(bytes, true);
    level.account.unpacked(bytes.length);
  } finally {
    open.end();
  }
  return undefined;
};

/** A file counts as so many bytes more, as in a tar: archives can be made of nothing but empty ones. */
const DOCUMENT_COST = 512;

async function* tapped(source: Pieces, tap: (bytes: Uint8Array) => void): AsyncGenerator<Uint8Array> {
  for await (const bytes of source) {
    tap(bytes);
    yield bytes;
  }
}
