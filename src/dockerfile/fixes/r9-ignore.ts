import { readsRepository } from "../git/git-command.ts";
import { ignorePattern } from "../ignore-file.ts";
import { memberCopies } from "../locate/copied-path.ts";
import { copyArguments, findCopySource } from "../locate/copy.ts";
import { type BoundFilePlan, planBoundFile } from "../mount/bound-file.ts";
import { type FileMovePlan, planFileMove } from "../mount/move-file.ts";
import { runtimeUse } from "../mount/runtime-use.ts";
import { joinPath } from "../parse/image-path.ts";
import type { Instruction } from "../parse/parsed-dockerfile.ts";
import { after } from "../parse/scope.ts";
import { type DockerfileFix, type FixRequest, type ManualProposal, manual, type Proposal } from "../proposal.ts";
import { isBuildOnlyFile, isBuildScript, isBuildStarter, isPrivateKey, isSourceCode } from "../shell/known-tools.ts";
import { parseRun } from "../shell/shell.ts";
import { shellCommands } from "../shell/shell-commands.ts";
import { r2Copy } from "./r2-copy.ts";

/** A secret file that comes with a copied directory is kept out of the build context. */
export const r9Ignore: DockerfileFix = {
  id: "R9",
  title: "keep a secret file out of the build context",
  propose: (request) => {
    const { leak, at, file, context } = request;
    if (!/^(?:COPY|ADD)$/.test(at.keyword) || leak.path === undefined) return undefined;
    const path = joinPath("/", leak.path);
    const source = findCopySource(path, { at, file, context });
    if (source?.kind !== "member") return undefined;
    const other = context.files.includes(source.contextPath) ? undefined : copiedByName(request, path);
    if (other) return r2Copy.propose({ ...request, at: other });
    const isChosen = joinPath("/", source.word.text) !== "/";
    return ignore(request, { path, contextPath: source.contextPath, isChosen });
  },
};

/** The directory does not hold the file, and another COPY puts one there under this name. */
const copiedByName = ({ file, context, at }: FixRequest, path: string): Instruction | undefined =>
  context.files.length === 0
    ? undefined
    : file.instructions.find((one) => one !== at && findCopySource(path, { at: one, file, context })?.kind === "file");

interface Leaked {
  readonly path: string;
  readonly contextPath: string;
  /** The folder is named: it is not the whole context. */
  readonly isChosen: boolean;
}

const ignore = (request: FixRequest, { path, contextPath, isChosen }: Leaked): Proposal | ManualProposal => {
  const named = explicitCopy(request, contextPath) ?? partOfProgram(request, contextPath);
  if (named) return named;
  const repository = gitFolder(contextPath);
  if (repository !== undefined) return gitReader(request) ?? ignoreGit(repository);
  const bound = planBoundFile(request, contextPath);
  if ("verdict" in bound) return bound;
  const plans: FileMovePlan[] = [];
  for (const copy of [{ at: request.at, path }, ...otherCopies(request, contextPath)]) {
    const plan = planFileMove(
      { ...request, at: copy.at },
      { path: copy.path, contextPath, required: true, given: bound.runs },
    );
    if ("verdict" in plan) return plan;
    const runtime = plan.isDeleted ? undefined : runtimeUse(request.file, copy);
    if (runtime) return runtime;
    if (isChosen && isPrivateKey(path) && plan.how === "none" && !plan.isDeleted)
      return manual("M12", "no RUN uses the key, and its folder is copied by name: it is there for run time", copy);
    plans.push(plan);
  }
  return merge(request, { path, contextPath, plans, bound });
};

/** Taken out of the image, the program would be broken. */
const partOfProgram = ({ at, path: dockerfile }: FixRequest, contextPath: string): ManualProposal | undefined => {
  if (contextPath === dockerfile)
    return manual("R11", "the value stands in the Dockerfile itself, which is copied", { at });
  if (isBuildScript(contextPath))
    return manual("M5", `the value is written in ${contextPath}, which steps of the build may need`, {
      at,
      sketch: `# ${contextPath}, in place of the value\n$NAME`,
    });
  return isSourceCode(contextPath) ? manual("M2", `${contextPath} is source code of the program`, { at }) : undefined;
};

