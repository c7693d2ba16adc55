import { unquote } from "../parse/words.ts";
import type { ShellCommand } from "../shell/shell-commands.ts";
import { type Folders, inTree, plainPath } from "./build-folder.ts";
import { MASK, unmask } from "./host-text.ts";

/** What commands of a script leave behind for those after them. */
export interface ScriptState {
  readonly folders: Folders;
  /** Variables with one known value. */
  readonly known: ReadonlyMap<string, string>;
  /** Variables of the script that programs it starts do not see. */
  readonly local: ReadonlySet<string>;
  /** Variables that stay visible when they get another value. */
  readonly exported: ReadonlySet<string>;
  readonly buildkitOff: boolean;
}

export const startIn = (folders: Folders): ScriptState => ({
  folders,
  known: new Map(),
  local: new Set(),
  exported: new Set(),
  buildkitOff: false,
});

/** The state after a command; `scriptFolder` is where the script itself lies, `source` the text that offsets are of. */
export const after = (
  state: ScriptState,
  command: ShellCommand,
  { source, scriptFolder }: { readonly source: string; readonly scriptFolder: string },
): ScriptState => {
  if (command.name === "cd" || command.name === "pushd") {
    const words = command.argSpans.map((span) =>
      unquote(source.slice(span.start, span.end).replace(/\\(["'])/g, "$1")),
    );
    return { ...state, folders: enter(state, words.find((word) => !word.startsWith("-")) ?? "~", scriptFolder) };
  }
  if (command.name === "popd") return { ...state, folders: undefined };
  if (command.name === "read") return command.args.reduce((sum, arg) => forget(sum, arg), state);
  if (/^(?:export|readonly|declare|local|typeset)$/.test(command.name)) return declare(state, command, scriptFolder);
  if (command.name !== "" && command.name !== "{}") return state;
  return command.assignments.reduce((sum, one) => assign(sum, { ...one, scriptFolder, isExport: false }), state);
};

/** A variable whose value is not known. */
export const forget = (state: ScriptState, name: string): ScriptState => ({
  ...state,
  known: new Map([...state.known, [name, `\${${name}}`]]),
});

const enter = (state: ScriptState, path: string, scriptFolder: string): Folders => {
  const own = ownFolder(path, scriptFolder) ?? plainPath(path, state.known);
  return own === undefined ? undefined : state.folders?.map((folder) => inTree(folder, own));
};

const SELF = "\\$\\{?(?:0|BASH_SOURCE(?:\\[0\\])?)\\}?";
const FOLDER = `(?:\\$\\(dirname (?:-- )?(?:${SELF}|\\$\\((?:readlink -f|realpath) (?:-- )?${SELF}\\))\\)|\\$\\{(?:0|BASH_SOURCE(?:\\[0\\])?)%/\\*\\})(/[\\w./-]*)?`;
const OWN_FOLDER = new RegExp(
  `^(?:${FOLDER}|\\$\\(cd (?:-P )?(?:-- )?${FOLDER}(?: ?&?>[^&;]*)?(?:2>&1 )? ?(?:&&|;) ?pwd(?: -P)?\\))$`,
);

/** `$(dirname "$0")/..`, `$(cd "$(dirname "$0")" && pwd)`: from the root of the tree, with `/` in front. */
const ownFolder = (text: string, scriptFolder: string): string | undefined => {
  const plain = text.replace(/["']/g, "");
  if (plain === "$(git rev-parse --show-toplevel)") return "/";
  const match = OWN_FOLDER.exec(plain);
  return match ? `/${inTree(scriptFolder, `.${match[1] ?? match[2] ?? ""}`)}` : undefined;
};

const declare = (state: ScriptState, command: ShellCommand, scriptFolder: string): ScriptState => {
  const isExport = command.name === "export" || command.args.some((arg) => /^-\w*x/.test(arg));
  let now = state;
  for (const arg of command.args) {
    const [, name, value] = /^([A-Za-z_]\w*)(?:=([\s\S]*))?$/.exec(unmask(arg)) ?? [];
    if (name === undefined) continue;
    if (value !== undefined) now = assign(now, { name, text: arg, scriptFolder, isExport });
    else if (isExport) now = exported(now, name);
  }
  return now;
};

const exported = (state: ScriptState, name: string): ScriptState => ({
  ...state,
  exported: new Set([...state.exported, name]),
  local: without(state.local, name),
  buildkitOff: state.buildkitOff || isOff(name, state.known.get(name) ?? ""),
});

const isOff = (name: string, value: string): boolean => name === "DOCKER_BUILDKIT" && /^(?:0|false)$/.test(value);

interface ShellAssignment {
  readonly name: string;
  readonly text: string;
  readonly scriptFolder: string;
  readonly isExport: boolean;
}

/** A second value makes it unknown: which of them holds depends on what ran. */
const assign = (state: ScriptState, { name, text, scriptFolder, isExport }: ShellAssignment): ScriptState => {
  const value = unmask(text.slice(text.indexOf("=") + 1)).replace(/^(["'])(.*)\1$/s, "$2");
  const plain = text.includes(MASK) ? undefined : (ownFolder(value, scriptFolder) ?? plainPath(value, state.known));
  const isFirst = !state.known.has(name) || state.known.get(name) === plain;
  const now =
    plain === undefined || !isFirst
      ? forget(state, name)
      : { ...state, known: new Map([...state.known, [name, plain]]) };
  const isVisible = isExport || state.exported.has(name);
  const local = isVisible ? without(state.local, name) : new Set([...state.local, name]);
  const visible = isExport ? new Set([...state.exported, name]) : state.exported;
  return { ...now, local, exported: visible, buildkitOff: isOff(name, value) ? isExport : state.buildkitOff };
};

const without = (set: ReadonlySet<string>, name: string): ReadonlySet<string> =>
  new Set([...set].filter((one) => one !== name));
