/** What a table stores in each row. */
export interface SqliteColumns {
  /** Names in the order of the values of a record. */
  readonly names: readonly string[];
  /** Which of them is the row id, whose place in the record is NULL. */
  readonly rowid: string | undefined;
}

/** Quoted names, strings and comments are one token; so is a word; anything else is a token of one character. */
const TOKEN =
  /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|"(?:[^"]|"")*"|`(?:[^`]|``)*`|'(?:[^']|'')*'|\[[^\]]{0,200}\]|[\w$\u0080-\uffff]+|[^\s]/g;
const CONSTRAINT = /^(?:constraint|primary|unique|check|foreign)$/i;
const MOST_SQL = 256 * 1024;
/** As SQLite is built (limits, 3). */
const MOST_COLUMNS = 2000;

/** Reads a CREATE TABLE statement as SQLite keeps it in its schema; what is no such statement has no columns. */
export const readColumns = (sql: string): SqliteColumns => {
  const tokens = (sql.slice(0, MOST_SQL).match(TOKEN) ?? []).filter((token) => !/^(?:--|\/\*)/.test(token));
  const { parts, tail } = definitions(tokens);
  const columns = parts
    .filter(([name = ""]) => !CONSTRAINT.test(name))
    .slice(0, MOST_COLUMNS)
    .map(columnOf);
  const stored = columns.filter(({ isVirtual }) => !isVirtual).map(({ name }) => name);
  if (!/\bwithout rowid\b/i.test(tail.join(" ")))
    return { names: stored, rowid: columns.find(({ isRowid }) => isRowid)?.name };
  const keys = [
    ...columns.filter(({ isKey }) => isKey).map(({ name }) => name),
    ...parts.flatMap(keyNames).slice(0, MOST_COLUMNS),
  ];
  const first = [...new Set(keys.flatMap((key) => stored.filter((name) => sameName(name, key))))];
  return { names: [...first, ...stored.filter((name) => !first.includes(name))], rowid: undefined };
};

const sameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** The tokens of each definition between the first parentheses, and what follows these. */
const definitions = (tokens: readonly string[]): { readonly parts: string[][]; readonly tail: readonly string[] } => {
  const parts: string[][] = [[]];
  const start = tokens.indexOf("(");
  let depth = 1;
  for (let at = start + 1; start >= 0 && at < tokens.length; at++) {
    const token = tokens[at] ?? "";
    if (token === "(") depth++;
    if (token === ")" && --depth === 0) return { parts, tail: tokens.slice(at + 1) };
    if (token === "," && depth === 1) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return { parts, tail: [] };
};

const columnOf = ([name = "", ...rest]: readonly string[]) => {
  const text = rest.join(" ").toLowerCase();
  const isKey = /\bprimary key\b/.test(text);
  return {
    name: unquoted(name),
    isKey,
    isRowid: isKey && /^integer\b/.test(text) && !/\bprimary key desc\b/.test(text),
    isVirtual: /\bas \(/.test(text) && !/\bstored$|\bstored /.test(text),
  };
};

/** The columns of `PRIMARY KEY (a, b)`. */
const keyNames = (tokens: readonly string[]): readonly string[] => {
  const at = tokens.findIndex((token) => /^primary$/i.test(token));
  const named = /^(?:primary|constraint)$/i.test(tokens[0] ?? "") && at >= 0;
  return named
    ? tokens
        .slice(at + 2)
        .filter((token) => !/^[(),]$/.test(token))
        .map(unquoted)
    : [];
};

const unquoted = (name: string): string => {
  const quote = name[0] ?? "";
  if (quote === "[") return name.slice(1, -1);
  return `"\`'`.includes(quote) ? name.slice(1, -1).replaceAll(quote + quote, quote) : name;
};
