import { unifiedDiff } from "../dockerfile/diff.ts";
import type { FixResult, ManualStep } from "../dockerfile/fix.ts";
import { maskDiff } from "../dockerfile/mask-diff.ts";
import { cleanText } from "../report/clean.ts";

/** The real diff of a Dockerfile and its ignore file, for `git apply` and `patch -p1`; empty when nothing changes. */
export const patchText = (result: FixResult): string => `${dockerfileDiff(result)}${ignoreDiff(result)}`;

export interface FixTitle {
  readonly title: string;
  /** Lines that say where the Dockerfile is from, when it is not the original; else empty. */
  readonly origin: string;
  /** What the secrets are passed to: `docker build`. */
  readonly build: string;
}

/** What a person sees: the diff with every value masked, what to pass to the build, what is left to do by hand. */
export function fixText(result: FixResult, { title, origin, build }: FixTitle): string {
  const leaks = [...result.proposals.flatMap((proposal) => proposal.leaks), ...result.manual.map((step) => step.leak)];
  const diff = maskDiff(dockerfileDiff(result), { leaks, before: result.before });
  return [
    title,
    "=".repeat(title.length),
    ...(origin === "" ? [] : [origin.trimEnd()]),
    ...(diff === "" && result.ignoreFile === undefined && leaks.length > 0
      ? ["No change can be made for you here."]
      : []),
    ...(leaks.length === 0 ? ["Nothing to move: no open secret came through this Dockerfile."] : []),
    ...shown(diff),
    ...shown(ignoreDiff(result)),
    ...moved(result, build),
    ...notes(result),
    ...byHand(result.manual),
    ...(leaks.length > 0 ? ["", ...result.notes] : []),
    "",
  ].join("\n");
}

const dockerfileDiff = (result: FixResult): string => unifiedDiff(result.path, result.before, result.patchedText);

const ignoreDiff = ({ ignoreFile }: FixResult): string =>
  ignoreFile === undefined ? "" : unifiedDiff(ignoreFile.path, ignoreFile.before, ignoreFile.after);

/** Every line by itself: line ends stay, what else controls a terminal goes. */
const shown = (diff: string): readonly string[] =>
  diff === "" ? [] : ["", ...diff.trimEnd().split("\n").map(cleanText)];

function moved({ secretsMoved, path }: FixResult, build: string): readonly string[] {
  if (secretsMoved.length === 0) return [];
  const flags = secretsMoved.map(({ buildFlag }) => buildFlag);
  const file = path === "Dockerfile" ? "" : ` -f ${path}`;
  return ["", "Build it with:", `  ${build}${file} ${flags.join(" ")} .`];
}

/** `Check`: the change may alter what the build or the program does. */
const notes = ({ proposals }: FixResult): readonly string[] => [
  ...new Set(
    proposals.flatMap(({ verdict, notes }) =>
      notes.map((line) => `${verdict === "auto+confirm" ? "Check" : "Note"}: ${cleanText(line)}`),
    ),
  ),
];

function byHand(steps: readonly ManualStep[]): readonly string[] {
  if (steps.length === 0) return [];
  return [
    "",
    "By hand:",
    ...steps.flatMap((step) => [
      `- ${step.code}${step.line === undefined ? "" : `, line ${step.line}`}: ${cleanText(`${step.leak.title} ${step.leak.secretId}: ${step.reason}`)}`,
      `  ${cleanText(step.advice)}`,
      ...(step.sketch === undefined ? [] : step.sketch.split("\n").map((line) => `  ${cleanText(line)}`)),
    ]),
  ];
}
