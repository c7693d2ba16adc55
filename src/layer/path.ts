/**
 * A path inside the root of an image: `./a//b/` and `/x/../a/b` are `a/b`, the root is the empty string; `..` never
 * leaves the root. Control characters stay: who prints, cleans.
 */
export const normalisePath = (raw: string): string => {
  if (!UNCLEAN.test(raw)) return raw;
  const parts: string[] = [];
  for (const part of raw.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts.join("/");
};

/** An empty part, `.` or `..` somewhere. */
const UNCLEAN = /(?:^|\/)(?:\.{0,2})(?:\/|$)/;
