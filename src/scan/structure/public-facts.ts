import type { Facts } from "../../domain/finding.ts";

/** Only the texts, numbers and flags that are there and short; `undefined` and objects are left out. */
export const publicFacts = (values: Readonly<Record<string, unknown>>): Facts =>
  Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string | number | boolean] => isFact(entry[1])),
  );

const isFact = (value: unknown): boolean =>
  typeof value === "number" ||
  typeof value === "boolean" ||
  (typeof value === "string" && /^[\x20-\x7e]{1,120}$/.test(value));

/** ISO 8601 of seconds since 1970; undefined for what is no believable time. */
export const isoTime = (seconds: unknown): string | undefined =>
  typeof seconds === "number" && seconds > 0 && seconds < 1e11 ? new Date(seconds * 1000).toISOString() : undefined;
