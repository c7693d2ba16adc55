/** Where the value of a build argument came from. `other`: an expression that must be kept as written. */
export type ArgValue =
  | { readonly kind: "env"; readonly name: string }
  | { readonly kind: "make"; readonly name: string }
  | { readonly kind: "expression" }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "literal" }
  | { readonly kind: "empty" }
  | { readonly kind: "other" };

/** A build argument as the source has it: `"NPM_TOKEN=$(cat token)"`. */
export interface BuildArg {
  readonly name: string;
  readonly value: ArgValue;
  /** The value as a shell word, as written in the source; undefined when none is given. */
  readonly word: string | undefined;
}

/** Reads the word of a build argument, quotes of the host format and the shell included. */
export const readBuildArg = (raw: string, dialect: string): BuildArg => {
  const [, open = "", name = "", sign, rest = ""] = /^((?:\\?["'])?)([\w.-]+)(=?)([\s\S]*)$/.exec(raw) ?? [];
  if (!sign) return { name, value: { kind: "env", name }, word: undefined };
  const word = `${open}${rest}`;
  return { name, value: readValue(withoutQuotes(word), { dialect, single: /^'|^\\'/.test(word) }), word };
};

const withoutQuotes = (word: string): string =>
  word.replace(/^\\?(["'])([\s\S]*?)\\?\1$/, (all, quote: string, inner: string) =>
    inner.replace(/\\$/, "").includes(quote) && !/^\$\$?\(|^`/.test(inner) ? all : inner,
  );

const NAME = "([A-Za-z_]\\w*)";

const readValue = (text: string, how: { readonly dialect: string; readonly single: boolean }): ArgValue => {
  if (text === "") return { kind: "empty" };
  const expression = /^\$\{\{([\s\S]*)\}\}$/.exec(text)?.[1]?.trim();
  if (expression !== undefined && !expression.includes("}}")) return readExpression(expression);
  if (!/[$`]|\{\{/.test(text)) return { kind: "literal" };
  if (how.single && how.dialect !== "groovy") return { kind: "other" };
  const file = readFile(text, how.dialect);
  if (file !== undefined) return { kind: "file", path: file };
  if (how.dialect === "make") {
    const own = match(text, `^\\$(?:\\(${NAME}\\)|\\{${NAME}\\})$`);
    if (own) return { kind: "make", name: own };
    const shell = match(text, `^\\$\\$(?:${NAME}|\\{${NAME}\\})$`);
    return shell ? { kind: "env", name: shell } : { kind: "other" };
  }
  const name = match(text, how.dialect === "groovy" ? GROOVY : SHELL);
  return name ? { kind: "env", name } : { kind: "other" };
};

const SHELL = `^\\$(?:${NAME}|\\{${NAME}\\})$`;

/** A variable of the shell is escaped in a string that Groovy expands. */
const GROOVY = `^(?:\\\\\\$(?:${NAME}|\\{${NAME}\\})|\\$\\{env\\.${NAME}\\})$`;

const readExpression = (expression: string): ArgValue => {
  const name = match(expression, `^env\\.${NAME}$`);
  return name ? { kind: "env", name } : { kind: "expression" };
};

const match = (text: string, pattern: string): string | undefined =>
  new RegExp(pattern).exec(text)?.slice(1).find(Boolean);

/** `$(cat key)`, `$(< key)` and the older form with backquotes, of one file. */
const readFile = (text: string, dialect: string): string | undefined => {
  const dollar = dialect === "make" ? "(?:\\$\\$\\(|\\$\\(shell\\s+)" : "\\$\\(";
  const inner = new RegExp(`^(?:${dollar}\\s*(?:cat\\s+|<\\s*)([^()]*?)\\s*\\)|\`\\s*cat\\s+([^\`]*?)\\s*\`)$`).exec(
    text,
  );
  const path = (inner?.[1] ?? inner?.[2])?.replace(/^\\?(["'])(.*?)\\?\1$/, "$2");
  return path && /^[^\s|;&,<>"'`]+$/.test(path) ? path : undefined;
};
