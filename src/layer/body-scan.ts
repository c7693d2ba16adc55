import type { DocumentInfo, Finding } from "../domain/finding.ts";
import type { Collector, Found } from "./collector.ts";
import { HEAD_BYTES } from "./decoders/decoder.ts";
import type { KnownBodies, Scanned } from "./known/known-bodies.ts";
import { PLACE_BYTES } from "./outlet.ts";
import type { StartUnpacking, Unpacking } from "./unpacking.ts";

/** Scans the body of a member as it is, and what is in it when it is a container. */
export interface BodyScan {
  readonly document: DocumentInfo;
  push(bytes: Uint8Array): void;
  /** All its bytes were pushed. */
  isOver(): boolean;
  /** Undefined: nothing is to be waited for. */
  settle(): Promise<void> | undefined;
  /** Gives what was found in it; at once when it is no container. */
  end(): Scanned;
}

interface Body {
  /** Bytes that shall come; infinite when nobody knows. */
  readonly size: number;
  readonly collector: Collector;
  readonly unpack: StartUnpacking;
}

/** Files that may be known are held until they are whole, and can be asked for. */
export interface HeldBodies {
  readonly known: KnownBodies;
  /** Where one is held that comes in several pieces: `WHOLE_BYTES`. */
  readonly memory: () => Uint8Array;
}

/** Of a body that is held. */
export const WHOLE_BYTES = 4 * 1024 * 1024;

export const openBody = (
  document: DocumentInfo,
  { held, ...body }: Body & { readonly held?: HeldBodies | undefined },
): BodyScan =>
  held !== undefined && body.size <= WHOLE_BYTES && held.known.isLikely(document.path, body.size)
    ? openHeld(document, { ...body, held })
    : openPieces(document, body);

const openHeld = (document: DocumentInfo, { held, ...body }: Body & { readonly held: HeldBodies }): BodyScan => {
  let file: Uint8Array = NOTHING;
  let length = 0;
  return {
    document,
    push: (bytes) => {
      if (bytes.length === body.size) file = bytes;
      else {
        if (length === 0) file = held.memory();
        file.set(bytes, length);
      }
      length += bytes.length;
    },
    isOver: () => length >= body.size,
    settle: () => undefined,
    end: () => scanLikely(document, { ...body, bytes: file.subarray(0, length), known: held.known }),
  };
};

interface Whole extends Body {
  /** Fewer than `size` where it was cut off. */
  readonly bytes: Uint8Array;
}

/** A body that is at hand. */
export const scanWhole = (
  document: DocumentInfo,
  { known, ...whole }: Whole & { readonly known: KnownBodies | undefined },
): Scanned =>
  known?.isLikely(document.path, whole.size) === true
    ? scanLikely(document, { ...whole, known })
    : scanPieces(openPieces(document, whole), whole.bytes);

const scanLikely = (
  document: DocumentInfo,
  { bytes, known, ...body }: Whole & { readonly known: KnownBodies },
): Scanned => {
  const scan = (): Scanned => scanPieces(openPieces(document, body), bytes);
  return bytes.length === body.size ? known.scan({ path: document.path, bytes }, scan) : scan();
};

/** As they come where a body is not held: what a decoder reads is worked off before the next one. */
const scanPieces = (scan: BodyScan, bytes: Uint8Array, from = 0): Scanned => {
  for (let at = from; at < bytes.length; at += PLACE_BYTES) {
    scan.push(bytes.subarray(at, at + PLACE_BYTES));
    const busy = scan.settle();
    if (busy !== undefined) return busy.then(() => scanPieces(scan, bytes, at + PLACE_BYTES));
  }
  return scan.end();
};

const openPieces = (document: DocumentInfo, { size, collector, unpack }: Body): BodyScan => {
  const open = collector.open(document);
  let pushed = 0;
  let unpacking: Unpacking | undefined;
  /** The first bytes until they are enough. */
  let head: Uint8Array | undefined = NOTHING;

  const pass = (bytes: Uint8Array): void => {
    if (unpacking?.rest === undefined) open.push(bytes, pushed >= size);
    unpacking?.push(bytes);
  };
  const sniff = (bytes: Uint8Array): void => {
    unpacking = unpack(document, { bytes, isWhole: pushed >= size, size });
    head = undefined;
    pass(bytes);
  };
  const push = (bytes: Uint8Array): void => {
    pushed += bytes.length;
    if (head === undefined) {
      pass(bytes);
      return;
    }
    head = head.length === 0 ? bytes : Buffer.concat([head, bytes]);
    if (head.length >= HEAD_BYTES || pushed >= size) sniff(head);
    // What was pushed holds no longer than this call.
    else if (head === bytes) head = Buffer.from(bytes);
  };
  const endOwn = (told?: ReadonlySet<string>): readonly Finding[] => {
    const rest = unpacking?.rest?.();
    if (rest !== undefined) open.pushRest(rest);
    return open.end(told);
  };
  const withOwn = (found: readonly Found[]): readonly Found[] => {
    const told = new Set(found.flatMap(({ findings }) => findings.map(({ fingerprint }) => fingerprint)));
    return [{ document, findings: endOwn(told) }, ...found];
  };
  const failed = (error: unknown): never => {
    endOwn();
    throw error;
  };
  const endUnpacked = (inside: Unpacking): Scanned => {
    try {
      const found = inside.end();
      return found instanceof Promise ? found.then(withOwn, failed) : withOwn(found);
    } catch (error) {
      return failed(error);
    }
  };
  return {
    document,
    push,
    isOver: () => pushed >= size,
    settle: () => unpacking?.settle(),
    end: () => {
      if (head !== undefined) sniff(head);
      return unpacking === undefined ? [{ document, findings: open.end() }] : endUnpacked(unpacking);
    },
  };
};

const NOTHING = new Uint8Array(0);
