import type { DocumentInfo, NamedHalf, PublicHalf } from "../domain/finding.ts";
import { nameStem } from "../domain/name-stem.ts";
import { isSettings } from "../scan/public-halves.ts";
import type { Packages } from "./packages/packages.ts";
import { mayBeLibrary } from "./settle.ts";

/** Public halves of one blob that may tell whose a secret of another document is. */
export interface NamedHalves {
  /** `besideSecret`: in a file with a secret, or in metadata. */
  add(document: DocumentInfo, half: PublicHalf, besideSecret: boolean): void;
  result(): readonly NamedHalf[];
}

/** Of one rule in a blob: names that begin otherwise. Where there are more, it is a list, and none is kept. */
const STEMS = 100;
/** Of one stem: two are enough to say that it is not known which is meant, and one may turn out to be a secret. */
const VALUES = 4;

/** `packages`: says whose each file is; those of libraries are full of names. */
export const createNamedHalves = (packages: Packages | undefined): NamedHalves => {
  const byRule = new Map<string, Map<string, Map<string, NamedHalf>> | "many">();
  return {
    add: (document, half, besideSecret) => {
      if (half.by !== undefined || (half.alike && !besideSecret && !isSettings(document))) return;
      if (packages !== undefined && document.kind === "file" && mayBeLibrary(document)) return;
      const stems = byRule.get(half.ruleId) ?? new Map<string, Map<string, NamedHalf>>();
      const stem = stems === "many" ? "" : half.alike ? nameStem(half.name) : VENDOR;
      if (stems === "many" || stem === "") return;
      const values = stems.get(stem) ?? new Map<string, NamedHalf>();
      const named = values.size < VALUES && !values.has(half.fingerprint) ? toNamed(document, half) : undefined;
      if (named === undefined) return;
      values.set(half.fingerprint, named);
      byRule.set(half.ruleId, stems.set(stem, values).size > STEMS ? "many" : stems);
    },
    result: () =>
      [...byRule.values()]
        .flatMap((stems) => (stems === "many" ? [] : [...stems.values()].flatMap((values) => [...values.values()])))
        .filter(({ document }) => isApplication(document, packages)),
  };
};

/** Names of halves of a vendor say nothing. */
const VENDOR = "<vendor>";

const toNamed = (document: DocumentInfo, { by: _, facts, name, ...half }: PublicHalf): NamedHalf | undefined => {
  const [[fact, value] = ["", ""], ...more] = Object.entries(facts);
  if (more.length > 0 || typeof value !== "string" || value === "") return undefined;
  return { ...half, fact, value, document, ...(name === undefined ? {} : { name }) };
};

const isApplication = (document: DocumentInfo, packages: Packages | undefined): boolean =>
  document.kind !== "file" ||
  packages === undefined ||
  packages.whose({ path: document.path, keys: [] }).provenance === "application";
