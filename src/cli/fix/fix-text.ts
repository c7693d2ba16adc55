import { unifiedDiff } from "../../dockerfile/diff.ts";
import type { FixResult } from "../../dockerfile/fix.ts";
import { dropBuildArg } from "../../dockerfile/mount/move-variable.ts";
import { cleanText } from "../../report/clean.ts";
import { inked, type Role } from "../../report/look.ts";
import { wrap } from "../../report/wrap.ts";
import { inkOf } from "../ink-of.ts";
import { buildCommand } from "./build-command.ts";
import { builderPhrase, stepAdvice, unbuiltPhrase } from "./remediation.ts";
import {
  type DockerfileFix,
  dockerfileVerdict,
  type RepositoryFix,
  repositoryVerdict,
  secretVerdicts,
  shownId,
  type TreeChange,
} from "./repository-fix.ts";
import { type FindValues, type ShowDiff, shownFix } from "./shown-diff.ts";

/** The real diff of all that changes, for `git apply` and `patch -p1`; empty when nothing does. */
export const patchText = ({ changes }: RepositoryFix): string => changes.map(diffOf).join("");

const diffOf = ({ path, before, after }: TreeChange): string => unifiedDiff(path, before, after);

/** What a person sees: diffs with every value masked, verdicts, what to pass to the build, what is left to do by hand. */
export function fixText(whole: RepositoryFix, find: FindValues): string {
  const { fix, show } = shownFix(whole, find);
  const title = cleanText(fix.name);
  const verdict = repositoryVerdict(fix);
  return [
    title,
    "=".repeat(title.length),
    ...fix.origin.map((line) => said(line)),
    ...(verdict === undefined ? [] : [`Verdict: ${verdict}`]),
    ...secretLines(fix),
    ...fix.dockerfiles.flatMap((one) => dockerfileLines(one, { show, isLint: fix.named[0] === "--lint" })),
    ...fix.changes.filter(({ kind }) => kind !== "dockerfile").flatMap((change) => changeLines(change, show)),
    ...stepLines(fix),
    ...unbuiltLines(fix),
    ...[...new Set(fix.dockerfiles.flatMap(({ result }) => result.notes))].flatMap((line) => ["", said(line)]),
    "",
  ].join("\n");
}

const secretLines = ({ dockerfiles }: RepositoryFix): readonly string[] =>
  secretVerdicts(dockerfiles.map(({ result }) => result)).map(({ id, title, verdict, by }) =>
    item(`${verdict}: ${title} ${shownId(id)} (${by.join(", ")})`),
  );

function dockerfileLines(
  one: DockerfileFix,
  { show, isLint }: { readonly show: ShowDiff; readonly isLint: boolean },
): readonly string[] {
  const { result } = one;
  const verdict = dockerfileVerdict(result);
  const { path, before, patchedText: after } = result;
  const diff = show({ path, before, after, kind: "dockerfile" });
  const build = buildCommand(one);
  return [
    "",
    said(`${result.path}: ${verdict ?? "nothing to move"}`),
    said(`Builder: ${builderPhrase(one)}${one.folder === "" ? "" : `, in ${one.folder}`}`),
    ...(verdict === undefined
      ? [isLint ? "Nothing in it looks like a secret." : "No open secret came through this Dockerfile."]
      : []),
    ...(verdict !== undefined && diff === "" && result.ignoreFile === undefined
      ? ["No change can be made for you here."]
      : []),
    ...shown(diff),
    ...(build === undefined ? [] : ["", "Build it with:", `  ${cleanText(build)}`]),
    ...notes(result),
    ...byHand(result),
  ];
}

/** Every line by itself: line ends stay, what else controls a terminal goes. */
const shown = (diff: string): readonly string[] =>
  diff === ""
    ? []
    : [
        "",
        ...diff
          .trimEnd()
          .split("\n")
          .map((line) => cleanText(line.replaceAll("\t", "    ")))
          .map((line) => inked({ text: line, ...roleOf(line) }, inkOf(process.stdout))),
      ];

/** Of a line of a unified diff. */
function roleOf(line: string): { readonly role?: Role } {
  if (/^(?:---|\+\+\+|@@)/.test(line)) return { role: "heading" };
  if (line.startsWith("+")) return { role: "added" };
  return line.startsWith("-") ? { role: "removed" } : {};
}

const changeLines = (change: TreeChange, show: ShowDiff): readonly string[] => [
  ...shown(show(change)),
  ...change.notes.map((line) => said(`Note: ${line}`)),
];

/** `Check`: the change may alter what the build or the program does. */
const notes = ({ proposals, droppedArgs }: FixResult): readonly string[] => {
  const told = proposals.flatMap(({ verdict, notes: lines }) =>
    lines.map((line) => ({ line, word: verdict === "auto+confirm" ? "Check" : "Note" })),
  );
  const single = new Set(droppedArgs.map(dropBuildArg));
  const drops = told.filter(({ line }) => single.has(line));
  const names = droppedArgs.filter((name) => drops.some(({ line }) => line === dropBuildArg(name)));
  const word = drops.some((one) => one.word === "Check") ? "Check" : "Note";
  return [
    ...(names.length > 0 ? [said(`${word}: ${dropBuildArg(names.join(", "))}`)] : []),
    ...new Set(told.filter(({ line }) => !single.has(line)).map((one) => said(`${one.word}: ${one.line}`))),
  ];
};

const byHand = ({ manual }: FixResult): readonly string[] =>
  manual.length === 0
    ? []
    : [
        "",
        "By hand:",
        ...manual.flatMap(({ code, line, leak, reason, advice, sketch }) => [
          item(
            `${code}${line === undefined ? "" : `, line ${line}`}: ${leak.title} ${shownId(leak.secretId)}: ${reason}`,
          ),
          below(advice),
          ...(sketch === undefined ? [] : sketched(sketch)),
        ]),
      ];

const stepLines = ({ steps }: RepositoryFix): readonly string[] =>
  steps.length === 0
    ? []
    : [
        "",
        "By hand, where builds are started:",
        ...steps.flatMap(({ code, path, line, reason, sketch }) => [
          item(`${code}, ${path}${line === undefined ? "" : ` line ${line}`}: ${reason}`),
          below(stepAdvice(code)),
          ...(sketch === undefined ? [] : sketched(sketch)),
        ]),
      ];

const unbuiltLines = (fix: RepositoryFix): readonly string[] =>
  fix.unbuilt.length === 0
    ? []
    : [
        "",
        "Change these build commands too, or the build lacks its secrets:",
        ...fix.unbuilt.map((place) => item(unbuiltPhrase(fix, place))),
      ];

const said = (line: string): string => wrap(cleanText(line), { width: 80, first: "", rest: "  " });
const item = (line: string): string => wrap(cleanText(line), { width: 80, first: "- ", rest: "  " });
const below = (line: string): string => wrap(cleanText(line), { width: 80, first: "  ", rest: "  " });
/** Lines of a Dockerfile or a command are not broken. */
const sketched = (sketch: string): readonly string[] => sketch.split("\n").map((line) => `    ${cleanText(line)}`);
