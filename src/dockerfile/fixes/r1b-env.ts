import { moveVariable } from "../move-variable.ts";
import { readPairs } from "../pairs.ts";
import { flatText, type Instruction, type ParsedDockerfile } from "../parsed-dockerfile.ts";
import { type DockerfileFix, type FixRequest, type ManualProposal, manual } from "../proposal.ts";
import { mentionsName, sourcesMentioning } from "../variable-uses.ts";

/** An ENV that only the build reads goes away, with the ARG it copies; a person confirms that nothing reads it later. */
export const r1bEnv: DockerfileFix = {
  id: "R1b",
  title: "move a build-only environment variable to a secret mount",
  propose: (request) => {
    const group = variableGroup(request);
    if (group === undefined) return undefined;
    const late = runtimeReader(request, group);
    if (late) return late;
    const names = group.names;
    const confirm = [`ENV ${group.envs.join(", ")} is no longer set when the container runs`];
    const moved = moveVariable(request, { fix: "R1b", id: group.id, names, declarations: group.declarations, confirm });
    return (
      moved ??
      manual("M1", `ENV ${group.envs.join(", ")} is read by no RUN, so it is there for run time`, { at: request.at })
    );
  },
};

interface Group {
  readonly id: string;
  readonly names: readonly string[];
  readonly envs: readonly string[];
  readonly declarations: readonly Instruction[];
}

/** The ENV of the leak, or the ENVs that copy its ARG; with that ARG. */
const variableGroup = ({ leak, at, file }: FixRequest): Group | undefined => {
  const name = leak.name;
  if (name === undefined || (at.keyword !== "ENV" && at.keyword !== "ARG")) return undefined;
  const source = at.keyword === "ENV" ? copiedFrom(at, name) : name;
  const args = declarationsOf(file, "ARG", (pair) => pair.name === source);
  const id = source !== undefined && args.length > 0 ? source : name;
  const isCopy = (pair: { name: string; value?: string }): boolean => aliasOf(pair.value) === id;
  const envs = declarationsOf(file, "ENV", (pair) => isCopy(pair) || (at.keyword === "ENV" && pair.name === name));
  if (envs.length === 0) return undefined;
  const aliases = envs.flatMap((one) =>
    readPairs(one).filter((pair) => isCopy(pair) || (at.keyword === "ENV" && pair.name === name)),
  );
  const envNames = [...new Set(aliases.map((pair) => pair.name))];
  return {
    id,
    envs: envNames,
    names: [...new Set([...envNames, ...(args.length > 0 ? [id] : [])])],
    declarations: [...args, ...envs],
  };
};

const copiedFrom = (at: Instruction, name: string): string | undefined =>
  aliasOf(readPairs(at).find((pair) => pair.name === name)?.value);

/** `$X`, `${X}` and `${X:-...}` copy X. */
const aliasOf = (value: string | undefined): string | undefined =>
  /^\$(?:(\w+)|\{(\w+)(?::?-[^}]*)?\})$/
    .exec(value ?? "")
    ?.slice(1)
    .find(Boolean);

const declarationsOf = (
  file: ParsedDockerfile,
  keyword: string,
  test: (pair: { name: string; value?: string }) => boolean,
) => file.instructions.filter((one) => one.keyword === keyword && readPairs(one).some(test));

const RUNTIME = new Set(["CMD", "ENTRYPOINT", "HEALTHCHECK"]);

const runtimeReader = ({ file, context, at }: FixRequest, group: Group): ManualProposal | undefined => {
  for (const name of group.envs) {
    const reader = file.instructions.find((one) => RUNTIME.has(one.keyword) && mentionsName(flatText(file, one), name));
    if (reader) return manual("M1", `${reader.keyword} reads ${name}`, { at: reader });
    const [source] = sourcesMentioning(name, context);
    if (source !== undefined)
      return manual("M1", `${source} names ${name}, which may be read when the container runs`, { at });
  }
  return undefined;
};
