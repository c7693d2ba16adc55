import type { DocumentFinding, ImageConfig, Scanner } from "../domain/finding.ts";
import type { Collected } from "./collector.ts";
import { configDocuments } from "./config-documents.ts";
import { declaredArgs, parseHistoryLine } from "./history.ts";
import { historyLines, imageConfig, isImageConfig } from "./image-config.ts";
import { isObject, parseJson } from "./json-leaves.ts";
import { scanJson } from "./scan-json.ts";
import { type Refine, scanRaw } from "./text-document.ts";

export interface ConfigScan extends Collected {
  /** Absent when the blob is no image config: then it was scanned as one document with the path `""`. */
  readonly config?: ImageConfig;
}

/** Scans the config of an image value by value. Any bytes go: what is no such config is scanned as it is. */
export const scanConfig = (bytes: Uint8Array, scanner: Scanner): ConfigScan => {
  const json = parseJson(bytes);
  if (isObject(json) && !isImageConfig(json)) return scanRaw(bytes, scanner, "config");
  const options = { json, kind: "config", documents: configDocuments, scanner } as const;
  if (!isImageConfig(json)) return told(scanJson(bytes, options), bytes, json);
  const collected = scanJson(bytes, { ...options, refine: nameBuildArgs(declaredArgs(historyLines(json))) });
  return { ...collected, config: imageConfig(json, collected) };
};

/** Of what begins as JSON and is none, such as a config that was cut, nobody can say which variables it sets. */
const told = (scanned: ConfigScan, bytes: Uint8Array, json: unknown): ConfigScan =>
  json === undefined && BEGINS_AS_JSON.test(Buffer.from(bytes.subarray(0, HEAD)).toString("latin1"))
    ? { ...scanned, skips: [{ reason: UNREADABLE }, ...scanned.skips] }
    : scanned;

const HEAD = 256;
const BEGINS_AS_JSON = /^(?:\xef\xbb\xbf)?\s*\{/;
const UNREADABLE = "it is no JSON: scanned as text, its fields are not told apart";

/** A secret in the value of a build arg or variable has its name, whatever stands closer to it: the user of a URL, a key of JSON. */
const nameBuildArgs = (declared: ReadonlySet<string>): Refine => {
  // Findings of a line come one after the other.
  let last = { text: "", ...parseHistoryLine("") };
  return (finding, { kind, text }): DocumentFinding => {
    if (kind !== "history") return finding;
    if (text !== last.text) last = { text, ...parseHistoryLine(text, declared) };
    const { buildArgs, assignments } = last;
    const { start, end } = finding.span;
    const arg = [...buildArgs, ...assignments].find(({ span }) => span.start <= start && end <= span.end);
    return arg === undefined ? finding : { ...finding, name: arg.name };
  };
};
