import type { Span } from "../../domain/finding.ts";
import { literalSpans } from "../literal/literals.ts";
import { type Replaced, replaceLiterals } from "../literal/replace-literals.ts";
import { IN_SOURCE, isPlaceholder } from "../literal/written-value.ts";
import { dropBuildArg, moveVariable } from "../mount/move-variable.ts";
import { mentionsName } from "../mount/variable-uses.ts";
import { flatText, type Instruction } from "../parse/parsed-dockerfile.ts";
import {
  type DockerfileFix,
  type FixRequest,
  type ManualProposal,
  type MovedSecret,
  manual,
  type Proposal,
} from "../proposal.ts";
import { advance, type Composition, compose, composed } from "../stage/compose.ts";
import { proposeStage } from "./stage.ts";

/** A value that is written in a RUN becomes a variable, and the variable a secret mount. */
export const r11Literal: DockerfileFix = {
  id: "R11",
  title: "replace a value that is written in a RUN by a secret mount",
  propose: (request) => {
    const { leak, at, file } = request;
    const found = at.keyword === "RUN" ? literalSpans(leak, file, at) : undefined;
    const spans = found?.literals ?? [];
    if (spans.length === 0) return undefined;
    if (found?.isPart) return manual("R11", "the value is a part of a longer text of this RUN", { at });
    if (spans.every(({ start, end }) => isPlaceholder(file.text.slice(start, end))))
      return manual("M1", "the value looks like a placeholder (low confidence): if it is one, accept the finding", {
        at,
      });
    const texts = spans.map(({ start, end }) => file.text.slice(start, end));
    const moved = replaceWhere(request, { spans, except: new Set() });
    if (moved.verdict === "manual" || !texts.some((text) => /[$\\`]/.test(text))) return moved;
    return {
      ...moved,
      notes: [
        ...moved.notes,
        "the shell reads $, \\ and ` in the written value: pass the secret as the program got it",
      ],
    };
  },
};

interface Where {
  readonly spans: readonly Span[];
  readonly except: ReadonlySet<Instruction>;
}

/** Another RUN that keeps the same value is left to the leak that it makes. */
const replaceWhere = (request: FixRequest, where: Where): Proposal | ManualProposal => {
  const { leak, at, file } = request;
  const known = request.literals.get(leak.secretId);
  const taken = new Set(request.taken.keys());
  const replaced = replaceLiterals(where.spans, {
    file,
    at,
    taken,
    except: where.except,
    ...(known ? { known } : {}),
  });
  if (replaced === undefined)
    return manual("R11", "the value stands where the shell would not expand a variable", { at });
  const moved = moveAll(request, replaced);
  if (moved.verdict !== "manual" || moved.at === undefined || moved.at === at || where.except.has(moved.at))
    return moved;
  return replaceWhere(request, { ...where, except: new Set([...where.except, moved.at]) });
};

interface Moved {
  readonly fix: "R11" | "stage";
  readonly state: Composition;
  readonly moved: readonly MovedSecret[];
  readonly notes: readonly string[];
}

const moveAll = (request: FixRequest, replaced: readonly Replaced[]): Proposal | ManualProposal => {
  const start = declareAll(request, replaced);
  if (start === undefined) return manual("R11", "the result would not parse", { at: request.at });
  let now: Moved = { fix: "R11", state: start, moved: [], notes: [] };
  for (const one of replaced) {
    const next = moveOne(request, now, one);
    if ("verdict" in next) return next;
    now = next;
  }
  return {
    ...composed(now.state),
    verdict: "auto+confirm",
    fix: now.fix,
    moved: now.moved,
    ignore: [],
    notes: [IN_SOURCE, ...new Set(now.notes)],
  };
};

/** The literals become build arguments first, only to be moved as such. */
const declareAll = ({ file }: FixRequest, replaced: readonly Replaced[]): Composition | undefined => {
  const firsts = replaced.flatMap(({ name, runs }) => firstOfStage(runs).map((before) => ({ before, name })));
  return advance(compose(file), {
    edits: [
      ...replaced.flatMap((one) => one.edits),
      ...[...new Set(firsts.map(({ before }) => before))].map((before) => ({
        start: before.start,
        end: before.start,
        replacement: firsts
          .filter((one) => one.before === before)
          .map(({ name }) => `ARG ${name}${file.eol}`)
          .join(""),
      })),
    ],
    touched: replaced.flatMap((one) => one.runs),
    before: firsts.map(({ before }) => before),
  });
};

const firstOfStage = (runs: readonly Instruction[]): readonly Instruction[] => {
  const sorted = runs.toSorted((a, b) => a.index - b.index);
  return sorted.filter((one, index) => sorted.findIndex(({ stage }) => stage === one.stage) === index);
};

const moveOne = (request: FixRequest, from: Moved, { name, runs: old }: Replaced): Moved | ManualProposal => {
  const { file, origin } = from.state;
  const declarations = file.instructions.filter(
    (one) => one.keyword === "ARG" && origin[one.index] === undefined && one.words[0]?.text === name,
  );
  const [at] = declarations;
  const stuck = manual("R11", "the RUN cannot be changed safely", { at: request.at });
  const isOwn = (one: Instruction | undefined): boolean => one !== undefined && old.includes(one);
  const own = file.instructions.filter((one) => isOwn(origin[one.index]));
  const naming = file.instructions.filter((one) => one.keyword === "RUN" && mentionsName(flatText(file, one), name));
  // The way that another value of the RUN went may have given this one to other steps.
  const elsewhere = naming.length > 0 ? naming : undefined;
  const runs = from.moved.length > 0 ? elsewhere : own;
  const named = at && { ...request, file, at, leak: { ...request.leak, kind: "history" as const, name } };
  const plain =
    named &&
    moveVariable(
      { ...request, file, at },
      { fix: "R11", id: name, names: [name], declarations, confirm: [], ...(runs && { runs }) },
    );
  const proposal = (named && plain?.verdict === "manual" && proposeStage(named, plain)) || plain;
  if (proposal === undefined) return stuck;
  if (proposal.verdict === "manual") {
    const reason = proposal.reason.replaceAll(`$${name}`, "the value");
    return manual(proposal.code, reason, { at: (proposal.at && origin[proposal.at.index]) ?? request.at });
  }
  const state = advance(from.state, { ...proposal, before: proposal.inserted?.map(({ before }) => before) ?? [] });
  if (state === undefined) return stuck;
  const notes = proposal.notes.filter((note) => note !== dropBuildArg(name));
  const fix = proposal.fix === "stage" ? "stage" : from.fix;
  return { state, fix, moved: [...from.moved, ...proposal.moved], notes: [...from.notes, ...notes] };
};
