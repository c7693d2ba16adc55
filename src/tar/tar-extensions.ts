import { readPax } from "./pax.ts";

/** What the headers before an entry say of it. */
export interface Extensions {
  readonly pax?: ReadonlyMap<string, string>;
  readonly longName?: string;
  readonly longLink?: string;
  /** A pax header could not be read to its end. */
  readonly malformed?: boolean;
}

/** Pax for one entry, Solaris' older form of it, pax for all entries, GNU long name and long link name. */
export const isExtension = (type: string): boolean => TYPES.has(type);
const TYPES = new Set(["x", "X", "g", "L", "K"]);

/** Adds one header. Global pax headers change nothing, as in Go's archive/tar. */
export const extend = (
  before: Extensions,
  { type, body }: { readonly type: string; readonly body: Buffer },
): Extensions => {
  if (type === "g") return before;
  if (type === "L") return { ...before, longName: untilNul(body) };
  if (type === "K") return { ...before, longLink: untilNul(body) };
  const { records, whole } = readPax(body);
  return { ...before, pax: records, malformed: !whole };
};

const untilNul = (body: Buffer): string => {
  const end = body.indexOf(0);
  return body.toString("utf8", 0, end < 0 ? body.length : end);
};
