import type { BuildContext } from "../build-context.ts";
import { escapePattern } from "../parse/escape-pattern.ts";
import { type BuildCommand, readBuildCommand } from "./build-command.ts";
import { findBuiltFile, plainPath } from "./build-folder.ts";
import type { BundleStep } from "./bundle.ts";
import { type Changed, joinChanges } from "./changed.ts";
import { composeBuilds } from "./compose-builds.ts";
import { type BuildEdits, editBuild } from "./edit-build.ts";
import type { Dialect } from "./host-text.ts";
import { lineOf } from "./lines.ts";
import { droppedNames, type Needs } from "./needs.ts";
import { scriptCommands } from "./script-commands.ts";
import { after, type ScriptState } from "./script-state.ts";
import { scriptWalk } from "./script-walk.ts";
import { neededBy } from "./stage-needs.ts";

/** Shell text that stands in a file. */
export interface Script {
  readonly path: string;
  /** The whole file. */
  readonly text: string;
  /** Where `flat`, a copy of equal length that the shell parser reads, begins in it. */
  readonly start: number;
  readonly flat: string;
  readonly dialect: Dialect;
  readonly needs: readonly Needs[];
  readonly context: BuildContext;
  readonly state: ScriptState;
  /** Where the script itself lies; `dirname "$0"`. */
  readonly scriptFolder: string;
  /** Programs see a variable of make. */
  readonly isMakeExported?: (name: string) => boolean;
  /** The host can give the expression to the script as an environment variable. */
  readonly canLift?: (name: string, expression: string) => boolean;
}

export interface EditedScript {
  readonly changed: Changed;
  readonly state: ScriptState;
  /** Environment variables that the script now needs, with the host's expression. */
  readonly lifts: ReadonlyMap<string, string>;
}

/** Changes the build commands of a script. */
export const editScript = (script: Script): EditedScript => {
  const source = script.text.slice(script.start, script.start + script.flat.length);
  const { commands, scopes } = scriptCommands(script.flat);
  const walk = scriptWalk(scopes, commands);
  const parts: Partial<Changed>[] = [];
  const lifts = new Map<string, string>();
  let state = script.state;
  for (const command of commands) {
    state = walk.to(state, command.start);
    const build = readBuildCommand(command, { flat: script.flat, source });
    if (build) {
      const result = changeBuild({ ...script, state }, build);
      parts.push(result.changed);
      for (const [name, expression] of result.lifts ?? []) lifts.set(name, expression);
    }
    state = after(state, command, { source, scriptFolder: script.scriptFolder });
  }
  return { changed: joinChanges(parts), state: walk.to(state, script.flat.length), lifts };
};

interface Result {
  readonly changed: Partial<Changed>;
  readonly lifts?: ReadonlyMap<string, string>;
}

/** Variables of cmd and PowerShell. */
const FOREIGN = /=%\w+%$|=\$env:|=!\w+!$/i;
const FOREIGN_REASON = "the command is written for another shell, and passes a build argument that is gone";

/** Programs that run the rest of their words, here and with this environment. */
const WRAPPERS =
  /^(?:sudo|env|time|nice|nohup|exec|command|timeout|retry|travis_retry|travis_wait|winpty|run|unbuffer|stdbuf|chronic|cross-env|env-cmd|dotenvx?|op|doppler|infisical|aws-vault|chamber)$/;

