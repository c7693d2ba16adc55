/**
 * Shell text as it stands inside double quotes: the form in which values of several words can be put together.
 * Undefined for command substitutions and what only a shell can tell.
 */
export const bodyOf = (raw: string): string | undefined => {
  const parts = raw.match(/'[^']*'|"(?:[^"\\]|\\[\s\S])*"|\\[\s\S]|[^'"\\]+|['"]/g) ?? [];
  const bodies = parts.map((part, index) =>
    partBody(part, { isFirst: index === 0, isLast: index === parts.length - 1 }),
  );
  return bodies.includes(undefined) ? undefined : bodies.join("");
};

const partBody = (
  part: string,
  { isFirst, isLast }: { readonly isFirst: boolean; readonly isLast: boolean },
): string | undefined => {
  if (part === "'" || part === '"') return undefined;
  if (part.startsWith("'")) return escaped(part.slice(1, -1));
  if (part.startsWith('"')) return hasSubstitution(part) ? undefined : part.slice(1, -1);
  if (part.startsWith("\\")) return escaped(part.slice(1));
  const isChanged = (isFirst && part.startsWith("~")) || /\{[^}]*,/.test(part) || (part.endsWith("$") && !isLast);
  return isChanged || hasSubstitution(part) ? undefined : part;
};

const hasSubstitution = (text: string): boolean => /`|\$\(/.test(text.replace(/\\[\s\S]/g, ""));

/** Literal text as it must stand inside double quotes. */
export const escaped = (text: string): string => text.replace(/[\\"$`]/g, "\\$&");

/** Names that the shell expands in a body. */
export const namesIn = (body: string): readonly string[] =>
  [...body.matchAll(/\\[\s\S]|\$\{?(\w+)/g)].flatMap(([, name]) => name ?? []);

/** The body is the value of this variable and nothing else. */
export const isExactly = (body: string, name: string): boolean => body === `$${name}` || body === `\${${name}}`;

/** A word for the shell: bare, in double quotes, or (with quotes in the value) in single quotes around the expansions. */
export const shellWord = (body: string): string => {
  if (/^[\w@%+=:,./-]+$/.test(body)) return body;
  if (!body.includes('\\"')) return `"${body}"`;
  const parts = body.split(/((?<!\\)\$(?:\w+|\{[^}]*\}))/).filter((part) => part !== "");
  const words = parts.map((part) => (part.startsWith("$") ? `"${part}"` : `'${part.replace(/\\([\s\S])/g, "$1")}'`));
  return words.some((word) => word.slice(1, -1).includes("'")) ? `"${body}"` : words.join("");
};
