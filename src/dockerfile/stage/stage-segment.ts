import { fileUse } from "../mount/file-uses.ts";
import { pathAt } from "../parse/home.ts";
import { isBelow, joinPath } from "../parse/image-path.ts";
import type { Instruction, ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import { after, isWorkdirSet, variablesAt, workdirAt } from "../parse/scope.ts";
import type { FixRequest } from "../proposal.ts";
import { findHazard } from "../shell/hazard.ts";
import { isSameTool } from "../shell/known-tools.ts";
import { persistingCode } from "../shell/persisting-commands.ts";
import { parseRun } from "../shell/shell.ts";
import { type ShellCommand, shellCommands } from "../shell/shell-commands.ts";
import { isTainted, taintedNames } from "../shell/taint.ts";
import { writtenFiles } from "../shell/written-file.ts";
import { artifactsOf, type CommandPlace } from "./stage-artifacts.ts";

/** What needs a secret: a variable by its names, or a copied file. */
export type StageSecret =
  | { readonly kind: "variable"; readonly names: readonly string[] }
  | { readonly kind: "file"; readonly at: Instruction; readonly path: string };

/** Neighbouring instructions of the last stage that may move to a stage of their own. */
export interface Segment {
  readonly instructions: readonly Instruction[];
  /** Absolute paths of what they make; undefined when that is not known. */
  readonly artifacts: readonly string[] | undefined;
}

/** From the first step that keeps the secret to the last that needs what it kept. Undefined when that is no part of the last stage. */
export const findSegment = (request: FixRequest, secret: StageSecret): Segment | undefined => {
  const { file } = request;
  const last = file.stages.length - 1;
  const own = file.instructions.filter((one) => one.stage === last && one.keyword !== "FROM");
  const runs = own.filter((one) => one.keyword === "RUN");
  const first =
    secret.kind === "file" ? secret.at : runs.find((run) => secret.names.some((name) => keeps(file, run, name)));
  if (first === undefined || first.stage !== last) return undefined;
  const kept = keptBy(file, first, secret);
  const needing = runs.filter((run) => run.index >= first.index && needs(file, run, { secret, kept }));
  const end = needing.at(-1) ?? first;
  const instructions = own.filter((one) => one.index >= first.index && one.index <= end.index);
  const known = instructions.map((one) =>
    one.keyword === "RUN" ? (needing.includes(one) ? outputs(request, one, { secret, kept }) : undefined) : [],
  );
  const artifacts = known.some((one) => one === undefined)
    ? undefined
    : [...new Set(known.flatMap((one) => one ?? []))];
  const isClean = artifacts?.length && !artifacts.some((path) => holds(path, kept));
  return { instructions, artifacts: isClean ? artifacts : undefined };
};

/** It would bring the secret along: a file of it, or what npm records of a URL with a login. */
const holds = (artifact: string, { paths, hasUrl }: Kept): boolean =>
  /^\/(?:root|home\/[^/]+)?$/.test(artifact) ||
  (hasUrl && artifact.endsWith("/node_modules")) ||
  paths.some((path) => path === artifact || isBelow(path, artifact));

const commandsOf = (file: ParsedDockerfile, run: Instruction): readonly ShellCommand[] => {
  const body = parseRun(file, run);
  return body.form === "opaque" ? [] : shellCommands(body.script);
};

export const keeps = (file: ParsedDockerfile, run: Instruction, name: string): boolean => {
  const body = parseRun(file, run);
  return body.form !== "opaque" && findHazard(body.script, name) !== undefined;
};

/** Where the first step leaves the secret: files, and the settings of tools. */
interface Kept {
  readonly paths: readonly string[];
  readonly tools: readonly string[];
  /** A setting is a URL with the secret in it. */
  readonly hasUrl: boolean;
}

const keptBy = (file: ParsedDockerfile, first: Instruction, secret: StageSecret): Kept => {
  if (secret.kind === "file") return { paths: [secret.path, ...copiesOf(file, secret)], tools: [], hasUrl: false };
  const commands = commandsOf(file, first);
  const tainted = secret.names.map((name) => taintedNames(commands, name));
  const pipelines = new Set(
    commands.filter((one) => tainted.some((names) => isTainted(one, names))).map((one) => one.pipeline),
  );
  const keeping = commands.filter((one) => pipelines.has(one.pipeline));
  return {
    paths: keeping.flatMap(writtenFiles).map((path) => pathAt(file, first, path)),
    hasUrl: keeping.some(({ args }) => args.some((arg) => /:\/\/[^/\s]*\$/.test(arg))),
    tools: keeping.filter((one) => persistingCode(one, []) !== undefined).map((one) => one.name),
  };
};

/** Where cp and mv of later steps put the file. */
const copiesOf = (file: ParsedDockerfile, { at, path }: { at: Instruction; path: string }): readonly string[] =>
  after(file, at)
    .filter((one) => one.keyword === "RUN")
    .flatMap((run) => commandsOf(file, run))
    .filter((one) => isCopyOf(one, [path]))
    .flatMap(({ args }) => args.slice(-1));

/** With absolute paths only: others depend on the directory. */
const isCopyOf = ({ name, args }: ShellCommand, paths: readonly string[]): boolean => {
  const words = args.filter((arg) => !arg.startsWith("-"));
  return (
    /^(?:cp|mv)$/.test(name) &&
    words.length === 2 &&
    paths.includes(words[0] ?? "") &&
    /^\/.*[^/]$/.test(words[1] ?? "")
  );
};

interface Held {
  readonly secret: StageSecret;
  readonly kept: Kept;
}

const needs = (file: ParsedDockerfile, run: Instruction, { secret, kept }: Held): boolean => {
  const commands = commandsOf(file, run);
  if (secret.kind === "variable" && secret.names.some((name) => commands.some((one) => one.expands.has(name))))
    return true;
  if (commands.some((one) => kept.tools.some((tool) => isSameTool(one.name, tool)))) return true;
  return kept.paths.some((path) => {
    const use = fileUse(file, run, path);
    return /^(?:named|tool)$/.test(use.how) || use.cleanups.length + use.sweeps.length > 0;
  });
};

/** Commands that leave nothing which the image would miss. */
const HARMLESS =
  /^(?:|set|:|true|cd|export|unset|umask|test|\[|rm|mkdir|chmod|chown|trap|ssh-keyscan|ssh-add|ssh-agent)$/;

const outputs = (
  { file, context }: FixRequest,
  run: Instruction,
  { secret, kept }: Held,
): readonly string[] | undefined => {
  const directory = workdirAt(file, run);
  const body = parseRun(file, run);
  if (directory === undefined || body.form === "opaque") return undefined;
  const commands = shellCommands(body.script);
  const tainted = secret.kind === "file" ? [] : secret.names.map((name) => taintedNames(commands, name));
  let place: CommandPlace = {
    directory,
    isKnown: isWorkdirSet(file, run),
    context,
    variables: variablesAt(file, run),
  };
  const found: string[] = [];
  for (const command of commands) {
    const made = artifactsOf(command, place);
    if (made === undefined) return undefined;
    if (made !== "unlisted") found.push(...made);
    else if (!isPartOfSecret(command, { kept, isTainted: tainted.some((names) => isTainted(command, names)) }))
      return undefined;
    const to = command.name === "cd" ? command.args[0] : undefined;
    if (to?.includes("$")) return undefined;
    if (to !== undefined)
      place = { ...place, directory: joinPath(place.directory, to), isKnown: place.isKnown || to.startsWith("/") };
  }
  return found;
};

/** It only sets up or removes the credential. */
const isPartOfSecret = (
  command: ShellCommand,
  { kept, isTainted: holds }: { kept: Kept; isTainted: boolean },
): boolean => {
  const written = writtenFiles(command);
  if (isCopyOf(command, kept.paths)) return true;
  if (written.length > 0)
    return holds || written.every((path) => kept.paths.some((one) => one.endsWith(path.replace(/^[~.]+/, ""))));
  if (HARMLESS.test(command.name))
    return command.redirects.every(({ target }) => /^(?:|\/dev\/null|&?\d)$/.test(target));
  return persistingCode(command, []) !== undefined || /^(?:cache|config|clear-cache)\b/.test(command.args[0] ?? "");
};
