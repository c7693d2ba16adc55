import type { Facts } from "../domain/finding.ts";

/** Where an answer may say it, first come: paths in its JSON, `header:name` for a header. */
export type Fields = Readonly<Record<string, readonly string[]>>;

export interface Said {
  /** The body as JSON; undefined where it is none. */
  readonly json: unknown;
  header(name: string): string | undefined;
}

const LONGEST = 200;

/** The whitelisted fields that are there, short and printable. Whatever holds one of the values is left out. */
export function aboutOf(
  fields: Fields,
  { said, values }: { readonly said: Said; readonly values: readonly string[] },
): Facts {
  const found = Object.entries(fields).map(([name, places]) => [
    name,
    places.map((place) => shown(read(said, place), values)).find((text) => text !== undefined),
  ]);
  return Object.fromEntries(found.filter(([, value]) => value !== undefined));
}

const HEADER = "header:";

const read = ({ json, header }: Said, place: string): unknown =>
  place.startsWith(HEADER) ? header(place.slice(HEADER.length)) : at(json, place);

function shown(value: unknown, values: readonly string[]): string | number | boolean | undefined {
  if (typeof value === "number" || typeof value === "boolean") return value;
  const text = Array.isArray(value) ? value.filter((one) => typeof one === "string").join(", ") : value;
  return typeof text === "string" && text !== "" && !tells(text, values) ? text.slice(0, LONGEST) : undefined;
}

/** A dotted path; numbers are places of a list. */
export const at = (json: unknown, path: string): unknown =>
  path.split(".").reduce<unknown>((value, key) => {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    return (value as Readonly<Record<string, unknown>>)[key];
  }, json);

/** As it is, or as it stands in an address or in base64. */
export const tells = (text: string, values: readonly string[]): boolean =>
  values.some(
    (value) =>
      value !== "" &&
      [value, encodeURIComponent(value), Buffer.from(value).toString("base64").replace(/=+$/, "")].some((form) =>
        text.includes(form),
      ),
  );

export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
