import type { DocumentFinding, DocumentInfo, DocumentKind, Scanner } from "../domain/finding.ts";
import { type Collected, createCollector } from "./collector.ts";
import { type JsonLeaf, jsonPath } from "./json-leaves.ts";
import { LAYER_LIMITS } from "./limits.ts";

/** A document made of a value in JSON. Its spans are bytes of `text` as UTF-8. */
export interface TextDocument extends DocumentInfo {
  readonly text: string;
  /** Length in bytes of a name at the start of `text` that also stands in `path`. */
  readonly nameBytes?: number;
  /** Path for when a secret is found in that name. */
  readonly position?: string;
}

/** `key=value` for a value with a name of its own, so that rules for assignments see it; the value alone in an array. */
export const leafDocument = (kind: DocumentKind, { segments, value }: JsonLeaf): TextDocument => {
  const key = segments.at(-1);
  const path = jsonPath(segments);
  return typeof key === "string" ? named({ kind, path, name: key, value }) : { kind, path, text: value };
};

interface Named extends DocumentInfo {
  readonly name: string;
  readonly value: string;
  readonly position?: string;
}

/** A document `name=value`. */
export const named = ({ kind, path, name, value, position }: Named): TextDocument => ({
  kind,
  path,
  text: `${name}=${value}`,
  nameBytes: Buffer.byteLength(name),
  position: position ?? "<a secret stands in the name>",
});

/** Completes or drops nothing but what the caller knows better, such as the name of a finding. */
export type Refine = (finding: DocumentFinding, text: TextDocument) => DocumentFinding;

/** Scans each text as a document of its own; findings keep the order of the texts. */
export const scanTexts = (texts: Iterable<TextDocument>, scanner: Scanner, refine: Refine = keep): Collected => {
  const collector = createCollector(scanner, LAYER_LIMITS.findings);
  const sources = new Map<DocumentInfo, TextDocument>();
  for (const text of texts) {
    const document = { kind: text.kind, path: text.path };
    const open = collector.open(document);
    open.push(Buffer.from(text.text));
    if (open.end().length > 0) sources.set(document, text);
  }
  const collected = collector.result();
  return { ...collected, findings: collected.findings.map((finding) => complete(finding, { sources, refine })) };
};

/** The whole blob as one document with the path `""`. */
export const scanRaw = (bytes: Uint8Array, scanner: Scanner, kind: DocumentKind): Collected => {
  const collector = createCollector(scanner, LAYER_LIMITS.findings);
  const open = collector.open({ kind, path: "" });
  open.push(bytes);
  open.end();
  return collector.result();
};

const keep: Refine = (finding) => finding;

const complete = (
  finding: DocumentFinding,
  { sources, refine }: { readonly sources: ReadonlyMap<DocumentInfo, TextDocument>; readonly refine: Refine },
): DocumentFinding => {
  const text = sources.get(finding.document);
  if (text === undefined) return finding;
  const inName = finding.span.start < (text.nameBytes ?? 0);
  const { kind } = finding.document;
  const safe = inName ? { ...finding, document: { kind, path: text.position ?? "" } } : finding;
  return refine(safe, text);
};
