import type { DocumentKind, Scanner } from "../domain/finding.ts";
import type { Collected } from "./collector.ts";
import { allLeaves } from "./json-duplicates.ts";
import { isObject, type JsonLeaf, TOO_LARGE } from "./json-leaves.ts";
import { type Refine, scanRaw, scanTexts, type TextDocument } from "./text-document.ts";

interface Options {
  /** What the bytes hold, as parseJson says. */
  readonly json: unknown;
  /** The JSON text that `json` is read from, where that is a part of the bytes. */
  readonly inner?: Uint8Array;
  /** Of the one document that the blob is when its values cannot be told apart. */
  readonly kind: DocumentKind;
  readonly documents: (leaves: Iterable<JsonLeaf>) => Iterable<TextDocument>;
  readonly scanner: Scanner;
  readonly refine?: Refine;
}

/** Scans a JSON blob value by value, any other as one document with the path `""`. */
export const scanJson = (bytes: Uint8Array, options: Options): Collected => {
  const { json, inner = bytes, kind, documents, scanner, refine } = options;
  if (isObject(json)) return scanTexts(documents(allLeaves(json, inner)), scanner, refine);
  const raw = scanRaw(bytes, scanner, kind);
  return json === TOO_LARGE ? { ...raw, skips: [{ reason: UNREAD }, ...raw.skips] } : raw;
};

const UNREAD = "the JSON has too many values, or is nested too deep: scanned as text";
