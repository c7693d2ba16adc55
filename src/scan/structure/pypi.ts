import { asArray, asObject, parseJson } from "./json.ts";
import { readMacaroon } from "./macaroon.ts";
import { isoTime, publicFacts } from "./public-facts.ts";
import type { Structure } from "./structure.ts";

/** Caveats that are arrays begin with a number (https://github.com/pypi/warehouse, warehouse/macaroons/caveats). */
const EXPIRATION = 0;
const PROJECT_NAMES = 1;
const PROJECT_IDS = 2;
const USER = 3;

/** PyPI's tokens are macaroons: their caveats say what for, whose and how long, and nobody can take them out. */
export const pypi: Structure = ({ value }) => {
  const macaroon = readMacaroon(Buffer.from(value.slice("pypi-".length), "base64url"));
  if (macaroon === undefined)
    return { confidence: "low", validity: "malformed", reasons: ["is no macaroon: likely an example"] };
  const facts = macaroon.caveats.map((text) => readCaveat(parseJson(text)));
  return {
    confidence: "high",
    facts: publicFacts(Object.assign({ location: macaroon.location }, ...facts)),
    reasons: ["parses as a macaroon"],
  };
};

const readCaveat = (caveat: unknown): Readonly<Record<string, unknown>> => {
  const [kind, first] = asArray(caveat) ?? [];
  if (kind === EXPIRATION) return { expiresAt: isoTime(first) };
  if (kind === PROJECT_NAMES) return { projects: asArray(first)?.join(",") };
  if (kind === PROJECT_IDS) return { projectIds: asArray(first)?.join(",") };
  if (kind === USER) return { user: first };
  const { permissions, exp } = asObject(caveat) ?? {};
  return {
    ...(exp === undefined ? {} : { expiresAt: isoTime(exp) }),
    ...(permissions === "user" ? { scope: "user" } : {}),
    ...projectsOf(asObject(permissions)?.projects),
  };
};

const projectsOf = (projects: unknown) => {
  const names = asArray(projects);
  return names === undefined ? {} : { projects: names.join(",") };
};
