import type { LibraryReader, Whose } from "./manifest-reader.ts";

/** Folders whose very structure tells of a package: a name with a version where its package manager writes one. */
const FOLDERS: readonly { readonly what: string; readonly at: RegExp }[] = [
  // Sources that Bundler took from git stand in bundler/gems: mostly the company's own.
  { what: "Ruby gem", at: /(?:^|\/)(?<!(?:^|\/)bundler\/)gems\/(?<name>[^/]+-\d[^/]*)\// },
  { what: "Go module", at: /(?:^|\/)pkg\/mod\/(?:cache\/download\/)?(?<name>(?!cache\/)[^@]+@v\d[^/]*)\// },
  { what: "Go module", at: /(?:^|\/)pkg\/mod\/cache\/download\/(?<name>.+?)\/@v\// },
  {
    what: "Rust crate",
    at: /(?:^|\/)registry\/(?:src|cache)\/[^/]+-[0-9a-f]{16}\/(?<name>[^/]+-\d[^/]*?)(?:\/|\.crate(?:!\/|$))/,
  },
  { what: "Maven artifact", at: /(?:^|\/)\.m2\/repository\/(?<name>(?:[^/]+\/){2,}\d[^/]*)\/[^/]+/ },
];

/** Lists of what a tool copied beside the sources, by the path below `vendor/`: PHP Composer, Go. */
const LISTS: Readonly<Record<string, string>> = { "composer/installed.json": "Composer", "modules.txt": "Go" };
const VENDOR = /^(?<root>(?:.*\/)?vendor\/)(?<rest>.+)$/;
const REMEMBERED = 10_000;

/** Libraries that need no manifest to be told, or one that only has to be there. */
export const createLibraryPath = (): LibraryReader => {
  const vendored = new Map<string, string>();
  return {
    begin: (path) => {
      if (!path.includes("vendor/")) return undefined;
      const { root, rest = "" } = VENDOR.exec(path)?.groups ?? {};
      const tool = Object.hasOwn(LISTS, rest) ? LISTS[rest] : undefined;
      if (root !== undefined && tool !== undefined && vendored.size < REMEMBERED) vendored.set(root, tool);
      return undefined;
    },
    read: () => undefined,
    whose: ({ path }) => inFolder(path) ?? inVendor(path, vendored),
  };
};

const inFolder = (path: string): Whose | undefined => {
  for (const { what, at } of FOLDERS) {
    const name = at.exec(path)?.groups?.name;
    if (name !== undefined) return { provenance: "dependency", reason: `in the ${what} ${name}` };
  }
  return undefined;
};

const inVendor = (path: string, vendored: ReadonlyMap<string, string>): Whose | undefined => {
  const { root, rest } = VENDOR.exec(path)?.groups ?? {};
  const tool = root === undefined ? undefined : vendored.get(root);
  return tool === undefined || rest?.includes("/") !== true
    ? undefined
    : { provenance: "dependency", reason: `below vendor, where ${tool} keeps libraries` };
};
