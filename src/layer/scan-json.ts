import type { DocumentKind, Scanner } from "../domain/finding.ts";
import type { Collected } from "./collector.ts";
import { isObject, type JsonLeaf, jsonLeaves } from "./json-leaves.ts";
import { type Refine, scanRaw, scanTexts, type TextDocument } from "./text-document.ts";

interface Options {
  /** What the bytes hold; undefined when they are no JSON. */
  readonly json: unknown;
  /** Of the one document that the blob is when its values cannot be told apart. */
  readonly kind: DocumentKind;
  readonly documents: (leaves: readonly JsonLeaf[]) => Iterable<TextDocument>;
  readonly scanner: Scanner;
  readonly refine?: Refine;
}

/** Scans a JSON blob value by value, any other as one document with the path `""`. */
export const scanJson = (bytes: Uint8Array, { json, kind, documents, scanner, refine }: Options): Collected => {
  if (!isObject(json)) return scanRaw(bytes, scanner, kind);
  const leaves = jsonLeaves(json);
  if (leaves !== undefined) return scanTexts(documents(leaves), scanner, refine);
  const raw = scanRaw(bytes, scanner, kind);
  return { ...raw, skips: [{ reason: TOO_LARGE }, ...raw.skips] };
};

const TOO_LARGE = "the JSON has too many values, or is nested too deep: scanned as text";
