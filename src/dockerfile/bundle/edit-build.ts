import type { Edit } from "../edit.ts";
import { type ArgValue, type BuildArg, readBuildArg } from "./arg-value.ts";
import type { BuildCommand, BuildOption } from "./build-command.ts";
import type { Dialect } from "./host-text.ts";
import { deleteWords } from "./lines.ts";
import type { NeededSecret } from "./needs.ts";

/** A build command in a file, offsets of the command are from `start`. */
export interface PlacedBuild {
  readonly text: string;
  readonly start: number;
  readonly command: BuildCommand;
  readonly dialect: Dialect;
  readonly secrets: readonly NeededSecret[];
  readonly dropped: readonly string[];
  /** The folder that paths of file secrets are in, as the command writes it. */
  readonly folder: string;
  /** Programs that are started see the variable. */
  readonly isExported: (name: string, kind: "env" | "make") => boolean;
  /** The expression can be given by the environment of the step; then it need not stand in the command. */
  readonly canLift: (name: string, expression: string) => boolean;
}

export interface BuildEdits {
  readonly edits: readonly Edit[];
  readonly lifts: ReadonlyMap<string, string>;
  /** Names whose value stands in the command. */
  readonly literals: readonly string[];
  /** Names that nothing passed before; the environment must hold them. */
  readonly added: readonly NeededSecret[];
  /** A new `--ssh` without a key file. */
  readonly usesAgent: boolean;
}

/** Passes secrets in place of the build arguments that are gone. */
export const editBuild = (build: PlacedBuild): BuildEdits => {
  const { command, text, start } = build;
  const state: Draft = {
    edits: [],
    prefix: new Map(),
    needEnv: [],
    lifts: new Map(),
    literals: [],
    done: passed(command),
  };
  for (const option of command.options.filter((one) => one.name === "build-arg")) {
    const arg = argOf(build, option);
    if (build.dropped.includes(arg.name)) replaceArg(build, state, { option, arg });
  }
  const missing = build.secrets.filter((one) => !state.done.has(keyOf(one)));
  const added = command.tool === "compose" ? [] : missing;
  const flags = added.map((one) => flagFor(build, one));
  if (flags.length > 0) state.edits.push(insertFlags(text, start + command.verbEnd, flags));
  const hidden = added.filter((one) => one.pass === "env" && isHidden(build, one.source));
  for (const { source } of hidden) state.prefix.set(source, ownValue(build, source));
  const needEnv = [...state.needEnv, ...added.flatMap((one) => (one.pass === "env" ? [one.source] : []))];
  state.edits.push(...frontEdits(build, state.prefix, needEnv));
  const usesAgent = state.edits.some((one) => /--ssh default(?!=)/.test(one.replacement));
  const unknown = added.filter((one) => !hidden.includes(one));
  return { edits: state.edits, lifts: state.lifts, literals: state.literals, added: unknown, usesAgent };
};

/** The script has the value, and programs that it starts do not see it. */
const isHidden = ({ command, isExported }: PlacedBuild, name: string): boolean =>
  !isExported(name, "env") && !command.assignments.some((one) => one.name === name);

/** An assignment needs no quotes, which the host format would have to escape. */
const ownValue = ({ dialect }: PlacedBuild, name: string): string => {
  if (dialect === "make") return `$$${name}`;
  if (dialect === "groovy") return `\\$${name}`;
  return dialect === "shell" ? `"$${name}"` : `$${name}`;
};

interface Draft {
  readonly edits: Edit[];
  readonly prefix: Map<string, string>;
  readonly needEnv: string[];
  readonly lifts: Map<string, string>;
  readonly literals: string[];
  readonly done: Set<string>;
}

const keyOf = (secret: NeededSecret): string => (secret.pass === "ssh" ? "ssh" : secret.id);

/** Ids of secrets that the command passes already. */
const passed = ({ options }: BuildCommand): Set<string> =>
  new Set(
    options.flatMap(({ name, value }) =>
      name === "ssh" ? ["ssh"] : name === "secret" ? [/(?:^|,)id=([^,]+)/.exec(value)?.[1] ?? ""] : [],
    ),
  );

