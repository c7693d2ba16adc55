import type { Digest } from "./digest.ts";
import type { Severity } from "./finding.ts";

/** Where another tool saw a secret, as far as it says. A tool of images names a layer, one of source code a commit. */
export interface ImportedPlace {
  /** As the tool writes it, with or without a tag. */
  readonly image?: string;
  /** Of the layer or config: of the blob as it is stored, or of the uncompressed layer. */
  readonly layer?: Digest;
  readonly diffId?: Digest;
  /** In the layer or repository, or on the disk that was scanned. */
  readonly path?: string;
  /** 1-based. */
  readonly line?: number;
  readonly endLine?: number;
  readonly repository?: string;
  readonly commit?: string;
  readonly url?: string;
}

/** A value with the name that the tool gives it; the name may be empty. Raw: lives in memory, and is never kept. */
export interface NamedValue {
  readonly name: string;
  readonly value: string;
}

/** One finding of another tool. Holds the raw value: it is fingerprinted on entry and never leaves memory. */
export interface ImportedFinding {
  /** In lower case: `trufflehog`. */
  readonly tool: string;
  /** As the tool calls it: `aws-access-token`, `Github`. */
  readonly rule: string;
  /** Undefined when the tool masks it, or tells places only. */
  readonly value?: string;
  /** Other values of the same credential; some may be no secret. */
  readonly parts?: readonly NamedValue[];
  /** Text around the value, which says what it is. */
  readonly context?: string;
  /** The tool asked the provider, and the value worked. */
  readonly active?: boolean;
  readonly severity?: Severity;
  readonly place: ImportedPlace;
}

/** What another tool said of a secret, as a case keeps it. */
export interface ImportedSighting {
  readonly tool: string;
  readonly rule: string;
  /** One line; what looks like a secret in it is masked. */
  readonly place: string;
  /** The blob of the case that it is in. */
  readonly blob?: Digest;
  /** ISO 8601. */
  readonly importedAt: string;
}

/** Rules of other tools stand behind it: `imported:trufflehog:Github`. */
export const IMPORTED = "imported:";
