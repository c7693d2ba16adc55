import type { MessagePort } from "node:worker_threads";
import type { PathSets, Scanner } from "../domain/finding.ts";
import type { PackageFiles } from "../domain/provenance.ts";
import type { ScanMemory } from "../domain/scan-memory.ts";
import { createTarWalker } from "../tar/tar-walker.ts";
import { createAccount } from "./account.ts";
import { WHOLE_BYTES } from "./body-scan.ts";
import { type BlobCollector, type Collected, createCollector, type OpenDocument } from "./collector.ts";
import { createContainers } from "./containers.ts";
import { type DecompressOptions, decompress, placesFor } from "./decompress.ts";
import type { FoundFiles } from "./found-files.ts";
import { createKnownBodies } from "./known/known-bodies.ts";
import type { KnownFiles } from "./known/known-files.ts";
import type { LayerLimits } from "./limits.ts";
import { createMemberScan, walkTar } from "./member-scan.ts";
import { PLACE_BYTES } from "./outlet.ts";
import { createPackages } from "./packages/packages.ts";
import { type SharedMembers, shareMembers } from "./share/shared-members.ts";

export interface LayerScan extends Collected {
  /** After decompression. */
  readonly unpackedBytes: number;
  /** Absent when the blob is no tar. */
  readonly paths?: PathSets;
  /** Packages of distributions whose manifests stand in it. */
  readonly packages?: readonly PackageFiles[];
}

interface ScanLayer extends DecompressOptions {
  readonly scanner: Scanner;
  readonly limits: LayerLimits;
  /** Of a blob that is a file: some formats are told by it. */
  readonly name?: string;
  /** Asked again and again: another thread that helps with it, from when there is one. */
  readonly helper?: (() => MessagePort | undefined) | undefined;
  /** Files of layers before, of which this scanner need not be asked again. */
  readonly files?: KnownFiles | undefined;
}

/** Document of the bytes of a blob that belong to no compressed stream. */
export const LEFTOVER_PATH = "<data outside of the compressed stream>";

/**
 * Unpacks a blob and scans every byte of it: each tar entry is a document under its path, a blob that is no tar is one
 * document with the path `""`. What stands in a container, say a jar, is a document under `lib/app.jar!/app.properties`. Any skip makes the scan partial. Throws only what the source, or `signal`, throws.
 */
export const scanLayer = async (
  stream: AsyncIterable<Uint8Array>,
  options: ScanLayer,
  signal: AbortSignal,
): Promise<LayerScan> => {
  const { memory } = options.scanner;
  if (memory === undefined) return await scan(stream, options, signal);
  const places = Array.from({ length: placesFor(options.inflate) }, () => memory.lend(PLACE_BYTES));
  try {
    return await scan(stream, { places, ...options }, signal);
  } finally {
    for (const place of places) memory.takeBack(place);
  }
};

const scan = async (
  stream: AsyncIterable<Uint8Array>,
  { scanner, limits, name, helper, files, ...options }: ScanLayer,
  signal: AbortSignal,
): Promise<LayerScan> => {
  const packages = createPackages();
  const collector = createCollector(scanner, limits.findings, { packages });
  const account = createAccount(limits);
  const unpack = createContainers(collector, { limits, name, account });
  const known = files && createKnownBodies({ files, collector, account, limits });
  const share = (found: FoundFiles): SharedMembers | undefined => {
    const port = helper?.();
    return port && shareMembers({ scanner, limits, collector, account, unpack, files, known }, { port, found });
  };
  const room = lendOnce(scanner.memory, WHOLE_BYTES);
  const held = known && { known, memory: room.lend };
  const members = createMemberScan(collector, { prefix: "", unpack, share, held });
  const walker = createTarWalker(members.visitor, limits);
  const unpacked = decompress(stream, limits, options);
  let leftover: OpenDocument | undefined;
  let paths: PathSets | undefined;
  try {
    for await (const piece of unpacked.pieces) {
      signal.throwIfAborted();
      if (piece.leftover) {
        leftover ??= collector.open({ kind: "file", path: LEFTOVER_PATH });
        leftover.push(piece.bytes);
      } else {
        await walkTar(piece.bytes, { walker, members });
      }
    }
    walker.end();
    await members.drain();
    leftover?.end();
  } finally {
    // Also when the source fails: a decoder that waits for more of it would hold its memory for good.
    paths = await members.end().finally(room.takeBack);
  }
  if (packages.isFull()) collector.note({ reason: PACKAGES });
  const system = packages.system();
  const { foreign, unpackedBytes, ...report } = unpacked.report();
  // A file deletes nothing of other layers.
  const skips = foreign === undefined || name !== undefined ? report.skips : [{ reason: foreign }, ...report.skips];
  return {
    ...withSkips(collector, skips),
    unpackedBytes,
    ...(paths && { paths }),
    ...(system.length > 0 && { packages: system }),
  };
};

/** Memory of a scanner from when it is asked for. */
const lendOnce = (memory: ScanMemory | undefined, bytes: number) => {
  let lent: Uint8Array | undefined;
  return {
    lend: (): Uint8Array => {
      lent ??= memory?.lend(bytes) ?? new Uint8Array(bytes);
      return lent;
    },
    takeBack: (): void => {
      if (lent !== undefined) memory?.takeBack(lent);
      lent = undefined;
    },
  };
};

const PACKAGES = "more files of packages than are remembered: some count as anybody's";

const withSkips = (collector: BlobCollector, skips: Collected["skips"]): Collected => {
  const collected = collector.result();
  return { ...collected, skips: [...skips, ...collected.skips] };
};
