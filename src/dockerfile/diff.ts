import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";

/** A unified diff that git apply and patch -p1 accept; empty when nothing changes. No `before`: a new file. */
export const unifiedDiff = (path: string, before: string | undefined, after: string): string => {
  if (before === after) return "";
  // GNU patch reads a name with a blank only up to the tab that an empty header puts after it.
  const header = /\s/.test(path) ? "" : undefined;
  const from = before === undefined ? "/dev/null" : `a/${path}`;
  return createTwoFilesPatch(
    from,
    `b/${path}`,
    before ?? "",
    after,
    before === undefined ? undefined : header,
    header,
    {
      context: 3,
      headerOptions: FILE_HEADERS_ONLY,
    },
  );
};
