/** The leading block of `# name=value` lines, which BuildKit reads before anything else. */
export interface Directives {
  readonly escape: "\\" | "`";
  readonly syntax?: string;
  /** Offset after a BOM and a `#!` line. */
  readonly at: number;
  /** Why no builder takes the file. */
  readonly problem?: string;
}

// Names and rules: https://docs.docker.com/reference/dockerfile/#parser-directives
const DIRECTIVE = /^[ \t]*#[ \t]*(syntax|escape|check)[ \t]*=([^\n]*)$/i;

export const readDirectives = (text: string): Directives => {
  const at = afterPreamble(text);
  const found = new Map<string, string>();
  let problem: string | undefined;
  for (const line of text.slice(at).split("\n")) {
    const [, word, rest = ""] = DIRECTIVE.exec(line) ?? [];
    const value = rest.trim();
    if (word === undefined || value === "") break;
    const name = word.toLowerCase();
    if (found.has(name)) problem = `there are two # ${name}= lines, which builders refuse`;
    if (name === "escape" && value !== "`" && value !== "\\") problem = "# escape= names neither \\ nor `";
    if (!found.has(name)) found.set(name, value);
  }
  // The frontend is looked for before anything is trimmed, and its name ends at a blank.
  const syntax = /^[ \t]/.test(text.slice(at)) ? undefined : found.get("syntax")?.split(" ")[0];
  return {
    at,
    escape: found.get("escape") === "`" ? "`" : "\\",
    ...(syntax ? { syntax } : {}),
    ...(problem ? { problem } : {}),
  };
};

const afterPreamble = (text: string): number => {
  const start = text.startsWith("\uFEFF") ? 1 : 0;
  if (!text.startsWith("#!", start)) return start;
  const newline = text.indexOf("\n", start);
  return newline < 0 ? start : newline + 1;
};
