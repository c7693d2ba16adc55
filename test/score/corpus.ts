import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

/** A labelled corpus as its README describes it: T must be found, F must not. */
export interface Corpus {
  readonly corpus: string;
  /** Every finding that touches no T label is a false positive. */
  readonly closed: boolean;
  readonly labels: readonly Label[];
  /** Path to content, latin1. */
  readonly files: Readonly<Record<string, string>>;
}

export interface Label {
  readonly file: string;
  readonly label: "T" | "F";
  readonly kind: string;
  readonly secret?: string;
  readonly line?: number;
  readonly end_line?: number;
  /** Any finding in the file counts. */
  readonly unit?: "file";
}

/** Beside the repository, unless EXHUME_CORPORA names another folder. */
const CORPORA = process.env.EXHUME_CORPORA ?? join(import.meta.dirname, "..", "..", "..", "shared", "corpora");

export const CORPUS_NAMES = ["leaky-repo", "gitleaks-samples", "titus-examples", "secretlint-snapshots"] as const;
export type CorpusName = (typeof CORPUS_NAMES)[number];

const fileOf = (name: CorpusName): string => join(CORPORA, `${name}.json.gz`);

/** Says in one line what is missing, when it is. */
export const hasCorpora = (): boolean => {
  const missing = CORPUS_NAMES.filter((name) => !existsSync(fileOf(name)));
  if (missing.length > 0)
    process.stderr.write(`skipped: no labelled corpora (${missing.join(", ")}); EXHUME_CORPORA names their folder\n`);
  return missing.length === 0;
};

export const readCorpus = (name: CorpusName): Corpus =>
  JSON.parse(gunzipSync(readFileSync(fileOf(name))).toString("utf8")) as Corpus;
