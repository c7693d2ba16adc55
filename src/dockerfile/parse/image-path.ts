/** Absolute, normalised POSIX path: `join("/app", "../x")` is `/x`. An absolute second part wins. */
export const joinPath = (base: string, path: string): string => {
  const parts: string[] = [];
  for (const part of (path.startsWith("/") ? path : `${base}/${path}`).split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
};

export const baseName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** True when `path` lies below `directory`; both absolute. */
export const isBelow = (path: string, directory: string): boolean =>
  path.startsWith(directory === "/" ? "/" : `${directory}/`) && path !== directory;

/** `*` and `?` stay within a path element, `**` crosses them; `[...]` as in Go's filepath.Match. */
export const globPattern = (glob: string): RegExp => {
  const source = glob.replace(/\\.|\*\*\/?|\*|\?|\[[^\]]+\]|[.+^${}()|\\[\]]/g, (token) => {
    if (token === "**/") return "(?:.*/)?";
    if (token === "**") return ".*";
    if (token === "*") return "[^/]*";
    if (token === "?") return "[^/]";
    if (token.startsWith("\\") && token.length === 2) return `\\${token[1]}`;
    return token.length > 2 ? token.replace(/\\/g, "\\\\") : `\\${token}`;
  });
  return compile(`^${source}$`);
};

/** Go's pattern may hold a class that JavaScript rejects; such a pattern matches nothing. */
const compile = (source: string): RegExp => {
  try {
    return new RegExp(source);
  } catch {
    return /$^/;
  }
};
