import type { Leak } from "../leak.ts";
import { historySpans } from "../locate/align-history.ts";
import { alignMasked, readHistoryLine } from "../locate/history-line.ts";
import { argumentText } from "../parse/argument-text.ts";
import { readPairs } from "../parse/pairs.ts";
import { parseDockerfile } from "../parse/parse.ts";
import type { Instruction, ParsedDockerfile } from "../parse/parsed-dockerfile.ts";

/** A shorter text would be masked inside ordinary words. */
const MIN_LENGTH = 4;

/** Values that the leaks point at and that stand in the Dockerfile itself, longest first. To mask with, never to print. */
export const leakedValues = (text: string, leaks: readonly Leak[]): readonly string[] => {
  const file = parseDockerfile(text);
  const names = new Set(leaks.flatMap((leak) => leak.name ?? []));
  const declared = file.instructions
    .filter((one) => /^(?:ARG|ENV|LABEL)$/.test(one.keyword))
    .flatMap(readPairs)
    .flatMap((pair) => (names.has(pair.name) ? literals(pair.value ?? "") : []));
  const lines = leaks.flatMap((leak) => leak.historyLine ?? []);
  const aligned = lines.flatMap((line) => file.instructions.flatMap((one) => writtenIn(file, one, line)));
  const values = [...declared, ...aligned].filter(
    (value) => value.length >= MIN_LENGTH && !/^(?:[\w.-]{0,16}:)?\$\{?\w+\}?$/.test(value),
  );
  return [...new Set(values)].sort((a, b) => b.length - a.length);
};

/** What is left of a value besides its variables. */
const literals = (value: string): readonly string[] =>
  value.split(/(?<!\\)\$(?:\w+|\{[^}]*\})/).map((part) => part.replaceAll("\\$", "$"));

const writtenIn = (file: ParsedDockerfile, at: Instruction, historyLine: string): readonly string[] => {
  const { keyword, text } = readHistoryLine(historyLine);
  if (keyword !== at.keyword) return [];
  const spans = historySpans(file, at, historyLine) ?? [];
  return [
    ...spans.map(({ start, end }) => file.text.slice(start, end)),
    ...(alignMasked(text, argumentText(file, at)) ?? []),
  ];
};
