import type { DocumentInfo, Span } from "../domain/finding.ts";
import type { Found } from "./collector.ts";

/** A file that is unpacked while its bytes are pushed. */
export interface Unpacking {
  push(bytes: Uint8Array): void;
  /** All that was pushed has been worked off: to be waited for before more is pushed, or memory grows. */
  settle(): Promise<void> | undefined;
  /** The file is over. Gives what was found inside; at once when it was at hand as a whole. */
  end(): readonly Found[] | Promise<readonly Found[]>;
  /** Only here when the scan of the file as it is has to wait for the end: what is left for it then. */
  rest?(): Rest;
}

/** A file, but for parts of it that came out as documents, in order. */
export interface Rest {
  readonly file: Buffer;
  readonly out: readonly Span[];
}

export interface Beginning {
  readonly bytes: Uint8Array;
  /** They are all of the document. */
  readonly isWhole: boolean;
  /** Bytes that the document shall have; infinite when nobody knows. */
  readonly size: number;
}

/** Undefined: the first bytes of the document tell of no container. They are to be pushed, too. */
export type StartUnpacking = (document: DocumentInfo, beginning: Beginning) => Unpacking | undefined;
