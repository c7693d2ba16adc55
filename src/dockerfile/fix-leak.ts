import type { BuildContext } from "./build-context.ts";
import { checkEdit } from "./check.ts";
import { applyEdits } from "./edit.ts";
import { LEAK_FIXES } from "./fixes/index.ts";
import { proposeStage } from "./fixes/stage.ts";
import { appendIgnore } from "./ignore-file.ts";
import type { Leak } from "./leak.ts";
import type { Place } from "./locate/file-places.ts";
import { locate } from "./locate/locate.ts";
import { staysInside } from "./locate/shipped.ts";
import { neededAfterCopy } from "./locate/stage-source.ts";
import { writtenFrom } from "./locate/written-from.ts";
import { leakedValues } from "./mask/leaked-values.ts";
import { mountOptions } from "./mount/mount.ts";
import { joinPath } from "./parse/image-path.ts";
import { parseDockerfile } from "./parse/parse.ts";
import type { ParsedDockerfile } from "./parse/parsed-dockerfile.ts";
import {
  type FixOptions,
  type FixRequest,
  type ManualProposal,
  type MovedSecret,
  manual,
  type Proposal,
} from "./proposal.ts";
import { unfixable } from "./unfixable.ts";

/** The Dockerfile and ignore file so far, and how they came about. */
export interface Draft {
  readonly text: string;
  readonly ignore: string | undefined;
  readonly moved: readonly MovedSecret[];
  readonly applied: readonly Applied[];
  /** `text`: the instruction that the step is about. */
  readonly manual: readonly { readonly leak: Leak; readonly step: ManualProposal; readonly text: string }[];
}

/** A change, the leak it was made for, and others that went with it. */
interface Applied {
  readonly leak: Leak;
  readonly proposal: Proposal;
  readonly also?: readonly Leak[];
}

export interface Setting {
  /** The Dockerfile before any change. */
  readonly original: ParsedDockerfile;
  readonly path: string;
  readonly context: BuildContext;
  readonly options: FixOptions;
  readonly ignorePath: string;
}

/** One leak may stand in several instructions; each pass mends one. Far more than any real file needs. */
const MAX_PASSES = 20;

/** Applies what can be applied for one leak. A change that does not hold is taken back and becomes a manual step. */
export const fixLeak = (draft: Draft, { leak, setting }: { readonly leak: Leak; readonly setting: Setting }): Draft => {
  let current = draft;
  for (let pass = 0; pass < MAX_PASSES; pass += 1) {
    const file = parseDockerfile(current.text);
    if (file.problem !== undefined) return withManual(current, { leak, step: manual("M7", file.problem), file });
    const next = applyOne(current, { leak, setting, file });
    if (next.done) return next.draft;
    current = next.draft;
  }
  const file = parseDockerfile(draft.text);
  return withManual(draft, { leak, step: manual("M7", "the same change was proposed again and again"), file });
};

/** Leaks that no change and no step tells of lie in a stage that is left out of the image. */
export const tellInside = (
  draft: Draft,
  { leaks, setting }: { readonly leaks: readonly Leak[]; readonly setting: Setting },
): Draft => {
  const told = new Set(
    [...draft.manual.map(({ leak }) => leak), ...draft.applied.flatMap(({ leak, also = [] }) => [leak, ...also])].map(
      ({ secretId }) => secretId,
    ),
  );
  const file = parseDockerfile(draft.text);
  let current = draft;
  for (const leak of leaks) {
    if (told.has(leak.secretId)) continue;
    const location = locate(leak, { file, context: setting.context, ignore: draft.ignore ?? "" });
    const [place] = location.kind === "at" ? location.places : [];
    if (place === undefined) continue;
    told.add(leak.secretId);
    current = withManual(current, { leak, step: manual("M5", INSIDE, { at: place.at }), file });
  }
  return current;
};

