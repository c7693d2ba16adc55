import { CORPUS_NAMES, type CorpusName } from "./corpus.ts";
import type { Best } from "./figures.ts";
import type { Score } from "./score-corpus.ts";

/** What a corpus must reach: least recall, most negatives hit, least precision, in percent. */
const BARS: Readonly<
  Record<CorpusName, { readonly recall: number; readonly hit?: number; readonly precision?: number }>
> = {
  "leaky-repo": { recall: 90, precision: 95 },
  "gitleaks-samples": { recall: 95, hit: 5 },
  "titus-examples": { recall: 92, hit: 8 },
  "secretlint-snapshots": { recall: 90, hit: 8 },
};

/** Recall / negatives hit in percent (leaky-repo: recall / precision), as the peers' rules were measured on these corpora. */
const PEERS: Readonly<Record<string, Readonly<Record<CorpusName, string>>>> = {
  gitleaks: peer("24/95", "98/5", "53/10", "42/18"),
  betterleaks: peer("18/80", "94/14", "52/9", "51/26"),
  leaktk: peer("43/98", "65/8", "30/7", "39/14"),
  Titus: peer("47/96", "45/19", "94/-", "48/22"),
  Trivy: peer("3/100", "27/6", "10/4", "26/12"),
  secretlint: peer("4/80", "14/7", "8/4", "77/8"),
  "detect-secrets": peer("41/92", "50/19", "47/26", "51/33"),
};

function peer(leaky: string, gitleaks: string, titus: string, secretlint: string): Record<CorpusName, string> {
  return {
    "leaky-repo": leaky,
    "gitleaks-samples": gitleaks,
    "titus-examples": titus,
    "secretlint-snapshots": secretlint,
  };
}

/** One row per corpus, then the peers. */
export const scoreTable = (scores: ReadonlyMap<CorpusName, Score>, best: Partial<Best>): string => {
  const head = [
    "corpus",
    "recall",
    "negatives hit",
    "of these T elsewhere",
    "both, low left out",
    "precision",
    "bar",
    "best so far",
  ];
  const rows = [...scores].map(([name, score]) => [
    name,
    share(score.found, score.positives),
    share(score.negativesHit, score.negatives),
    String(score.contradicted),
    `${percent(score.sure.found, score.positives).toFixed(1)} / ${percent(score.sure.negativesHit, score.negatives).toFixed(1)}`,
    score.falseFindings === undefined ? "-" : share(score.findings - score.falseFindings, score.findings),
    barText(name, score),
    bestText(best[name]),
  ]);
  const peers = Object.entries(PEERS).map(([tool, figures]) => [tool, ...CORPUS_NAMES.map((name) => figures[name])]);
  return [
    columns([head, ...rows]),
    "",
    "peers: recall / negatives hit, for leaky-repo recall / precision (%)",
    columns([["", ...CORPUS_NAMES], ...peers]),
  ].join("\n");
};

const percent = (part: number, whole: number): number => (whole === 0 ? 0 : (100 * part) / whole);
const share = (part: number, whole: number): string => `${percent(part, whole).toFixed(1)} % (${part}/${whole})`;

const barText = (name: CorpusName, score: Score): string => {
  const { recall, hit = 100, precision = 0 } = BARS[name];
  const precise =
    score.falseFindings === undefined ? 100 : percent(score.findings - score.falseFindings, score.findings);
  const reached =
    percent(score.found, score.positives) >= recall &&
    percent(score.negativesHit, score.negatives) <= hit &&
    precise >= precision;
  const limit = precision > 0 ? `>= ${precision} precision` : `<= ${hit} hit`;
  return `>= ${recall}, ${limit}: ${reached ? "reached" : "not yet"}`;
};

const bestText = (best: Best[CorpusName] | undefined): string =>
  best === undefined
    ? "-"
    : [
        `${best.found} found`,
        `${best.negativesHit} hit`,
        ...(best.falseFindings === undefined ? [] : [`${best.falseFindings} false`]),
      ].join(", ");

const columns = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_cell, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
};
