import { append } from "../../domain/append.ts";
import { type PackageFiles, unpackKeys } from "../../domain/provenance.ts";
import { packKeys } from "./file-key.ts";

/** What is known of an installed package, from any of its manifests. */
interface PackageFacts {
  readonly name: string;
  readonly version: string;
  readonly maintainer: string;
}

/** Packages of one blob with their files: facts and lists of files may come in any order. */
export interface PackageList {
  /** `id`: its name, or more where several of a name may be installed. */
  describe(id: string, facts: PackageFacts): void;
  files(id: string, keys: readonly bigint[]): void;
  /** More files were listed than are kept. */
  isFull(): boolean;
  /** Those of distributions. */
  trusted(distributionOf: (maintainer: string) => string | undefined): readonly PackageFiles[];
}

/** The largest images have a few 100,000 files. */
const LISTED_FILES = 2_000_000;
const LISTED_PACKAGES = 100_000;

export const createPackageList = (manager: string): PackageList => {
  const known = new Map<string, PackageFacts>();
  const lists = new Map<string, Buffer[]>();
  let listed = 0;
  return {
    describe: (id, facts) => {
      if (known.size < LISTED_PACKAGES) known.set(id, facts);
    },
    files: (id, keys) => {
      if (keys.length === 0) return;
      listed += keys.length;
      if (listed > LISTED_FILES || lists.size >= LISTED_PACKAGES) return;
      append(lists, id, packKeys(keys));
    },
    isFull: () => listed > LISTED_FILES || lists.size >= LISTED_PACKAGES || known.size >= LISTED_PACKAGES,
    trusted: (distributionOf) =>
      [...lists].flatMap(([id, packed]) => {
        const facts = known.get(id);
        const distribution = facts && distributionOf(facts.maintainer);
        if (facts === undefined || distribution === undefined) return [];
        const keys = packed.length === 1 ? packed[0] : packKeys(packed.flatMap(unpackKeys));
        const { name, version } = facts;
        return [{ manager, name, version, distribution, keys: keys?.toString("base64") ?? "" }];
      }),
  };
};
