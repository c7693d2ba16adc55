/**
 * `*` and `?` stay in one folder, `**` does not. A pattern without a slash means any folder; one that names a folder or
 * an archive means all that is in it.
 */
export const pathPattern = (pattern: string): RegExp => {
  const bare = pattern.replace(/^\.?\//, "").replace(/\/+$/, "");
  const anywhere = bare.includes("/") ? "" : "(?:.*/)?";
  const source = bare.replace(
    /\*\*\/|\*\*|[*?]|[^*?]/g,
    (part) => PARTS[part] ?? part.replace(/[\\^$.|+()[\]{}]/, "\\$&"),
  );
  return new RegExp(`^\\.?/?${anywhere}${source}(?:!?/.*)?$`, "s");
};

const PARTS: Readonly<Record<string, string>> = { "**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]" };
