import type { BuildFile, DocumentFinding, Skip } from "../domain/finding.ts";
import { isObject, type JsonLeaf } from "./json-leaves.ts";
import { maskDockerfile } from "./mask-dockerfile.ts";

/** A source text that a statement embeds. */
export interface EmbeddedSource {
  /** Path of its document. */
  readonly document: string;
  readonly text: string;
  /** Where its base64 stands: `... infos[0].data`. */
  readonly segments: JsonLeaf["segments"];
}

/** Kept of one statement: a build has one Dockerfile, a bake of several has a statement each. */
const MOST = 4;
/** Characters; longer ones nobody wrote by hand. */
const LONGEST = 256 * 1024;

/** Remembers a source with its text when it may be kept, else its place only. */
export const noteSource = (sources: EmbeddedSource[], { text, ...place }: EmbeddedSource): void => {
  sources.push({ ...place, text: sources.length < MOST && text.length <= LONGEST ? text : "" });
};

interface Scanned {
  readonly findings: readonly Pick<DocumentFinding, "document" | "span">[];
  readonly skips: readonly Skip[];
}

/**
 * The Dockerfiles that BuildKit's provenance embeds (mode=max), masked. Not those that were not scanned in full.
 * Source: moby/buildkit, docs/attestations/slsa-definitions.md (`source.infos`: filename, language, data).
 */
export const buildFiles = (
  statement: unknown,
  { sources, scanned }: { readonly sources: readonly EmbeddedSource[]; readonly scanned: Scanned },
): readonly BuildFile[] => {
  const unread = new Set(scanned.skips.map(({ path }) => path));
  if (unread.has(undefined)) return [];
  return sources.slice(0, MOST).flatMap(({ document, text, segments }) => {
    const info = segments.slice(0, -1).reduce<unknown>(child, statement);
    if (text.includes("\uFFFD") || unread.has(document) || !isDockerfile(info)) return [];
    const spans = scanned.findings.filter((one) => one.document.path === document).map(({ span }) => span);
    const masked = maskDockerfile(text, spans);
    return masked === undefined ? [] : [{ path: fileName(info), text: masked }];
  });
};

const child = (node: unknown, key: string | number): unknown => (isObject(node) ? Reflect.get(node, key) : undefined);

const isDockerfile = (info: unknown): boolean => {
  const language = child(info, "language");
  return language === undefined || language === "Dockerfile";
};

/** A name that could lead out of a folder is no name. */
const fileName = (info: unknown): string => {
  const name = child(info, "filename");
  return typeof name === "string" && /^(?!\/)(?!.*\.\.)[\w./@+-]{1,200}$/.test(name) ? name : "Dockerfile";
};
