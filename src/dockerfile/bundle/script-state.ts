import type { ShellCommand } from "../shell-commands.ts";
import { unquote } from "../words.ts";
import { type Folders, inTree, plainPath } from "./build-folder.ts";
import { MASK, unmask } from "./host-text.ts";

/** What commands of a script leave behind for those after them. */
export interface ScriptState {
  readonly folders: Folders;
  /** Variables with one known value. */
  readonly known: ReadonlyMap<string, string>;
  /** Variables of the script that programs it starts do not see. */
  readonly local: ReadonlySet<string>;
  readonly buildkitOff: boolean;
}

export const startIn = (folders: Folders): ScriptState => ({
  folders,
  known: new Map(),
  local: new Set(),
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
  const isBare = command.name === "" || command.name === "{}";
  if (/^(?:export|readonly|declare|local|typeset)$/.test(command.name)) return declare(state, command);
  return isBare ? command.assignments.reduce((sum, one) => assign(sum, one, false), state) : state;
};

const enter = (state: ScriptState, path: string, scriptFolder: string): Folders => {
  const own =
    /^\$\(\s*dirname (?:--\s+)?["']?\$\{?(?:0|BASH_SOURCE(?:\[0\])?)\}?["']?\s*\)(\/[\w./-]*)?$|^\$\{(?:0|BASH_SOURCE(?:\[0\])?)%\/\*\}(\/[\w./-]*)?$/.exec(
      path,
    );
  if (own) return [inTree(scriptFolder, `.${own[1] ?? own[2] ?? ""}`)];
  if (/^\$\(git rev-parse --show-toplevel\)$/.test(path)) return [""];
  const plain = plainPath(path, state.known);
  return plain === undefined ? undefined : state.folders?.map((folder) => inTree(folder, plain));
};

const declare = (state: ScriptState, command: ShellCommand): ScriptState => {
  const isExport = command.name === "export" || command.args.some((arg) => /^-\w*x/.test(arg));
  let now = state;
  for (const arg of command.args) {
    const [, name, value] = /^([A-Za-z_]\w*)(?:=([\s\S]*))?$/.exec(unmask(arg)) ?? [];
    if (name === undefined) continue;
    if (value !== undefined) now = assign(now, { name, text: arg }, isExport);
    else if (isExport) now = exported(now, name);
  }
  return now;
};

const exported = (state: ScriptState, name: string): ScriptState => ({
  ...state,
  local: without(state.local, name),
  buildkitOff: state.buildkitOff || isOff(name, state.known.get(name) ?? ""),
});

const isOff = (name: string, value: string): boolean => name === "DOCKER_BUILDKIT" && /^(?:0|false)$/.test(value);

/** A second value makes it unknown: which of them holds depends on what ran. */
const assign = (state: ScriptState, { name, text }: { name: string; text: string }, isExport: boolean): ScriptState => {
  const value = unmask(text.slice(text.indexOf("=") + 1)).replace(/^(["'])(.*)\1$/s, "$2");
  const plain = text.includes(MASK) ? undefined : plainPath(value, state.known);
  const known = new Map(state.known);
  if (plain === undefined || (known.has(name) && known.get(name) !== plain)) known.set(name, `\${${name}}`);
  else known.set(name, plain);
  const local = isExport ? without(state.local, name) : new Set([...state.local, name]);
  return { ...state, known, local, buildkitOff: isOff(name, value) ? isExport : state.buildkitOff };
};

const without = (set: ReadonlySet<string>, name: string): ReadonlySet<string> =>
  new Set([...set].filter((one) => one !== name));
