/**
 * A path inside the root of an image: `./a//b/` and `/x/../a/b` are `a/b`, the root is the empty string; `..` never
 * leaves the root. `Files\app\x`, as in a layer of Windows, is `Files/app/x`. Control characters stay: who prints, cleans.
 */
export const normalisePath = (raw: string): string => {
  const path = WINDOWS.test(raw) ? raw.replaceAll("\\", "/") : raw;
  if (!UNCLEAN.test(path)) return path;
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts.join("/");
};

/** A folder of a Windows layer, written by a program of Windows; elsewhere a backslash is part of a name. */
const WINDOWS = /^(?:\.[\\/])?(?:Files|Hives|UtilityVM)\\/;

/** An empty part, `.` or `..` somewhere. */
const UNCLEAN = /(?:^|\/)(?:\.{0,2})(?:\/|$)/;
