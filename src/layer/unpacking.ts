import type { DocumentInfo } from "../domain/finding.ts";
import type { Found } from "./collector.ts";

/** A file that is unpacked while its bytes are pushed. */
export interface Unpacking {
  push(bytes: Uint8Array): void;
  /** All that was pushed has been worked off: to be waited for before more is pushed, or memory grows. */
  settle(): Promise<void> | undefined;
  /** The file is over. Gives what was found inside; at once when it was at hand as a whole. */
  end(): readonly Found[] | Promise<readonly Found[]>;
}

interface Beginning {
  readonly bytes: Uint8Array;
  /** They are all of the document. */
  readonly isWhole: boolean;
}

/** Undefined: the first bytes of the document tell of no container. They are to be pushed, too. */
export type StartUnpacking = (document: DocumentInfo, beginning: Beginning) => Unpacking | undefined;
