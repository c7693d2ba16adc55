import type { BuildContext } from "../build-context.ts";
import { fileUse } from "../mount/file-uses.ts";
import { runtimeUse } from "../mount/runtime-use.ts";
import type { Instruction, ParsedDockerfile, Stage } from "../parse/parsed-dockerfile.ts";
import { after, stageChain } from "../parse/scope.ts";
import { type ManualProposal, manual } from "../proposal.ts";
import { findCopySource } from "./copy.ts";

/** A path of the image, and the stages that one instruction or another may have put it in. */
export interface StagePath {
  /** Absolute. */
  readonly path: string;
  readonly stages: ReadonlySet<number>;
}

/** Where `COPY --from=STAGE` takes a path of the image from; undefined when it is no such COPY, or takes it from an image. */
export const stageSource = (
  path: string,
  { at, file, context }: { readonly at: Instruction; readonly file: ParsedDockerfile; readonly context: BuildContext },
): StagePath | undefined => {
  const stage = copiedStage(file, at);
  const source = stage && findCopySource(path, { at, file, context });
  return stage && source && { path: `/${source.contextPath}`, stages: stageChain(file, stage.index) };
};

/** By name, then by number; only earlier stages. */
const copiedStage = (file: ParsedDockerfile, at: Instruction): Stage | undefined => {
  const from = at.flags.find((flag) => flag.name === "from")?.value.toLowerCase();
  const earlier = file.stages.filter((stage) => stage.index < at.stage);
  return from === undefined
    ? undefined
    : (earlier.findLast((stage) => stage.name === from) ?? earlier.find((stage) => String(stage.index) === from));
};

/** Why a file must still be where a COPY from another stage puts it. */
export const neededAfterCopy = (
  file: ParsedDockerfile,
  copy: { readonly at: Instruction; readonly path: string },
): ManualProposal | undefined => {
  const user = after(file, copy.at).find(
    (one) => one.keyword === "RUN" && /^(?:named|tool)$/.test(fileUse(file, one, copy.path).how),
  );
  return user ? manual("M5", "a step of a later stage uses the file", { at: user }) : runtimeUse(file, copy);
};