const INSIDE =
  "the last stage does not take the file: it leaked by an image of an earlier stage (--target), or by a cache";

interface Pass {
  readonly leak: Leak;
  readonly setting: Setting;
  readonly file: ParsedDockerfile;
}

const applyOne = (draft: Draft, pass: Pass): { readonly done: boolean; readonly draft: Draft } => {
  const { leak, file, setting } = pass;
  const { context, original } = setting;
  const location = locate(leak, { file, context, ignore: draft.ignore ?? "", original });
  if (location.kind === "moved") return { done: true, draft };
  if (draft.applied.some((one) => one.proposal.fix === "stage" && one.leak === leak)) return { done: true, draft };
  if (location.kind === "nowhere") {
    if (draft.applied.some((one) => isSameSource(one.leak, leak) || isSameLine(one, leak)))
      return { done: true, draft };
    if (isStillWritten(leak, { setting, text: draft.text }))
      return { done: true, draft: withManual(draft, { leak, step: manual("R11", STILL_WRITTEN), file }) };
    if (draft.applied.length > 0 && isInOriginal(leak, { setting, ignore: draft.ignore ?? "" }))
      return { done: true, draft: withGone(draft, leak) };
    return { done: true, draft: withManual(draft, { leak, step: manual("M5", location.reason), file }) };
  }
  const request = requestOf(draft, pass);
  const steps: ManualProposal[] = [];
  for (const place of location.places) {
    const asked = { ...request, at: place.at, leak: withPath(leak, place) };
    const outcome = checked(buildable(propose(asked, place), asked), asked);
    if (outcome.verdict !== "manual") return apply(draft, { ...pass, proposal: outcome });
    const path = place.path ?? joinPath("/", leak.path ?? "");
    const isInside = leak.kind === "file" && staysInside(file, { at: place.at, path });
    // What else is written in the step belongs to another leak.
    const isReplaced =
      outcome.code === "R11" && draft.applied.some((one) => one.leak === leak && isSameLine(one, leak));
    if (!isInside && !isReplaced) steps.push(outcome);
  }
  return { done: true, draft: steps.reduce((sum, step) => withManual(sum, { leak, step, file }), draft) };
};

const withPath = (leak: Leak, { path }: Place): Leak => (path === undefined ? leak : { ...leak, path: path.slice(1) });

const STILL_WRITTEN = "the value still stands in a step that another fix changed";

/** Of a value that only its history line tells of, and that was written in the Dockerfile given. */
const isStillWritten = (leak: Leak, { setting, text }: { readonly setting: Setting; readonly text: string }): boolean =>
  leak.name === undefined &&
  leak.path === undefined &&
  leakedValues(setting.original.text, [leak]).some((value) => text.includes(value));

const isInOriginal = (
  leak: Leak,
  { setting, ignore }: { readonly setting: Setting; readonly ignore: string },
): boolean => locate(leak, { file: setting.original, context: setting.context, ignore }).kind === "at";

/** An earlier change took out, or changed, what brought this one too. */
const withGone = (draft: Draft, leak: Leak): Draft => {
  const rewritten = draft.applied.findLastIndex((one) => /^R[3-8]$/.test(one.proposal.fix));
  const at = rewritten < 0 ? draft.applied.length - 1 : rewritten;
  const applied = draft.applied.map((one, index) =>
    index === at ? { ...one, also: [...(one.also ?? []), leak] } : one,
  );
  return { ...draft, applied };
};

/** Another leak of the same name or path was just taken out. */
const isSameSource = (one: Leak, other: Leak): boolean =>
  other.kind === "file"
    ? one.kind === "file" && one.path === other.path
    : one.name !== undefined && one.name === other.name;

/** All values that were written in one RUN are taken out together. */
const isSameLine = ({ leak, proposal }: Draft["applied"][number], other: Leak): boolean =>
  /^(?:R11|stage)$/.test(proposal.fix) && other.historyLine !== undefined && leak.historyLine === other.historyLine;

