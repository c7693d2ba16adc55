import * as z from "zod";
import { isDigest } from "../../domain/digest.ts";
import type { ImportedPlace } from "../../domain/imported.ts";

/** A text that a tool leaves out, or writes as null or empty, when it has none. */
export const optionalText = z
  .string()
  .nullish()
  .transform((text) => (text === null || text === "" ? undefined : text));

/** Lines count from 1; tools write 0 or -1 for none. */
export const optionalLine = z
  .number()
  .nullish()
  .transform((line) => (typeof line === "number" && Number.isSafeInteger(line) && line > 0 ? line : undefined));

/** Names of rules become parts of ids: at most 120 harmless characters. */
export const ruleName = z
  .string()
  .min(1)
  .transform((name) => name.replace(/[^A-Za-z0-9._/-]+/g, "-").slice(0, 120));

type Told = { readonly [K in keyof ImportedPlace]?: ImportedPlace[K] | undefined };

/** Characters of a path or an address that are kept. */
const LONGEST = 2000;

/** A place without what is not known. A digest that is none is left out. */
export const placeOf = (told: Told): ImportedPlace =>
  Object.fromEntries(
    Object.entries(told)
      .filter(([name, value]) => value !== undefined && (DIGESTS.has(name) ? isDigest(value) : value !== ""))
      .map(([name, value]) => [name, typeof value === "string" ? value.slice(0, LONGEST) : value]),
  );

const DIGESTS: ReadonlySet<string> = new Set(["layer", "diffId"]);

/** What tools write in the place of a value that they do not tell. */
const MASKED = /^(?:\[?redacted\b.*|[*•]{3,})$|[*•]{4}|\.\.\.$|…/is;

/** The value, unless the tool masked it. */
export const unmasked = (value: string | undefined): string | undefined =>
  value === undefined || value === "" || MASKED.test(value) ? undefined : value;
