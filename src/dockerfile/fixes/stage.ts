import { findCopySource } from "../locate/copy.ts";
import { moveVariable } from "../mount/move-variable.ts";
import { type VariableGroup, variableGroup } from "../mount/variable-group.ts";
import { joinPath } from "../parse/image-path.ts";
import { readPairs } from "../parse/pairs.ts";
import type { Instruction } from "../parse/parsed-dockerfile.ts";
import type { FixRequest, ManualProposal, Proposal } from "../proposal.ts";
import { advance, type Composition, composed } from "../stage/compose.ts";
import { splitStage } from "../stage/split-stage.ts";
import { type StageNames, stageNames } from "../stage/stage-names.ts";
import { findSegment, keeps, type Segment, type StageSecret } from "../stage/stage-segment.ts";

/** Refusals that a stage of its own can answer: the step must write the credential somewhere. */
const CODES = { variable: /^(?:M9|R3|R5|R6|R7)$/, file: /^(?:M9|M5)$/ };

/**
 * Where a mount cannot help, the steps that hold the secret get a stage that does not ship, and the image takes from it what
 * they make. Undefined when not every one of these steps, and what it makes, is known.
 */
export const proposeStage = (request: FixRequest, refusal: ManualProposal): Proposal | undefined => {
  const group = variableGroup(request);
  const secret = secretOf(request, group);
  if (secret === undefined || !CODES[secret.kind].test(refusal.code)) return undefined;
  const segment = findSegment(request, secret);
  if (segment?.artifacts === undefined || !canSplit(request, { group, segment, secret })) return undefined;
  const names = stageNames(request.file);
  const split = splitStage(request, { segment, names, isSecret: (one) => isSecret(one, { group, secret }) });
  if (split === undefined) return undefined;
  if (group === undefined) return finish(split, { segment, names, moved: undefined });
  const moved = moveInside(request, split, group);
  if (moved === undefined || moved.verdict === "manual") return undefined;
  const state = advance(split, moved);
  return state && finish(state, { segment, names, moved });
};

const secretOf = (
  { at, leak, file, context }: FixRequest,
  group: VariableGroup | undefined,
): StageSecret | undefined => {
  if (group) return { kind: "variable", names: group.names };
  if (!/^(?:COPY|ADD)$/.test(at.keyword) || leak.path === undefined) return undefined;
  const path = joinPath("/", leak.path);
  const source = findCopySource(path, { at, file, context });
  const isOnly = (at.json ?? at.words).length === 2;
  // For a key there is --mount=type=ssh.
  return source?.kind === "file" && isOnly && !path.includes("/.ssh/") ? { kind: "file", at, path } : undefined;
};

interface Parts {
  readonly group: VariableGroup | undefined;
  readonly segment: Segment;
  readonly secret: StageSecret;
}

const isSecret = (one: Instruction, { group, secret }: Pick<Parts, "group" | "secret">): boolean =>
  (secret.kind === "file" && one === secret.at) || group?.declarations.includes(one) === true;

/** ONBUILD, SHELL and VOLUME make a stage that is built FROM another differ from one stage. */
const canSplit = ({ file, leak, context }: FixRequest, { group, segment, secret }: Parts): boolean => {
  const last = file.stages.length - 1;
  const own = file.instructions.filter((one) => one.stage === last);
  if (own.some(({ keyword }) => /^(?:ONBUILD|SHELL|VOLUME)$/.test(keyword))) return false;
  const declarations = group?.declarations ?? [];
  const isShared = declarations.some((one) => readPairs(one).some(({ name }) => !group?.names.includes(name)));
  if (isShared && declarations.some((one) => segment.instructions.includes(one))) return false;
  const outside = file.instructions.filter((one) => one.keyword === "RUN" && !segment.instructions.includes(one));
  if (secret.kind === "variable") return !outside.some((run) => secret.names.some((name) => keeps(file, run, name)));
  const bringsAgain = (one: Instruction): boolean =>
    one !== secret.at && findCopySource(joinPath("/", leak.path ?? ""), { at: one, file, context }) !== undefined;
  return (
    !own.some((one) => /^(?:COPY|ADD)$/.test(one.keyword) && bringsAgain(one)) &&
    !isReadLater(own, segment, secret.path)
  );
};

const isReadLater = (own: readonly Instruction[], { instructions }: Segment, path: string): boolean => {
  const end = instructions.at(-1)?.index ?? 0;
  const name = path.slice(path.lastIndexOf("/") + 1);
  return own.some((one) => one.index > end && one.words.some(({ text }) => text.includes(name)));
};

const moveInside = (request: FixRequest, { file, origin }: Composition, group: VariableGroup) => {
  const declarations = file.instructions.filter((one) => {
    const old = origin[one.index];
    return old !== undefined && group.declarations.includes(old);
  });
  const [at] = declarations;
  const confirm =
    group.envs.length > 0 ? [`ENV ${group.envs.join(", ")} is no longer set when the container runs`] : [];
  return (
    at &&
    moveVariable(
      { ...request, file, at },
      { fix: "stage", id: group.id, names: group.names, declarations, confirm, isInner: true },
    )
  );
};

const finish = (
  state: Composition,
  { segment, names, moved }: { segment: Segment; names: StageNames; moved: Proposal | undefined },
): Proposal => ({
  ...composed(state),
  verdict: "auto+confirm",
  fix: "stage",
  moved: moved?.moved ?? [],
  ...(moved?.droppedArgs ? { droppedArgs: moved.droppedArgs } : {}),
  ignore: [],
  notes: [
    `the steps that hold the secret run in the stage ${names.secret}; the image takes ${segment.artifacts?.join(", ")} from it: check that it needs nothing else they make`,
    "a cache exported with mode=max keeps the layers of that stage: use mode=min, or keep that cache private",
    ...(moved ? moved.notes : ["the file is still copied into that stage: it must stay out of the source repository"]),
  ],
});
