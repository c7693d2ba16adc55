/** A heredoc that the first line of an instruction announces. */
export interface HeredocWord {
  /** Without quotes and escapes. */
  readonly delimiter: string;
  /** `<<-`: tabs in front of the closing delimiter do not count. */
  readonly tabs: boolean;
}

const TAKES_HEREDOC = /^(?:ONBUILD\s+)?(?:RUN|COPY|ADD)(?=\s)/i;
const FLAGS = /^(?:\s+--[a-z][\w-]*(?:=(?:"[^"]*"|'[^']*'|\\.|[^\s"'\\])*)?)*\s*/i;
const HEREDOC = /^\d*<<(-?)([^<]+)$/;

/**
 * Reads the heredocs of a line as BuildKit does: words of a RUN, COPY or ADD that is not in JSON form, cut as a shell cuts
 * them (quotes hold blanks), which begin with `<<`. A line with an open quote has none.
 * Source: https://github.com/moby/buildkit/blob/master/frontend/dockerfile/parser/parser.go (heredocsFromLine)
 */
export const heredocWords = (line: string): readonly HeredocWord[] => {
  if (!line.includes("<<")) return [];
  const command = TAKES_HEREDOC.exec(line)?.[0];
  if (command === undefined) return [];
  const rest = line.slice(command.length);
  if (jsonPrefix(rest.slice(FLAGS.exec(rest)?.[0].length ?? 0)) !== undefined) return [];
  return shellWords(rest).flatMap((word) => {
    const [, dash, name] = HEREDOC.exec(word) ?? [];
    return name === undefined ? [] : [{ delimiter: withoutQuotes(name), tabs: dash === "-" }];
  });
};

/** The JSON array of strings that a text begins with. What stands behind it, the builder ignores. */
export const jsonPrefix = (
  text: string,
): { readonly values: readonly string[]; readonly length: number } | undefined => {
  const source = /^\[\s*(?:"(?:[^"\\]|\\.)*"\s*(?:,\s*"(?:[^"\\]|\\.)*"\s*)*)?\]/.exec(text)?.[0];
  if (source === undefined) return undefined;
  try {
    return { values: JSON.parse(source), length: source.length };
  } catch {
    return undefined;
  }
};

const WORD = /(?:\\(?:[\s\S]|$)|'[^']*'|"(?:\\[\s\S]|[^"\\])*"|[^\s\\'"])+/y;

const shellWords = (text: string): readonly string[] => {
  const words: string[] = [];
  let at = 0;
  for (;;) {
    at += /^\s*/.exec(text.slice(at))?.[0].length ?? 0;
    if (at >= text.length) return words;
    WORD.lastIndex = at;
    const word = WORD.exec(text)?.[0];
    if (word === undefined) return [];
    words.push(word);
    at += word.length;
    if (at < text.length && !/\s/.test(text[at] ?? "")) return [];
  }
};

const withoutQuotes = (word: string): string =>
  word.replace(
    /\\([\s\S])|'([^']*)'|"((?:\\[\s\S]|[^"\\])*)"/g,
    (_all, escaped?: string, single?: string, double?: string) =>
      escaped ?? single ?? (double ?? "").replace(/\\(["\\$])/g, "$1"),
  );
