import { builderUse, reach } from "../mount/builder-uses.ts";
import { dropBuildArg } from "../mount/move-variable.ts";
import { isProxyName } from "../mount/run-time-sketch.ts";
import { mentionsName, runsOnlyInert, variableUses } from "../mount/variable-uses.ts";
import { deletePairs, readPairs } from "../parse/pairs.ts";
import { flatText, type Instruction, type ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import { type DockerfileFix, type FixRequest, manual, type Proposal } from "../proposal.ts";

/** A build argument that nothing reads is deleted, without a mount. */
export const r10Unused: DockerfileFix = {
  id: "R10",
  title: "delete a build argument that nothing reads",
  propose: (request) => {
    const { at, file, context } = request;
    const name = request.leak.name;
    if (at.keyword !== "ARG" || name === undefined) return undefined;
    const declarations = file.instructions.filter(
      (one) => one.keyword === "ARG" && readPairs(one).some((pair) => pair.name === name),
    );
    if (isProxyName(name))
      return (
        builderUse(file, { declarations, name, except: declarations }) ?? undeclare(request, { name, declarations })
      );
    const reached = new Set(declarations.flatMap((one) => reach(file, one)));
    const runs = file.instructions.filter((one) => one.keyword === "RUN" && reached.has(one));
    if (variableUses(name, { file, context, runs }).length > 0) return undefined;
    const stray = file.instructions.find((one) => one.keyword === "RUN" && mentionsName(flatText(file, one), name));
    if (stray)
      return manual("M14", `this RUN names ${name}, but no ARG of its stage declares it: it is empty there`, {
        at: stray,
      });
    const isSeen = runs.some((run) => !runsOnlyInert(file, run));
    return (
      builderUse(file, { declarations, name, except: declarations }) ?? remove(request, { name, declarations, isSeen })
    );
  },
};

interface Declared {
  readonly name: string;
  readonly declarations: readonly Instruction[];
}

const undeclare = ({ file }: FixRequest, of: Declared): Proposal => ({
  ...withoutDeclarations(file, of),
  verdict: "auto+confirm",
  notes: [
    `keep passing --build-arg ${of.name}: every RUN gets it without an ARG, and then the history does not tell it`,
    "provenance of mode=max tells it all the same",
  ],
});

const remove = ({ file }: FixRequest, { isSeen, ...of }: Declared & { isSeen: boolean }): Proposal => {
  const { name } = of;
  return {
    ...withoutDeclarations(file, of),
    verdict: isSeen ? "auto+confirm" : "auto",
    droppedArgs: [name],
    notes: [
      dropBuildArg(name),
      `nothing in the Dockerfile reads ${name}, so it is deleted without a mount`,
      ...(isSeen
        ? [`a program that a RUN starts may read ${name} from its environment: check before you delete it`]
        : []),
    ],
  };
};

const withoutDeclarations = (
  file: ParsedDockerfile,
  { name, declarations }: Declared,
): Omit<Proposal, "verdict" | "notes"> => {
  const deleted = declarations.filter((one) => readPairs(one).every((pair) => pair.name === name));
  return {
    fix: "R10",
    edits: declarations.flatMap((one) => deletePairs(file, one, new Set([name]))),
    deleted,
    touched: declarations.filter((one) => !deleted.includes(one)),
    moved: [],
    ignore: [],
  };
};
