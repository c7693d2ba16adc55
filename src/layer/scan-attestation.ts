import type { BuildFile, BuildOrigin, Scanner } from "../domain/finding.ts";
import { buildFiles, type EmbeddedSource, noteSource } from "./build-files.ts";
import { buildOrigin } from "./build-origin.ts";
import type { Collected } from "./collector.ts";
import { decodeBase64, embeddedText } from "./embedded-text.ts";
import { isObject, type JsonLeaf, parseJson } from "./json-leaves.ts";
import { scanJson } from "./scan-json.ts";
import { leafDocument, named, type TextDocument } from "./text-document.ts";

/**
 * Scans an in-toto statement, bare or in a DSSE envelope, value by value: build args of BuildKit provenance are documents
 * `build-arg[NAME]` with the text `NAME=value`, Dockerfiles inside it are decoded and documents `Dockerfile`,
 * `Dockerfile[1]`, ... with lines of their own; the rest stands under its JSON path. What is no JSON is scanned as it is.
 */
export const scanAttestation = (bytes: Uint8Array, scanner: Scanner): AttestationScan => {
  const json = parseJson(bytes);
  const envelope = envelopeContent(json);
  const statement = envelope?.content ?? json;
  const sources: EmbeddedSource[] = [];
  const collected = scanJson(bytes, {
    json: statement,
    ...(envelope === undefined ? {} : { inner: envelope.text }),
    kind: "attestation",
    documents: (leaves) => documents(leaves, sources),
    scanner,
  });
  const build = buildOrigin(statement, collected);
  const files = buildFiles(statement, { sources, scanned: collected });
  return {
    ...collected,
    ...(build === undefined ? {} : { build }),
    ...(files.length === 0 ? {} : { buildFiles: files }),
  };
};

interface AttestationScan extends Collected {
  readonly build?: BuildOrigin;
  readonly buildFiles?: readonly BuildFile[];
}

/** A DSSE envelope (secure-systems-lab/dsse, envelope.md) with the statement in place of its base64. */
const envelopeContent = (json: unknown): { readonly content: unknown; readonly text: Uint8Array } | undefined => {
  if (!isObject(json) || typeof json.payload !== "string") return undefined;
  const text = Buffer.from(embeddedText(json.payload) ?? "");
  const statement = parseJson(text);
  if (!isObject(statement)) return undefined;
  const { payload, ...envelope } = json;
  return { content: { ...envelope, ...statement }, text };
};

/** Adds what it decodes to `sources`. */
function* documents(leaves: Iterable<JsonLeaf>, sources: EmbeddedSource[]): Generator<TextDocument> {
  for (const leaf of leaves) {
    const dockerfile = isSource(leaf) ? decodeBase64(leaf.value) : undefined;
    if (dockerfile !== undefined) {
      const path = sources.length === 0 ? "Dockerfile" : `Dockerfile[${sources.length}]`;
      noteSource(sources, { document: path, text: dockerfile, segments: leaf.segments });
      yield { kind: "attestation", path, text: dockerfile };
      continue;
    }
    const document = attestationDocument(leaf);
    const text = embeddedText(leaf.value);
    yield document;
    if (text !== undefined && EMBEDS.has(`${leaf.segments.at(-1)}`))
      yield { kind: document.kind, path: document.path, text };
  }
}

const EMBEDS = new Set(["data", "payload"]);

/** `...source.infos[0].data`: where BuildKit keeps the Dockerfile (moby/buildkit, slsa-provenance.md). */
const isSource = ({ segments }: JsonLeaf): boolean => segments.at(-1) === "data" && segments.at(-3) === "infos";

const BUILD_ARG = "build-arg:";

/** `args["build-arg:X"]` of SLSA provenance v0.2 and v1 as BuildKit writes them. */
const attestationDocument = (leaf: JsonLeaf): TextDocument => {
  const key = leaf.segments.at(-1);
  if (typeof key !== "string" || !key.startsWith(BUILD_ARG)) return leafDocument("attestation", leaf);
  const name = key.slice(BUILD_ARG.length);
  return named({ kind: "attestation", path: `build-arg[${name}]`, name, value: leaf.value });
};
