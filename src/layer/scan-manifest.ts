import { isDigest } from "../domain/digest.ts";
import type { Scanner, Skip } from "../domain/finding.ts";
import type { Collected } from "./collector.ts";
import { configDocuments } from "./config-documents.ts";
import { embeddedText } from "./embedded-text.ts";
import { allLeaves } from "./json-duplicates.ts";
import { isObject, type JsonLeaf, jsonPath, parseJson } from "./json-leaves.ts";
import { type ConfigScan, scanConfig } from "./scan-config.ts";
import { scanJson } from "./scan-json.ts";
import { schema1Config } from "./schema1-config.ts";
import { leafDocument, named, type TextDocument } from "./text-document.ts";

/**
 * Scans a manifest or index: annotations as `annotations[key]`, `layers[0].annotations[key]`, ... with the text
 * `key=value`, `data` decoded, the configs inside a Docker schema 1 manifest as `history[0].Env[NAME]`, any other value
 * under its JSON path. What is no JSON is scanned as it is.
 */
export const scanManifest = (bytes: Uint8Array, scanner: Scanner): ConfigScan => {
  const json = parseJson(bytes);
  const scanned = scanJson(bytes, {
    json,
    kind: "annotation",
    documents: function* (leaves) {
      for (const leaf of leaves) yield* manifestDocuments(leaf);
    },
    scanner,
  });
  const config = schema1Config(json);
  const shown =
    config === undefined ? scanned : withConfig(scanned, scanConfig(Buffer.from(JSON.stringify(config)), scanner));
  return { ...shown, skips: [...leadNowhere(json), ...shown.skips] };
};

/** Of each list the property that holds the digest; `fsLayers` is that of schema 1. */
const LISTS = { config: "digest", layers: "digest", blobs: "digest", manifests: "digest", fsLayers: "blobSum" };

/** What such an entry stands for is in no case: here alone it can be told that something is missing. */
const leadNowhere = (json: unknown): readonly Skip[] =>
  Object.entries(LISTS).flatMap(([path, property]) => {
    const value = (isObject(json) ? json[path] : undefined) ?? [];
    const entries: readonly unknown[] = Array.isArray(value) ? value : [value];
    const lost = entries.filter((entry) => !isObject(entry) || !isDigest(entry[property])).length;
    const reason = `entries without a valid digest, for which nothing can be pulled: ${lost} of ${entries.length}`;
    return lost === 0 ? [] : [{ path, reason }];
  });

/** What the config shows is told where people look for it; the pieces add what only they hold. */
const withConfig = (pieces: Collected, config: ConfigScan): ConfigScan => {
  const told = new Set(config.findings.map(({ fingerprint }) => fingerprint));
  return {
    ...config,
    findings: [...config.findings, ...pieces.findings.filter(({ fingerprint }) => !told.has(fingerprint))],
    skips: [...config.skips, ...pieces.skips],
    documents: pieces.documents,
  };
};

const manifestDocuments = (leaf: JsonLeaf): Iterable<TextDocument> => {
  const { segments, value } = leaf;
  const key = segments.at(-1);
  if (key === "v1Compatibility") return compatibilityDocuments(leaf);
  if (typeof key === "string" && segments.at(-2) === "annotations") {
    const above = jsonPath(segments.slice(0, -1));
    return [named({ kind: "annotation", path: `${above}[${key}]`, name: key, value, position: above })];
  }
  const data = key === "data" ? embeddedText(value) : undefined;
  if (data !== undefined) return [{ kind: "annotation", path: jsonPath(segments), text: data }];
  return [leafDocument("annotation", leaf)];
};

/** Docker image manifest v2 schema 1: each history entry is the config of a layer, as a JSON string. */
const compatibilityDocuments = (leaf: JsonLeaf): Iterable<TextDocument> => {
  const text = Buffer.from(leaf.value);
  const json = parseJson(text);
  if (!isObject(json) || Object.keys(json).length === 0) return [leafDocument("annotation", leaf)];
  return configDocuments(allLeaves(json, text), `${jsonPath(leaf.segments.slice(0, -1))}.`);
};
