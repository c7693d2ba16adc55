import { scanFile } from "../../src/audit/scan-file.ts";
import type { DocumentFinding } from "../../src/domain/finding.ts";
import type { RuleDefinition } from "../../src/scan/rule.ts";
import { compileRuleset } from "../../src/scan/ruleset.ts";
import { createScanner } from "../../src/scan/scanner.ts";
import type { Corpus, Label } from "./corpus.ts";
import { type Hit, touches } from "./touches.ts";

/** What the engine makes of a corpus, in labels and findings. */
export interface Score {
  readonly positives: number;
  readonly found: number;
  readonly negatives: number;
  readonly negativesHit: number;
  /** Of those, what holds a value that a T label of the same corpus asks for, too: to be quiet on one is to miss the other. */
  readonly contradicted: number;
  /** Of those, what has a finding of medium or high confidence: what low says is "likely an example". */
  readonly sure: { readonly found: number; readonly negativesHit: number };
  readonly findings: number;
  /** Findings that touch no T label; told of closed corpora only. */
  readonly falseFindings: number | undefined;
  readonly missed: readonly Label[];
  readonly wronglyHit: readonly WrongHit[];
}

interface WrongHit {
  readonly file: string;
  readonly kind: string;
  readonly hit: Hit;
}

/** Scans every file of the corpus as `exhume scan` does. */
export const scoreCorpus = async (corpus: Corpus, rules: readonly RuleDefinition[]): Promise<Score> => {
  const hits = await scanAll(corpus, rules);
  const touched = (label: Label): Hit | undefined => hits.get(label.file)?.find((hit) => touches(hit, label));
  const sure = (label: Label): boolean => hits.get(label.file)?.some((hit) => !hit.low && touches(hit, label)) ?? false;
  const trueLabels = corpus.labels.filter(({ label }) => label === "T");
  const falseLabels = corpus.labels.filter(({ label }) => label === "F");
  const missed = trueLabels.filter((label) => touched(label) === undefined);
  const hitNegatives = falseLabels.filter((label) => touched(label) !== undefined);
  const stray = [...hits].flatMap(([file, found]) =>
    found
      .filter((hit) => !trueLabels.some((label) => label.file === file && touches(hit, label)))
      .map((hit) => ({ file, kind: "closed", hit })),
  );
  return {
    positives: trueLabels.length,
    found: trueLabels.length - missed.length,
    negatives: falseLabels.length,
    negativesHit: hitNegatives.length,
    contradicted: hitNegatives.filter((label) =>
      hits
        .get(label.file)
        ?.some(
          (hit) => touches(hit, label) && trueLabels.some((asked) => asksFor(asked, { hit, files: corpus.files })),
        ),
    ).length,
    sure: { found: trueLabels.filter(sure).length, negativesHit: falseLabels.filter(sure).length },
    findings: [...hits.values()].flat().length,
    falseFindings: corpus.closed ? stray.length : undefined,
    missed,
    wronglyHit: [
      ...hitNegatives.map((label) => ({ file: label.file, kind: label.kind, hit: touched(label) as Hit })),
      ...(corpus.closed ? stray : []),
    ],
  };
};

/** A finding of this value would count for the label: the label names it, or it stands in the file that is labelled as a whole. */
const asksFor = (label: Label, { hit, files }: { readonly hit: Hit; readonly files: Corpus["files"] }): boolean =>
  label.unit === "file"
    ? (files[label.file] ?? "").includes(hit.value)
    : (label.secret ?? "").trim() !== "" && touches(hit, label);

interface RatedHit extends Hit {
  readonly low: boolean;
}

const scanAll = async (
  corpus: Corpus,
  rules: readonly RuleDefinition[],
): Promise<ReadonlyMap<string, readonly RatedHit[]>> => {
  const ruleset = compileRuleset(rules);
  const key = Buffer.alloc(32);
  const values = new Map<string, string>();
  const scanner = createScanner({
    ruleset,
    key,
    observer: { kept: ({ finding, value }) => void values.set(finding.fingerprint, value) },
  });
  const masker = createScanner({ ruleset, key });
  const hits = new Map<string, readonly RatedHit[]>();
  for (const [path, content] of Object.entries(corpus.files)) {
    const { findings } = await scanFile(
      once(Buffer.from(content, "latin1")),
      { path, scanner, masker, reason: String },
      NEVER,
    );
    hits.set(
      path,
      findings.filter(isNews).map(({ ruleId, line, fingerprint, confidence }) => ({
        ruleId,
        line,
        value: values.get(fingerprint) ?? "",
        low: confidence === "low",
      })),
    );
    values.clear();
  }
  return hits;
};

/** What is told as a documented example is work for nobody: it counts neither way. */
const isNews = ({ known }: DocumentFinding): boolean => known === undefined;

const NEVER = new AbortController().signal;

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