const argOf = ({ text, start, dialect }: PlacedBuild, option: BuildOption): BuildArg => {
  const raw = text.slice(start + option.word.start, start + option.word.end);
  return readBuildArg(raw.replace(/^(\\?["']?)--build-arg=/, "$1"), dialect);
};

const replaceArg = (
  build: PlacedBuild,
  state: Draft,
  { option, arg }: { option: BuildOption; arg: BuildArg },
): void => {
  const span = { start: build.start + option.start, end: build.start + option.end };
  if (arg.value.kind === "literal") state.literals.push(arg.name);
  const own = build.secrets.find((one) => one.id === arg.name && one.pass !== "ssh");
  const secret = own ?? sshFor(build, arg);
  if (secret === undefined || state.done.has(keyOf(secret))) {
    state.edits.push(deleteWords(build.text, span));
    return;
  }
  state.done.add(keyOf(secret));
  const flag = secret.pass === "ssh" ? sshFlag(build, arg.value) : secretFlag(build, state, { secret, arg });
  if (build.command.tool === "compose") state.edits.push(deleteWords(build.text, span));
  else state.edits.push({ ...span, replacement: flag });
};

/** The argument that held the key: an SSH mount took its place. */
const sshFor = (build: PlacedBuild, arg: BuildArg): NeededSecret | undefined =>
  build.secrets.some((one) => one.id === arg.name) || /^(?!.*(?:SSH|KEY|RSA|ED25519))/i.test(arg.name)
    ? build.secrets.find((one) => one.pass === "ssh" && one.id === arg.name)
    : build.secrets.find((one) => one.pass === "ssh");

const sshFlag = (build: PlacedBuild, value: ArgValue): string =>
  value.kind === "file" ? `--ssh default=${atHome(build, value.path)}` : "--ssh default";

/** A tilde in the middle of a word is not expanded, and make takes `$H` for a variable of one letter. */
const atHome = ({ dialect }: PlacedBuild, path: string): string => {
  const home = dialect === "make" ? "$(HOME)" : "$HOME";
  return path.replace(/^(?:~|\$HOME)(?=\/)/, () => home);
};

const secretFlag = (
  build: PlacedBuild,
  state: Draft,
  { secret, arg }: { secret: NeededSecret; arg: BuildArg },
): string => {
  const { value, word } = arg;
  const own = `--secret id=${secret.id},env=${secret.id}`;
  const needs = (name: string): string => {
    state.needEnv.push(name);
    return `--secret id=${secret.id},env=${name}`;
  };
  if (value.kind === "literal" || value.kind === "empty") return needs(secret.id);
  if (value.kind === "file" && !secret.isVariable && build.command.tool !== "compose")
    return `--secret id=${secret.id},src=${atHome(build, value.path)}`;
  if (value.kind === "env" || value.kind === "make") {
    const isSame = build.command.tool !== "compose" || value.name === secret.id;
    if (isSame && build.isExported(value.name, value.kind)) return needs(value.name);
  }
  state.needEnv.push(secret.id);
  const isAssigned = build.command.assignments.some((one) => one.name === secret.id);
  if (value.kind === "expression" && word !== undefined && build.canLift(secret.id, bare(word)))
    state.lifts.set(secret.id, bare(word));
  else if (!isAssigned) state.prefix.set(secret.id, word ?? `"$${secret.id}"`);
  return own;
};

const bare = (word: string): string => word.replace(/^\\?(["'])([\s\S]*?)\\?\1$/, "$2");

/** The flag with its path as seen from where the command runs. */
const flagFor = (build: PlacedBuild, secret: NeededSecret): string =>
  secret.pass === "file"
    ? `--secret id=${secret.id},src=${atHome(build, joinFolder(build.folder, secret.source))}`
    : secret.flag;

/** `.` and `.npmrc` is `.npmrc`; `./app` and `.npmrc` is `./app/.npmrc`. */
export const joinFolder = (folder: string, path: string): string => {
  if (/^[/~$]/.test(path) || /^\.?\/?$/.test(folder)) return path;
  return `${folder.replace(/\/+$/, "")}/${path.replace(/^\.\//, "")}`;
};

/** After the verb, on lines of their own where the command is written so. */
const insertFlags = (text: string, at: number, flags: readonly string[]): Edit => {
  const lines = /^[ \t]*(\\{1,2}\r?\n[ \t]*)/.exec(text.slice(at));
  const replacement = flags.map((flag) => `${lines?.[1] === undefined ? " " : ` ${lines[1]}`}${flag}`).join("");
  return { start: at, end: at, replacement };
};

/** Assignments in front of the command, and what lets `sudo` hand them on. */
const frontEdits = (
  { text, start, command }: PlacedBuild,
  prefix: ReadonlyMap<string, string>,
  needEnv: readonly string[],
): readonly Edit[] => {
  const at = start + command.start;
  const assignments = [...prefix].map(([name, word]) => `${name}=${word} `).join("");
  const front: Edit[] = assignments ? [{ start: at, end: at, replacement: assignments }] : [];
  const sudo = /(?:^|\s)sudo(?=\s)/.exec(text.slice(at, start + command.engine.start));
  if (sudo === null || needEnv.length === 0) return front;
  const end = at + sudo.index + sudo[0].length;
  const flags = text.slice(end, start + command.engine.start);
  return /(?:^|\s)(?:-E|--preserve-env)(?=\s)/.test(flags)
    ? front
    : [...front, { start: end, end, replacement: ` --preserve-env=${[...new Set(needEnv)].join(",")}` }];
};
