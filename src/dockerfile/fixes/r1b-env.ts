import { moveVariable } from "../move-variable.ts";
import { readPairs } from "../pairs.ts";
import { flatText } from "../parsed-dockerfile.ts";
import { type DockerfileFix, type FixRequest, type ManualProposal, manual } from "../proposal.ts";
import { isShipped } from "../shipped.ts";
import { type VariableGroup, variableGroup } from "../variable-group.ts";
import { mentionsName, sourcesMentioning } from "../variable-uses.ts";
import { isPlaceholder } from "../written-value.ts";

/** An ENV that only the build reads goes away, with the ARG it copies; a person confirms that nothing reads it later. */
export const r1bEnv: DockerfileFix = {
  id: "R1b",
  title: "move a build-only environment variable to a secret mount",
  propose: (request) => {
    const group = variableGroup(request);
    if (group === undefined || group.envs.length === 0) return undefined;
    const written = placeholder(request);
    if (written) return written;
    const late = runtimeReader(request, group);
    if (late) return late;
    const { id, names, declarations } = group;
    const confirm = [`ENV ${group.envs.join(", ")} is no longer set when the container runs`];
    const isRunTime = declarations.some((one) => one.keyword === "ENV" && isShipped(request.file, one));
    const moved = moveVariable(request, { fix: "R1b", id, names, declarations, confirm, isRunTime });
    return (
      moved ??
      manual("M1", `ENV ${group.envs.join(", ")} is read by no step that is known, so it is there for run time`, {
        at: request.at,
      })
    );
  },
};

const RUNTIME = new Set(["CMD", "ENTRYPOINT", "HEALTHCHECK"]);

/** Only an ENV: a default of an ARG stands for what the build command gives. */
const placeholder = ({ at, leak }: FixRequest): ManualProposal | undefined => {
  const value = at.keyword === "ENV" ? readPairs(at).find((pair) => pair.name === leak.name)?.value : undefined;
  return value !== undefined && isPlaceholder(value)
    ? manual("M1", "the value looks like a placeholder (low confidence): if it is one, accept the finding", { at })
    : undefined;
};

const runtimeReader = ({ file, context, at }: FixRequest, group: VariableGroup): ManualProposal | undefined => {
  for (const name of group.envs) {
    const reader = file.instructions.find((one) => RUNTIME.has(one.keyword) && mentionsName(flatText(file, one), name));
    if (reader) return manual("M1", `${reader.keyword} reads ${name}`, { at: reader });
    const [source] = sourcesMentioning(name, context);
    if (source !== undefined)
      return manual("M1", `${source} names ${name}, which may be read when the container runs`, { at });
  }
  return undefined;
};
