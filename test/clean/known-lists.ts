import type { ReportModel, SecretReport } from "../../src/report/model.ts";
import { knownHash, publicHalves } from "../../src/scan/known-values.ts";
import type { PackageOf } from "./packages.ts";

const KEY_RULES = new Set([
  "private-key",
  "ssh-private-key",
  "putty-private-key",
  "private-key-base64",
  "jwk-private-key",
]);

/** In characters. Shorter values are passwords: what people choose is chosen by others, too. */
const SHORTEST_TOKEN = 20;

/** Hashes by package, for `src/scan/known-data.ts`. */
export interface KnownLists {
  readonly published: Readonly<Record<string, readonly string[]>>;
  readonly keys: Readonly<Record<string, readonly string[]>>;
}

/** What the packages of a clean tree publish: private keys that parse, and tokens. */
export const knownLists = (model: ReportModel, packageOf: PackageOf): KnownLists => ({
  keys: byPackage(model.secrets.filter(isKey), packageOf, { hashes: keyHashes }),
  published: byPackage(model.secrets.filter(isToken), packageOf, {
    hashes: ({ sha256 = "" }) => [sha256.slice(0, 16)],
  }),
});

const isKey = ({ ruleId, validity }: SecretReport): boolean => KEY_RULES.has(ruleId) && validity !== "malformed";

const isToken = ({ ruleId, confidence, preview, work, reasons }: SecretReport): boolean =>
  !KEY_RULES.has(ruleId) &&
  confidence !== "low" &&
  (work.state !== "test" || reasons.some((reason) => reason.startsWith("published for all in "))) &&
  Number(/\((\d+) characters\)/.exec(preview)?.[1] ?? 0) >= SHORTEST_TOKEN;

const keyHashes = ({ facts, sha256 = "" }: SecretReport): readonly string[] => {
  const halves = publicHalves(facts);
  return halves.length > 0 ? halves.map(knownHash) : [sha256.slice(0, 16)];
};

const byPackage = (
  secrets: readonly SecretReport[],
  packageOf: PackageOf,
  { hashes }: { readonly hashes: (secret: SecretReport) => readonly string[] },
): Readonly<Record<string, readonly string[]>> => {
  const lists = new Map<string, Set<string>>();
  for (const secret of secrets) {
    const source = secret.occurrences.flatMap(({ path }) => packageOf(path) ?? []).sort()[0];
    if (source === undefined) continue;
    const list = lists.get(source) ?? new Set();
    for (const hash of hashes(secret)) list.add(hash);
    lists.set(source, list);
  }
  return Object.fromEntries([...lists].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, list]) => [name, [...list]]));
};
