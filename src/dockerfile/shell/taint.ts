import type { ShellCommand } from "./shell-commands.ts";

/** The variable, and the shell variables of the same RUN whose value is made from it. */
export const taintedNames = (commands: readonly ShellCommand[], name: string): ReadonlySet<string> => {
  const names = new Set([name]);
  for (let size = 0; size !== names.size; ) {
    size = names.size;
    for (const command of commands)
      for (const [target, text] of assigned(command)) if (mentions(text, names)) names.add(target);
  }
  return names;
};

export const isTainted = (command: ShellCommand, names: ReadonlySet<string>): boolean =>
  [...command.expands].some((name) => names.has(name));

const DECLARES = /^(?:export|declare|local|readonly|typeset)$/;

const assigned = (command: ShellCommand): [string, string][] => {
  const own = command.assignments.map(({ name, text }): [string, string] => [name, text]);
  if (!DECLARES.test(command.name)) return own;
  return [...own, ...command.args.map((arg): [string, string] => [arg.split("=")[0] ?? "", arg])];
};

/** True when the shell text expands one of the names, or lets `printenv` print it. */
export const mentions = (text: string, names: ReadonlySet<string>): boolean =>
  [...text.matchAll(/(?:\$\{?[!#]?|\bprintenv\s+)(\w+)/g)].some(([, name]) => name !== undefined && names.has(name));