const changeBuild = (script: Script, build: BuildCommand): Result => {
  const target = findTarget(script, build);
  const span = { start: script.start + build.start, end: script.start + build.end };
  const path = target.kind === "unknown" ? undefined : target.path;
  const builds = [{ path, tool: build.tool, at: span.start }];
  if (target.kind === "other") return { changed: { handled: [span], builds } };
  const names = passedNames(build, target.kind === "unknown" ? droppedNames(script.needs) : target.dropped);
  if (target.kind === "unknown")
    return { changed: { ...unknownBuild(script, build, { names, sure: target.sure }), builds } };
  const stop = refusal(script, build);
  const foreign = build.options.find((one) => one.name === "build-arg" && FOREIGN.test(one.value));
  const base = { builds };
  if (stop) return { changed: { builds, handled: [span], steps: [step(script, build, { code: "M10", ...stop })] } };
  if (foreign && names.length > 0)
    return {
      changed: { builds, handled: [span], steps: [step(script, build, { code: "M7", reason: FOREIGN_REASON })] },
    };
  const edited = editBuild({
    text: script.text,
    start: script.start,
    command: build,
    dialect: script.dialect,
    secrets: target.secrets,
    dropped: target.dropped,
    folder: build.folder ?? ".",
    isExported: (name, kind) =>
      kind === "make" ? (script.isMakeExported?.(name) ?? false) : !script.state.local.has(name),
    canLift: script.canLift ?? (() => false),
  });
  return {
    changed: { ...base, edits: edited.edits, notes: notesOf(edited), steps: literalSteps(script, build, edited) },
    lifts: edited.lifts,
  };
};

type Target =
  | {
      readonly kind: "ours";
      readonly secrets: Needs["secrets"];
      readonly dropped: Needs["dropped"];
      readonly path?: string;
    }
  | { readonly kind: "other"; readonly path?: string }
  | { readonly kind: "unknown"; readonly sure: boolean };

