import { isPlaceholder } from "../literal/written-value.ts";
import { isShipped } from "../locate/shipped.ts";
import { reach } from "../mount/builder-uses.ts";
import { moveComposed } from "../mount/composed-variable.ts";
import { moveVariable } from "../mount/move-variable.ts";
import { isProxyName } from "../mount/run-time-sketch.ts";
import { aliasOf, type VariableGroup, variableGroup } from "../mount/variable-group.ts";
import { mentionsName, sourcesMentioning } from "../mount/variable-uses.ts";
import { escapePattern } from "../parse/escape-pattern.ts";
import { readPairs } from "../parse/pairs.ts";
import { flatText, type ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import { type DockerfileFix, type FixRequest, type ManualProposal, manual, type Proposal } from "../proposal.ts";

/** An ENV that only the build reads goes away, with the ARG it copies; a person confirms that nothing reads it later. */
export const r1bEnv: DockerfileFix = {
  id: "R1b",
  title: "move a build-only environment variable to a secret mount",
  propose: (request) => moveEnv(request) ?? moveAround(request),
};

/** An ENV with more text around the leaked argument than its value goes with it, where only the build reads that. */
const moveAround = (request: FixRequest): Proposal | undefined => {
  const { file, at, leak } = request;
  const { name = "" } = leak;
  if (at.keyword !== "ARG" || name === "") return undefined;
  const [only, ...others] = reach(file, at)
    .filter((one) => one.keyword === "ENV")
    .flatMap((one) => readPairs(one).map((pair) => ({ ...pair, at: one })))
    .filter(({ value = "" }) => expandsIn(value, name));
  if (only === undefined || others.length > 0) return undefined;
  const found = moveEnv({ ...request, at: only.at, leak: { ...leak, kind: "env", name: only.name } }, name);
  return found?.verdict === "manual" ? undefined : found;
};

const expandsIn = (value: string, name: string): boolean =>
  new RegExp(`(?<!\\\\)\\$\\{?${escapePattern(name)}\\b`).test(value);

/** `secret`: a build argument that is known to be one, whatever it is called. */
const moveEnv = (request: FixRequest, secret?: string): Proposal | ManualProposal | undefined => {
  const group = variableGroup(request);
  if (group === undefined || group.envs.length === 0) return undefined;
  const written = placeholder(request);
  if (written) return written;
  const { id, names, declarations } = group;
  const shipped = declarations.filter((one) => one.keyword === "ENV" && isShipped(request.file, one));
  const atRunTime = group.envs.filter((name) =>
    shipped.some((one) => readPairs(one).some((pair) => pair.name === name)),
  );
  const late = runtimeReader(request, group, atRunTime);
  if (late) return late;
  const confirm = [
    `ENV ${group.envs.join(", ")} is no longer set ${atRunTime.length > 0 ? "when the container runs" : "in steps without a mount"}`,
    ...composed(request, group),
    ...builtIn(request, group, atRunTime),
  ];
  const [made] = confirm;
  const parts = moveComposed(request, { fix: "R1b", name: id, declarations, confirm: made ? [made] : [], secret });
  if (parts) return parts;
  const moved = moveVariable(request, { fix: "R1b", id, names, declarations, confirm, atRunTime });
  return (
    moved ??
    manual("M1", `ENV ${group.envs.join(", ")} is ${unread(group)}`, {
      at: shipped[0] ?? request.at,
    })
  );
};

/** Every program of a step and of the container asks for a proxy. */
const unread = ({ envs }: VariableGroup): string =>
  envs.every(isProxyName)
    ? "set for every step and for the container"
    : "read by no step that is known, so it is there for run time";

/** The builder put the variables into the text; nobody does that for a secret. */
const composed = ({ at, file }: FixRequest, { id, envs }: VariableGroup): string[] => {
  const value = at.keyword === "ENV" ? readPairs(at).find((pair) => pair.name === id)?.value : undefined;
  const parts = argumentsOf(file).filter((name) => expandsIn(value ?? "", name));
  return envs.includes(id) && parts.length > 0 && aliasOf(value) === undefined
    ? [`the secret ${id} must be the whole text of the ENV, with the value of ${parts.join(" and ")} in it`]
    : [];
};

const argumentsOf = (file: ParsedDockerfile): readonly string[] => [
  ...new Set(
    file.instructions.flatMap((one) =>
      one.keyword === "ARG" || one.keyword === "ENV" ? readPairs(one).map(({ name }) => name) : [],
    ),
  ),
];

const RUNTIME = new Set(["CMD", "ENTRYPOINT", "HEALTHCHECK"]);

/** Only an ENV: a default of an ARG stands for what the build command gives. */
const placeholder = ({ at, leak }: FixRequest): ManualProposal | undefined => {
  const value = at.keyword === "ENV" ? readPairs(at).find((pair) => pair.name === leak.name)?.value : undefined;
  return value !== undefined && isPlaceholder(value)
    ? manual("M1", "the value looks like a placeholder (low confidence): if it is one, accept the finding", { at })
    : undefined;
};

/** `atRunTime`: names that the image has. An ENV of a stage that does not ship is seen by the containers of that stage only. */
const runtimeReader = (
  { file, context, at }: FixRequest,
  group: VariableGroup,
  atRunTime: readonly string[],
): ManualProposal | undefined => {
  for (const name of group.envs) {
    const isIn = atRunTime.includes(name);
    const seen = isIn ? file.instructions : group.declarations.flatMap((one) => reach(file, one));
    const reader = seen.find((one) => RUNTIME.has(one.keyword) && mentionsName(flatText(file, one), name));
    if (reader) return manual("M1", `${reader.keyword} reads ${name}`, { at: reader });
    if (!isIn) continue;
    const [source] = sourcesMentioning(name, context);
    if (source !== undefined)
      return manual("M1", `${source} names ${name}, which may be read when the container runs`, { at });
  }
  return undefined;
};

/** What such a stage makes of the source may hold the value. */
const builtIn = ({ context }: FixRequest, group: VariableGroup, atRunTime: readonly string[]): string[] =>
  group.envs
    .filter((name) => !atRunTime.includes(name))
    .flatMap((name) => {
      const [source] = sourcesMentioning(name, context);
      return source === undefined
        ? []
        : [`M2: ${source} names ${name}; what the stage makes of it must not hold the value`];
    });
