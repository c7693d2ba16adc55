import type { CorpusName } from "./corpus.ts";
import type { Score } from "./score-corpus.ts";

/** Counts of labels and findings: what is kept of the best run so far. */
export interface Figures {
  readonly found: number;
  readonly negativesHit: number;
  readonly falseFindings?: number;
}

export type Best = Readonly<Record<CorpusName, Figures>>;

/** A label more or less is noise. */
const TOLERANCE = 1;

export const figuresOf = ({ found, negativesHit, falseFindings }: Score): Figures => ({
  found,
  negativesHit,
  ...(falseFindings === undefined ? {} : { falseFindings }),
});

/** What is worse than the best so far by more than a label, one sentence each. */
export const regressions = (
  name: CorpusName,
  now: Figures,
  { best }: { readonly best: Figures },
): readonly string[] => [
  ...(now.found < best.found - TOLERANCE
    ? [`${name}: ${now.found} labels found, the best so far is ${best.found}`]
    : []),
  ...(now.negativesHit > best.negativesHit + TOLERANCE
    ? [`${name}: ${now.negativesHit} negatives hit, the best so far is ${best.negativesHit}`]
    : []),
  ...((now.falseFindings ?? 0) > (best.falseFindings ?? 0) + TOLERANCE
    ? [`${name}: ${now.falseFindings} false findings, the best so far is ${best.falseFindings}`]
    : []),
];

/** Never worse than before in any figure. */
export const better = (now: Figures, best: Figures | undefined): Figures => ({
  found: Math.max(now.found, best?.found ?? 0),
  negativesHit: Math.min(now.negativesHit, best?.negativesHit ?? Number.POSITIVE_INFINITY),
  ...(now.falseFindings === undefined
    ? {}
    : { falseFindings: Math.min(now.falseFindings, best?.falseFindings ?? Number.POSITIVE_INFINITY) }),
});
