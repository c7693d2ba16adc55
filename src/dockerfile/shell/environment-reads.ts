import type { ShellCommand } from "./shell-commands.ts";

/** How programs name variables in their own text: they take them from the environment, and the shell expands nothing. */
const READS: readonly (readonly [programs: RegExp, name: RegExp])[] = [
  [/^printenv$/, /^([A-Za-z_]\w*)$/g],
  [/^[gmn]?awk$/, /\bENVIRON\s*\[\s*["'](\w+)["']\s*\]/g],
  [/^g?jq$/, /(?:\benv|\$ENV)\s*(?:\.\s*"?|\[\s*")(\w+)/g],
  [/^yq$/, /(?:\bstr)?env\(\s*(\w+)\s*\)/g],
  [/^envsubst$/, /\$\{?(\w+)/g],
];

/** Variables that the program's arguments tell it to read. */
export const environmentNames = (program: string, args: readonly string[]): readonly string[] => {
  const pattern = READS.find(([programs]) => programs.test(program))?.[1];
  return pattern ? args.flatMap((arg) => [...arg.matchAll(pattern)].flatMap(([, name]) => name ?? [])) : [];
};

const INTERPRETER = /^(?:python[\d.]*|pypy\d?|node|nodejs|deno|bun|ruby|perl|php\d*)$/;

/** An interpreter that is given its program as text, in an argument or a here-document, with one of the names in it. */
export const isInlineReader = ({ name, args, redirects }: ShellCommand, names: ReadonlySet<string>): boolean =>
  INTERPRETER.test(name) &&
  [...args, ...redirects.map(({ body }) => body)].some((text) => text.match(/\w+/g)?.some((word) => names.has(word)));
