import type { Span } from "../../domain/finding.ts";
import type { JsonTexts } from "../../domain/scan-memory.ts";
import type { ByteReader } from "../byte-reader.ts";
import type { LayerLimits } from "../limits.ts";

/** Bytes of a file that tell what it is: one tar header. */
export const HEAD_BYTES = 512;

/** Reads one format of container. Depth, size and time are bounded by whoever calls it. */
export interface Decoder {
  /**
   * `head`: the first `HEAD_BYTES` of the file, fewer when it is shorter. Every file is asked for, and most are of no
   * format: what tells that is looked at first.
   */
  matches(head: Uint8Array, path: string): boolean;
  /** Its own bytes show all that is in it: it does not count as one of the containers in one another. */
  readonly isLegible?: boolean;
  /**
   * Only here when the head does not tell whether there is something in the file: looks at all of it, where it is at
   * hand. Such a file does not count as one of the containers in one another.
   */
  holds?(file: Uint8Array): boolean;
  /**
   * Hands out what stands in the container, in order, in constant memory. Damage becomes a note, never an error; errors
   * of `inside` pass through. It may stop before the end: all bytes of the container are scanned as they are, too.
   */
  decode(reader: ByteReader, inside: Inside): Promise<void>;
  /**
   * The same for a file that is at hand as a whole, of formats that are read so: of each there may be ten thousands in a
   * layer, and waiting would cost more than reading. Undefined: it is done.
   */
  decodeWhole?(file: Buffer, inside: Inside): Promise<void> | undefined;
  /** Parts of a file at hand come out as documents, and `Inside.cameOut` is told of them: the file is held for that. */
  readonly comesOut?: boolean;
}

/** Where the content of a container goes. */
export interface Inside {
  /** Path of the container. */
  readonly path: string;
  readonly limits: LayerLimits;
  /** A file in the container. Its bytes are read to the end before the promise is kept, and may be a container again. */
  document(name: string, bytes: Pieces, options?: DocumentOptions): Promise<void>;
  /** The same for bytes that are at hand, which hold until it returns. Undefined: nothing is to be waited for. */
  whole(name: string, bytes: Uint8Array): Promise<void> | undefined;
  /** All that is in it: a tar or a cpio has its files under the path of the container, anything else is a file `name`. */
  content(name: string, bytes: AsyncIterable<Uint8Array>): Promise<void>;
  /** The same for bytes that are at hand. Undefined: nothing is to be waited for. */
  wholeContent(name: string, bytes: Uint8Array): Promise<void> | undefined;
  /** The container is a tar. */
  tar(bytes: AsyncIterable<Uint8Array>): Promise<void>;
  /** All that this part of the container says came out as documents: it is not scanned as it is. In order. */
  cameOut(part: Span): void;
  /** A container around this one is read by the decoder. */
  isWithin(decoder: Decoder): boolean;
  /** Work that is as much as unpacking so many bytes; throws when it is too much, like the rest. */
  charge(bytes: number): void;
  /** Reads strings of JSON faster than a parser; undefined where nothing does. */
  jsonTexts(json: Uint8Array): JsonTexts | undefined;
  /** A loss, in the file `name` or in the container as a whole. */
  note(reason: string, name?: string): void;
}

/** Bytes in order, as they come or as they are made. */
export type Pieces = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

export interface DocumentOptions {
  /** Fingerprints of secrets that are not told again; those of this document are added. */
  readonly once?: Set<string>;
  /** The loss that it is when the document is no container that is read. */
  readonly orElse?: string;
}
