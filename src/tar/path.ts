/**
 * A path inside the root of an image: `./a//b/` and `/x/../a/b` are `a/b`, the root is the empty string; `..` never
 * leaves the root. `Files\app\x`, as in a layer of Windows, is `Files/app/x`. Control characters stay: who prints, cleans.
 */
export const normalisePath = (raw: string): string => {
  const path = raw.includes("\\") && WINDOWS.test(raw) ? raw.replaceAll("\\", "/") : raw;
  // As most archives write paths: `./usr/lib/`.
  const bare = path.slice(path.startsWith("./") ? 2 : 0, path.endsWith("/") ? -1 : path.length);
  if (isClean(bare)) return bare;
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts.join("/");
};

/** A folder of a Windows layer, written by a program of Windows; elsewhere a backslash is part of a name. */
const WINDOWS = /^(?:\.[\\/])?(?:Files|Hives|UtilityVM)\\/;

const SLASH = 0x2f;
const DOT = 0x2e;

/** No part of it is empty, `.` or `..`. */
const isClean = (path: string): boolean => {
  let length = 0;
  let dots = 0;
  for (let at = 0; at < path.length; at++) {
    const unit = path.charCodeAt(at);
    if (unit !== SLASH) {
      length++;
      if (unit === DOT) dots++;
    } else {
      if (length === dots && length <= 2) return false;
      length = 0;
      dots = 0;
    }
  }
  return length > dots || length > 2;
};