/** `.git` or `vendor/x/.git`, when the path lies in one. */
const gitFolder = (contextPath: string): string | undefined => /^((?:.*\/)?\.git)\//.exec(contextPath)?.[1];

/** Without the folder such a step fails. */
const gitReader = ({ file, at }: FixRequest): ManualProposal | undefined => {
  const reader = after(file, at).find((one) => {
    const body = one.keyword === "RUN" ? parseRun(file, one) : undefined;
    return body && body.form !== "opaque" && shellCommands(body.script).some(readsRepository);
  });
  return (
    reader &&
    manual("M5", "a step asks git about the copied repository: give it the answer as a build argument", { at: reader })
  );
};

/** Nothing in a repository's own folder can be mounted one by one, and no image needs it. */
const ignoreGit = (folder: string): Proposal => ({
  verdict: "auto+confirm",
  fix: "R9",
  edits: [],
  deleted: [],
  touched: [],
  moved: [],
  ignore: [folder],
  notes: [`${folder} is no longer in the build; a step that asks git for a version needs it as a build argument`],
});

const otherCopies = (request: FixRequest, contextPath: string) =>
  memberCopies(request, contextPath).filter((copy) => copy.at !== request.at);

const merge = (
  { context }: FixRequest,
  {
    path,
    contextPath,
    plans,
    bound,
  }: { path: string; contextPath: string; plans: readonly FileMovePlan[]; bound: BoundFilePlan },
): Proposal => {
  const isDeleted = plans.every((plan) => plan.isDeleted);
  const missing = context.files.length > 0 && !context.files.includes(contextPath);
  const confirm = [
    ...(isDeleted || isBuildOnlyFile(path) || isBuildStarter(contextPath)
      ? []
      : ["the file is no longer in the image; pass it at run time if the program reads it"]),
    ...(bound.mayRead || (plans.some((plan) => plan.mayRead) && !isDeleted)
      ? ["a step that reads the file by itself no longer finds it: mount it there"]
      : []),
    ...(missing ? [`${contextPath} is not in the build context now; the pattern keeps it out if it comes back`] : []),
  ];
  return {
    verdict: confirm.length > 0 ? "auto+confirm" : "auto",
    fix: "R9",
    edits: [...bound.edits, ...plans.flatMap((plan) => plan.edits)],
    deleted: [...new Set(plans.flatMap((plan) => plan.deleted))],
    touched: [...new Set([...bound.runs, ...plans.flatMap((plan) => plan.touched)])],
    moved: [...new Map([bound, ...plans].flatMap(({ moved }) => moved).map((one) => [one.buildFlag, one])).values()],
    ignore: [ignorePattern(context, contextPath)],
    notes: [
      ...confirm,
      isBuildStarter(contextPath)
        ? `take the value out of ${contextPath} too; its history holds it`
        : ifTracked(contextPath),
    ],
  };
};

/** Said of every file of the source that a build is given in another way. */
export const ifTracked = (contextPath: string): string =>
  `if ${contextPath} is tracked: git rm --cached ${contextPath}, and its history holds the value too`;

/** Ignoring a path that a COPY or ADD names breaks the build. */
const explicitCopy = ({ file, at, context }: FixRequest, contextPath: string): ManualProposal | undefined => {
  const naming = file.instructions.find(
    (one) =>
      one !== at &&
      /^(?:COPY|ADD)$/.test(one.keyword) &&
      !one.flags.some((flag) => flag.name === "from") &&
      copyArguments(one)?.sources.some((word) => joinPath("/", word.text) === `/${contextPath}`),
  );
  const sketch = `# when no COPY or ADD names ${contextPath} any more, in the ignore file:\n${ignorePattern(context, contextPath)}`;
  return (
    naming &&
    manual("M5", "this instruction copies the file by name, so it cannot be ignored yet", { at: naming, sketch })
  );
};
