import type { Edit } from "../edit.ts";
import { isBelow, joinPath } from "../parse/image-path.ts";
import type { Flag, Instruction, ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import { expand, variablesAt, workdirAt } from "../parse/scope.ts";
import { type FixRequest, type ManualProposal, type MovedSecret, manual } from "../proposal.ts";
import { isBuildOnlyFile } from "../shell/known-tools.ts";
import { type FileUse, fileUse } from "./file-uses.ts";
import { mountOptions, secretFileFlag } from "./mount.ts";
import { refuseUse } from "./move-file.ts";
import { chooseForm } from "./secret-form.ts";
import { fileSecretId } from "./secret-id.ts";

/** RUNs that get the file as a secret, in place of a bind mount of it from the build context. */
export interface BoundFilePlan {
  readonly edits: readonly Edit[];
  readonly runs: readonly Instruction[];
  readonly moved: readonly MovedSecret[];
  /** A RUN with a bind mount of its folder may read it. */
  readonly mayRead: boolean;
}

/** A file that is kept out of the context is missing in a bind mount of it, too. */
export const planBoundFile = (request: FixRequest, contextPath: string): BoundFilePlan | ManualProposal => {
  const { file, taken, options } = request;
  const plan = { edits: [] as Edit[], runs: [] as Instruction[], moved: [] as MovedSecret[], mayRead: false };
  for (const { at, flag, target, isFile, isWritable } of bindsOf(file, contextPath)) {
    if (target === undefined) return manual("M5", "a bind mount brings the file to a place that is not known", { at });
    const use = fileUse(file, at, target);
    if (!isFile) {
      if (needs(use))
        return manual("M5", "the RUN reads the file from a bind mount of its folder, so it cannot be ignored", { at });
      plan.mayRead ||= use.how === "opaque";
      continue;
    }
    const refusal = refuseUse(use);
    if (refusal) return refusal;
    if (isWritable || use.cleanups.length > 0 || chooseForm(file, options) === "none")
      return manual("M5", "a bind mount brings the file, and no secret mount can take its place", { at });
    const id = fileSecretId(target, { source: contextPath, taken });
    plan.edits.push(secretFileFlag(file, { at, flag }, { id, target, required: true }));
    plan.runs.push(at);
    plan.moved.push({ id, form: "file", source: contextPath, buildFlag: `--secret id=${id},src=${contextPath}` });
  }
  return plan;
};

const needs = ({ how, path }: FileUse): boolean =>
  how === "named" || how === "tool" || (how === "opaque" && isBuildOnlyFile(path));

interface Bind {
  readonly at: Instruction;
  readonly flag: Flag;
  /** Of the file, absolute. */
  readonly target: string | undefined;
  /** The mount is of this very file. */
  readonly isFile: boolean;
  readonly isWritable: boolean;
}

/** Without `type` a mount is a bind mount, and without `source` one of the whole context. */
const bindsOf = (file: ParsedDockerfile, contextPath: string): readonly Bind[] =>
  file.instructions.flatMap((at) =>
    at.keyword !== "RUN" ? [] : at.flags.flatMap((flag) => bindOf(file, { at, flag }, `/${contextPath}`) ?? []),
  );

const bindOf = (
  file: ParsedDockerfile,
  { at, flag }: { readonly at: Instruction; readonly flag: Flag },
  path: string,
): Bind | undefined => {
  const options = flag.name === "mount" ? mountOptions(flag.value) : new Map<string, string>();
  if (flag.name !== "mount" || (options.get("type") ?? "bind") !== "bind" || options.has("from")) return undefined;
  const variables = variablesAt(file, at);
  const source = joinPath("/", expand(options.get("source") ?? "/", variables) ?? "/");
  if (source !== path && !isBelow(path, source)) return undefined;
  const workdir = workdirAt(file, at);
  const into = expand(options.get("target") ?? "", variables);
  const isKnown = into?.startsWith("/") || (into !== undefined && workdir !== undefined);
  const target = isKnown ? joinPath(workdir ?? "/", into ?? "") : undefined;
  const isWritable = ["rw", "readwrite"].some((key) => options.has(key) && options.get(key) !== "false");
  const below = source === "/" ? path.slice(1) : path.slice(source.length + 1);
  return { at, flag, target: target && joinPath(target, below), isFile: source === path, isWritable };
};