const requestOf = (draft: Draft, { leak, file, setting }: Pass): Omit<FixRequest, "at"> => ({
  leak,
  file,
  path: setting.path,
  context: setting.context,
  options: setting.options,
  taken: new Map([...mountedIds(file), ...draft.moved.map((one): [string, string] => [one.id, one.source])]),
  literals: new Map(
    draft.applied.flatMap(({ leak: { secretId }, proposal: { fix, moved } }): [string, string][] =>
      /^(?:R11|stage)$/.test(fix) && moved[0] && moved.length === 1 ? [[secretId, moved[0].id]] : [],
    ),
  ),
});

/** An id that the file had before stands for something unknown. */
const mountedIds = (file: ParsedDockerfile): [string, string][] =>
  file.instructions.flatMap((one) =>
    one.flags.flatMap((flag): [string, string][] => {
      const id = flag.name === "mount" ? mountOptions(flag.value).get("id") : undefined;
      return id === undefined ? [] : [[id, "unknown"]];
    }),
  );

const propose = (request: FixRequest, { copies = [] }: Place): Proposal | ManualProposal => {
  const needed = copies.map((copy) => neededAfterCopy(request.file, copy)).find(Boolean);
  if (needed) return needed;
  const asked = [request, writtenFrom(request)].flatMap((one) => one ?? []);
  for (const one of asked)
    for (const fix of LEAK_FIXES) {
      const found = fix.propose(one);
      if (found) return (found.verdict === "manual" && proposeStage(one, found)) || found;
    }
  return unfixable(request);
};

/** kaniko 1.8 and newer reads `--mount` and ignores it: the step would run without the secret, and nothing would say so. */
const buildable = (outcome: Proposal | ManualProposal, { at, options }: FixRequest): Proposal | ManualProposal =>
  options.builder === "kaniko" && outcome.verdict !== "manual" && outcome.moved.length > 0
    ? manual("M10", "kaniko reads --mount and ignores it (1.8 and newer; older ones refuse it)", { at })
    : outcome;

/** A mount at another path than the file had would be one that no step reads. */
const checked = (outcome: Proposal | ManualProposal, { leak }: FixRequest): Proposal | ManualProposal => {
  if (outcome.verdict === "manual" || leak.isPathAssumed !== true) return outcome;
  if (!outcome.moved.some(({ form }) => form === "file")) return outcome;
  const note = `no WORKDIR here says where /${leak.path ?? ""} lies: the base image may set another one, then correct target=`;
  return { ...outcome, verdict: "auto+confirm", notes: [...outcome.notes, note] };
};

const apply = (draft: Draft, { leak, file, proposal }: Pass & { readonly proposal: Proposal }) => {
  const text = applyEdits(draft.text, proposal.edits);
  const problem = text === undefined ? "two of its edits overlap" : checkEdit(file, text, proposal);
  if (text === undefined || problem !== undefined) {
    const step = manual("M7", `${proposal.fix} was not applied: ${problem ?? ""}`);
    return { done: true, draft: withManual(draft, { leak, step, file }) };
  }
  const known = new Set(draft.moved.map((secret) => secret.buildFlag));
  return {
    done: false,
    draft: {
      ...draft,
      text,
      ignore: proposal.ignore.reduce<string | undefined>(appendIgnore, draft.ignore),
      moved: [...draft.moved, ...proposal.moved.filter((secret) => !known.has(secret.buildFlag))],
      applied: [...draft.applied, { leak, proposal, file }],
    },
  };
};

const withManual = (draft: Draft, of: { leak: Leak; step: ManualProposal; file: ParsedDockerfile }): Draft => {
  const { leak, step, file } = of;
  const text = step.at ? file.text.slice(step.at.start, step.at.end) : "";
  return { ...draft, manual: [...draft.manual, { leak, step, text }] };
};
