import type { BuildContext } from "./build-context.ts";
import { checkEdit } from "./check.ts";
import { applyEdits } from "./edit.ts";
import { type Draft, fixLeak, type Setting, tellInside } from "./fix-leak.ts";
import { TITLES } from "./fixes/index.ts";
import { proposeSyntax } from "./fixes/r0-syntax.ts";
import { activeIgnoreFile, type IgnoreFile } from "./ignore-file.ts";
import type { Leak } from "./leak.ts";
import { memberCopies } from "./locate/copied-path.ts";
import { findCopySource } from "./locate/copy.ts";
import { nameLeak } from "./locate/name-leak.ts";
import { MANUAL_ADVICE, type ManualCode } from "./manual.ts";
import { mountSketch } from "./mount/mount-sketch.ts";
import { joinPath } from "./parse/image-path.ts";
import { parseDockerfile } from "./parse/parse.ts";
import { lineAt, type ParsedDockerfile } from "./parse/parsed-dockerfile.ts";
import type { FixId, FixOptions, ManualProposal, MovedSecret } from "./proposal.ts";

export interface FixInput {
  readonly text: string;
  /** Path of the Dockerfile in the build context: `Dockerfile`, `docker/app.Dockerfile`. */
  readonly path: string;
  readonly leaks: readonly Leak[];
  readonly context: BuildContext;
  readonly options?: Partial<FixOptions>;
}

/** A change that is part of the result. */
interface AppliedFix {
  readonly fix: FixId;
  readonly title: string;
  readonly verdict: "auto" | "auto+confirm";
  readonly leaks: readonly Leak[];
  readonly notes: readonly string[];
}

interface ManualStep {
  readonly code: ManualCode;
  readonly reason: string;
  readonly advice: string;
  readonly leak: Leak;
  /** 1-based, in the text that was given. */
  readonly line?: number;
  readonly sketch?: string;
}

export interface FixResult {
  readonly path: string;
  readonly before: string;
  readonly patchedText: string;
  readonly secretsMoved: readonly MovedSecret[];
  /** Build arguments that builds must not pass any more: provenance would keep them. */
  readonly droppedArgs: readonly string[];
  /** Set when the active ignore file changes; `before` is undefined when it is new. */
  readonly ignoreFile?: { readonly path: string; readonly before: string | undefined; readonly after: string };
  readonly proposals: readonly AppliedFix[];
  readonly manual: readonly ManualStep[];
  /** True of every result: what the images already pushed still need. */
  readonly notes: readonly string[];
}

const DEFAULTS: FixOptions = { form: "auto", builder: "docker", addSyntax: true };

/** Proposes and applies what can be applied; every leak ends in `proposals`, in `manual`, or was moved before. */
export const fixDockerfile = (input: FixInput): FixResult => {
  const options = { ...DEFAULTS, ...input.options };
  const ignore = activeIgnoreFile(input.context, { dockerfile: input.path, builder: options.builder });
  const start: Draft = { text: input.text, ignore: ignore.text, moved: [], applied: [], manual: [] };
  const original = parseDockerfile(input.text);
  const setting = { path: input.path, context: input.context, options, ignorePath: ignore.path, original };
  const leaks = writtenFirst(input.leaks.map((leak) => nameLeak(leak, original)));
  const tried = leaks.reduce((draft, leak) => fixWithCopies(draft, { leak, setting }), start);
  const fixed = tellInside(retry(tried, { leaks, setting }), { leaks, setting });
  return {
    path: input.path,
    before: input.text,
    secretsMoved: fixed.moved,
    droppedArgs: [...new Set(fixed.applied.flatMap(({ proposal }) => proposal.droppedArgs ?? []))],
    ...withSyntax(fixed, options),
    ...ignoreChange(ignore, fixed.ignore),
    manual: distinctSteps(fixed.manual.map(({ leak, step, text }) => manualStep(original, { leak, step, text }))),
    notes: input.leaks.length > 0 ? [`M17: ${MANUAL_ADVICE.M17.reason}: ${MANUAL_ADVICE.M17.advice}`] : [],
  };
};

/** A value that is written in a step is found by the step's history, which holds until another change of that step. */
const writtenFirst = (leaks: readonly Leak[]): readonly Leak[] => {
  const isWritten = ({ name, path, historyLine }: Leak): boolean =>
    name === undefined && path === undefined && historyLine?.includes("•") === true;
  return [...leaks.filter(isWritten), ...leaks.filter((leak) => !isWritten(leak))];
};