const findTarget = (script: Script, build: BuildCommand): Target => {
  if (build.tool === "bake") return { kind: "unknown", sure: false };
  if (build.tool === "compose") return composeTarget(script, build);
  if (isForeign(build.before)) return { kind: "unknown", sure: true };
  const file = last(build, build.tool === "kaniko" ? "dockerfile" : "file");
  const folder = build.tool === "kaniko" ? (last(build, "context") ?? ".").replace(/^dir:\/\//, "") : build.folder;
  if (file === undefined && /^(?:https?|git|ssh):\/\/|^git@/.test(folder ?? ""))
    return { kind: "unknown", sure: false };
  if (folder === undefined || folder === "-") return { kind: "unknown", sure: true };
  const { known, folders } = script.state;
  const [plainFolder, plainFile] = [plainPath(folder, known), file === undefined ? undefined : plainPath(file, known)];
  if (file !== undefined ? plainFile === undefined : plainFolder === undefined) return { kind: "unknown", sure: true };
  const found = findBuiltFile(script.context, {
    folders,
    folder: plainFolder ?? ".",
    file: plainFile,
    fileIn: build.tool === "buildah" || build.tool === "kaniko" ? "folder" : "cwd",
    names: build.tool === "docker" ? ["Dockerfile", "dockerfile"] : ["Containerfile", "Dockerfile"],
  });
  if (found.kind !== "file") return { kind: "unknown", sure: found.kind === "unknown" };
  const own = script.needs.find((one) => one.dockerfile === found.path);
  return own
    ? {
        kind: "ours",
        secrets: neededBy(script.context, own, last(build, "target")),
        dropped: own.dropped,
        path: found.path,
      }
    : { kind: "other", path: found.path };
};

/** The command is run by a program of which it is not known where and how it runs it: `ssh host docker build .` */
const isForeign = (before: readonly string[]): boolean =>
  before.some(
    (word, index) =>
      /^[a-z_/][^=]*$/.test(word) && !WRAPPERS.test(word) && !/^--?[\w-]+$/.test(before[index - 1] ?? ""),
  );

/** `docker compose build` builds what the compose files of the folder say, and passes its arguments to all of it. */
const composeTarget = (script: Script, build: BuildCommand): Target => {
  const built = composeBuilds(script.context).map((one) => one.dockerfile);
  const needs = script.needs.filter((one) => built.includes(one.dockerfile));
  const names = passedNames(build, droppedNames(needs));
  if (names.length === 0) return { kind: "other" };
  const others = built.filter((path) => path !== undefined && !needs.some((one) => one.dockerfile === path));
  const stays = others.some((path) => names.some((name) => declaresArg(script.context.read(path ?? "") ?? "", name)));
  if (stays) return { kind: "unknown", sure: true };
  return { kind: "ours", secrets: needs.flatMap((one) => one.secrets), dropped: droppedNames(needs) };
};

const declaresArg = (dockerfile: string, name: string): boolean =>
  new RegExp(`^\\s*ARG\\s+(?:.*\\s)?${escapePattern(name)}(?:[=\\s]|$)`, "im").test(dockerfile);

const last = (build: BuildCommand, name: string): string | undefined =>
  build.options.findLast((one) => one.name === name)?.value;

const passedNames = (build: BuildCommand, dropped: readonly string[]): readonly string[] =>
  build.options
    .filter((one) => one.name === "build-arg")
    .map((one) => /^[\w.-]+/.exec(one.value)?.[0] ?? "")
    .filter((name) => dropped.includes(name));

const unknownBuild = (
  script: Script,
  build: BuildCommand,
  { names, sure }: { readonly names: readonly string[]; readonly sure: boolean },
): Partial<Changed> => {
  if (names.length === 0) return sure ? { unclear: [script.start + build.start] } : {};
  const secrets = script.needs
    .flatMap((one) => one.secrets)
    .filter((one) => names.includes(one.id) || one.pass === "ssh");
  const code = build.tool === "kaniko" ? "M10" : "M7";
  const reason =
    code === "M10"
      ? KANIKO
      : `the command passes the build argument ${names.join(", ")}, and which Dockerfile it builds is not known`;
  const sketch = secrets.length > 0 ? { sketch: secrets.map((one) => one.flag).join(" ") } : {};
  return {
    handled: [{ start: script.start + build.start, end: script.start + build.end }],
    steps: [step(script, build, { code, reason, ...sketch })],
  };
};

const KANIKO = "kaniko has no secret mounts: it ignores --mount";

/** Why this builder cannot pass a secret. */
const refusal = (
  script: Script,
  build: BuildCommand,
): { readonly reason: string; readonly sketch?: string } | undefined => {
  if (build.tool === "kaniko") return { reason: KANIKO, sketch: "docker buildx build --secret id=NAME,env=NAME ..." };
  const off = build.assignments.some((one) => /^DOCKER_BUILDKIT=["']?(?:0|false)/.test(one.text));
  return off || (build.tool === "docker" && script.state.buildkitOff)
    ? {
        reason: "DOCKER_BUILDKIT=0 builds without BuildKit, which has the secret mounts",
        sketch: "DOCKER_BUILDKIT=1 docker build --secret ...",
      }
    : undefined;
};

const step = (
  script: Script,
  build: BuildCommand,
  what: Pick<BundleStep, "code" | "reason" | "sketch">,
): BundleStep => ({
  ...what,
  path: script.path,
  line: lineOf(script.text, script.start + build.start),
});

const literalSteps = (script: Script, build: BuildCommand, { literals }: BuildEdits): readonly BundleStep[] =>
  literals.map((name) =>
    step(script, build, {
      code: "R11",
      reason: `the value of ${name} was written in the command; set ${name} in the environment, and rotate the value`,
    }),
  );

const notesOf = ({ added, lifts, usesAgent }: BuildEdits): readonly string[] => [
  ...added.flatMap((one) => {
    if (one.pass === "env")
      return [`no build argument passed ${one.id}: ${one.source} must be in the environment of the build`];
    const where = /^[/~$]/.test(one.source) ? "there" : "in the folder of the build";
    return one.pass === "file" ? [`${one.source} must be ${where} when it starts`] : [];
  }),
  ...(usesAgent ? ["--ssh default needs an SSH agent that holds the key"] : []),
  ...[...lifts.keys()].map((name) => `${name} comes to the command by its environment`),
];
