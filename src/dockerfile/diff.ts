import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";

/** A unified diff that git apply and patch -p1 accept; empty when nothing changes. No `before`: a new file. */
export const unifiedDiff = (path: string, before: string | undefined, after: string): string => {
  if (before === after) return "";
  const from = before === undefined ? "/dev/null" : `a/${path}`;
  const diff = createTwoFilesPatch(from, `b/${path}`, before ?? "", after, undefined, undefined, {
    context: 3,
    headerOptions: FILE_HEADERS_ONLY,
  });
  return /\s/.test(path) ? withTabs(diff) : diff;
};

/** GNU patch reads a name up to its first blank, unless a tab ends it. */
const withTabs = (diff: string): string => {
  const [from = "", to = "", ...hunks] = diff.split("\n");
  return [`${from}\t`, `${to}\t`, ...hunks].join("\n");
};
