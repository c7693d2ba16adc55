import type { Corpus, CorpusName, Label } from "./corpus.ts";
import type { Score } from "./score-corpus.ts";

/** Missed labels and wrong findings by kind, for who works on detection; values are shown by their shape only. */
export const missesText = (name: CorpusName, corpus: Corpus, { score }: { readonly score: Score }): string =>
  [
    `${name}: ${score.missed.length} missed`,
    ...byKind(score.missed.map((label) => [label.kind, `${placeOf(label)} ${shapeOf(label, corpus)}`])),
    `${name}: ${score.wronglyHit.length} findings where none should be`,
    ...byKind(
      score.wronglyHit.map(({ file, kind, hit }) => [kind, `${file}:${hit.line} ${hit.ruleId} ${shape(hit.value)}`]),
    ),
  ].join("\n");

const byKind = (entries: readonly (readonly [string, string])[]): readonly string[] => {
  const kinds = new Map<string, string[]>();
  for (const [kind, line] of entries) kinds.set(kind, [...(kinds.get(kind) ?? []), `    ${line}`]);
  return [...kinds]
    .sort(([, a], [, b]) => b.length - a.length)
    .flatMap(([kind, lines]) => [`  ${kind}: ${lines.length}`, ...lines]);
};

const placeOf = ({ file, line }: Label): string => (line === undefined ? file : `${file}:${line}`);

const shapeOf = (label: Label, corpus: Corpus): string =>
  shape(label.secret ?? corpus.files[label.file]?.split("\n")[(label.line ?? 1) - 1] ?? "");

const LONGEST = 72;

/** Letters as `a` and `A`, digits as `0`, runs counted: nothing of the value is left. */
const shape = (text: string): string => {
  const short = text
    .replace(/[a-z]/g, "a")
    .replace(/[A-Z]/g, "A")
    .replace(/\d/g, "0")
    .replace(/[^\x20-\x7e]/g, "?")
    .replace(/(.)\1{3,}/g, (run, char: string) => `${char}{${run.length}}`);
  return short.length > LONGEST ? `${short.slice(0, LONGEST)}...` : short;
};