/** What stood in the way of one leak may be gone with another. Each round that changes something settles one leak or more. */
const retry = (first: Draft, { leaks, setting }: { leaks: readonly Leak[]; setting: Setting }): Draft => {
  let draft = first;
  for (let before = ""; draft.applied.length > 0 && before !== draft.text; ) {
    before = draft.text;
    for (const leak of leaks) {
      const manual = draft.manual.filter((step) => step.leak !== leak);
      if (manual.length === draft.manual.length) continue;
      const again = fixWithCopies({ ...draft, manual }, { leak, setting });
      if (again.text !== draft.text || again.manual.length < draft.manual.length) draft = again;
    }
  }
  return draft;
};

/** A file that is no longer copied by name may still come with a directory, at another path of the image. */
const fixWithCopies = (draft: Draft, from: { leak: Leak; setting: Setting }): Draft => {
  const fixed = fixLeak(draft, from);
  const named = fixed.applied.slice(draft.applied.length).some((one) => /^R[26]$/.test(one.proposal.fix));
  const paths = named ? otherCopies(draft.text, from) : [];
  return paths.reduce((sum, path) => fixLeak(sum, { ...from, leak: copyOf(from.leak, path) }), fixed);
};

/** The history line is that of the copy by name. */
const copyOf = ({ historyLine: _line, ...leak }: Leak, path: string): Leak => ({ ...leak, path: path.slice(1) });

const otherCopies = (text: string, { leak, setting }: { leak: Leak; setting: Setting }): readonly string[] => {
  const { context } = setting;
  const file = parseDockerfile(text);
  const sources = file.instructions.flatMap(
    (at) => findCopySource(joinPath("/", leak.path ?? ""), { at, file, context }) ?? [],
  );
  const names = new Set(sources.filter((source) => source.kind === "file").map((source) => source.contextPath));
  const paths = [...names].flatMap((name) => memberCopies({ file, context }, name).map((copy) => copy.path));
  return [...new Set(paths)].filter((path) => path !== joinPath("/", leak.path ?? ""));
};

const withSyntax = (draft: Draft, options: FixOptions): Pick<FixResult, "patchedText" | "proposals"> => {
  const proposals = draft.applied.map(({ leak, proposal, also = [] }) => ({
    fix: proposal.fix,
    title: TITLES[proposal.fix],
    verdict: proposal.verdict,
    leaks: [leak, ...also],
    notes: proposal.notes,
  }));
  const syntax = draft.moved.length > 0 ? syntaxFix(draft, options) : undefined;
  return syntax
    ? { patchedText: syntax.text, proposals: [...proposals, syntax.applied] }
    : { patchedText: draft.text, proposals };
};

/** R0 depends on no leak: it follows from the mounts that the others added. */
const syntaxFix = (draft: Draft, options: FixOptions): { text: string; applied: AppliedFix } | undefined => {
  const file = parseDockerfile(draft.text);
  const proposal = proposeSyntax(file, options);
  const text = proposal && applyEdits(draft.text, proposal.edits);
  if (proposal === undefined || text === undefined || checkEdit(file, text, proposal)) return undefined;
  const { fix, verdict, notes } = proposal;
  const leaks = [...new Set(draft.applied.map((one) => one.leak))];
  return { text, applied: { fix, title: TITLES[fix], verdict, leaks, notes } };
};

const ignoreChange = (active: IgnoreFile, after: string | undefined): Pick<FixResult, "ignoreFile"> =>
  after === undefined || after === active.text ? {} : { ignoreFile: { path: active.path, before: active.text, after } };

const manualStep = (
  original: ParsedDockerfile,
  { leak, step, text }: { leak: Leak; step: ManualProposal; text: string },
): ManualStep => {
  const same = step.at && original.instructions.find((one) => original.text.slice(one.start, one.end) === text);
  const sketch = step.sketch ?? mountSketch({ code: step.code, leak, file: original, ...(same ? { at: same } : {}) });
  return {
    code: step.code,
    reason: `${step.reason} (${MANUAL_ADVICE[step.code].reason})`,
    advice: MANUAL_ADVICE[step.code].advice,
    leak,
    ...(same ? { line: lineAt(original, same.start) } : {}),
    ...(sketch ? { sketch } : {}),
  };
};

/**
 * A secret that leaked in two ways through one instruction is one step; so is one that an ENV took from a build argument,
 * when the same is to be said of both.
 */
const distinctSteps = (steps: readonly ManualStep[]): readonly ManualStep[] => {
  const said = ({ code, reason, leak }: ManualStep): string => JSON.stringify([code, reason, leak.secretId, leak.name]);
  const ofEnv = new Set(steps.filter(({ leak }) => leak.kind === "env").map(said));
  return [
    ...new Map(
      steps
        .filter((step) => step.leak.kind !== "history" || !ofEnv.has(said(step)))
        .toReversed()
        .map((step) => [[step.code, step.leak.secretId, step.line ?? step.reason].join(), step]),
    ).values(),
  ].reverse();
};
