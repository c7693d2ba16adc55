import type { Confidence, DocumentFinding, DocumentInfo, Finding } from "../domain/finding.ts";
import { fileKey } from "./packages/file-key.ts";
import type { Packages } from "./packages/packages.ts";

/** The file of a blob in which a document stands, and its digests, when it was small enough for them. */
export interface PlacedFile {
  readonly path: string;
  readonly digests: readonly Uint8Array[];
}

export interface Settled {
  readonly document: DocumentInfo;
  readonly packages: Packages | undefined;
  readonly file: PlacedFile | undefined;
}

/**
 * A finding with whose file it stands in, once that is known; undefined when it is none there. In libraries a name says
 * little: they are full of names and of what looks like their values. What proves itself counts for less, as it
 * is mostly a key of somebody's tests, and a format of its own for little.
 */
export const settle = (finding: Finding, { document, packages, file }: Settled): DocumentFinding | undefined => {
  if (document.kind !== "file") return { ...finding, document, provenance: "config" };
  if (packages === undefined) return { ...finding, document, provenance: "application" };
  const keys = file?.digests.map((digest) => fileKey(file.path, digest)) ?? [];
  const { provenance, reason } = packages.whose({ path: document.path, keys });
  const placed = {
    document,
    provenance,
    ...(reason === undefined ? {} : { provenanceReason: reason }),
    ...(keys.length > 0 && { fileKeys: packed(keys) }),
  };
  if (provenance === "application") return { ...finding, ...placed };
  return finding.strength === "name" ? undefined : { ...finding, ...placed, confidence: inLibrary(finding) };
};

const inLibrary = ({ strength, confidence }: Finding): Confidence =>
  strength === "proof" && confidence !== "low" ? "medium" : "low";

const packed = (keys: readonly bigint[]): string => {
  const bytes = Buffer.alloc(keys.length * 8);
  for (const [at, key] of keys.entries()) bytes.writeBigUInt64BE(key, at * 8);
  return bytes.toString("base64");
};

/** A folder that may be a package manager's: what only a name speaks for waits there until it is known. */
export const mayBeLibrary = ({ path }: DocumentInfo): boolean =>
  /(?:^|\/)(?:node_modules|site-packages|dist-packages|gems|vendor|pkg\/mod|registry\/(?:src|cache)|\.m2\/repository)\//.test(
    path,
  );
