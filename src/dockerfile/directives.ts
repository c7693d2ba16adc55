/** The leading block of `# name=value` lines, which BuildKit reads before anything else. */
export interface Directives {
  readonly escape: "\\" | "`";
  readonly syntax?: string;
  /** Offset after a BOM and a `#!` line. */
  readonly at: number;
}

// Names and rules: https://docs.docker.com/reference/dockerfile/#parser-directives
const DIRECTIVE = /^[ \t]*#[ \t]*(syntax|escape|check)[ \t]*=[ \t]*(.*?)[ \t\r]*$/i;

export const readDirectives = (text: string): Directives => {
  const at = afterPreamble(text);
  const found = new Map<string, string>();
  for (const line of text.slice(at).split("\n")) {
    const [, name, value] = DIRECTIVE.exec(line) ?? [];
    if (name === undefined || value === undefined || found.has(name.toLowerCase())) break;
    found.set(name.toLowerCase(), value);
  }
  const syntax = found.get("syntax");
  return { at, escape: found.get("escape") === "`" ? "`" : "\\", ...(syntax ? { syntax } : {}) };
};

const afterPreamble = (text: string): number => {
  const start = text.startsWith("\uFEFF") ? 1 : 0;
  if (!text.startsWith("#!", start)) return start;
  const newline = text.indexOf("\n", start);
  return newline < 0 ? start : newline + 1;
};
