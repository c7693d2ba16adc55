import { createHostTally, type HostTally } from "./host-tally.ts";
import type { LibraryReader, Whose } from "./manifest-reader.ts";
import { parseManifest } from "./parse-manifest.ts";

const MEBIBYTE = 1024 * 1024;
const PACKAGE_BYTES = MEBIBYTE;
/** A lock file of 3,000 packages has 2 MB. */
const LOCK_BYTES = 16 * MEBIBYTE;
const REMEMBERED = 200_000;

interface Facts {
  /** Package folders that hold a package.json. */
  readonly installed: Set<string>;
  /** Package folders that are nobody else's, and why. */
  readonly private: Map<string, string>;
  /** Where packages came from, by folder. */
  readonly hosts: HostTally;
  /** Scopes with a registry of their own, `@acme`. */
  readonly scopes: Set<string>;
}

/** Packages in node_modules. One without a package.json in the same blob was not put there by a package manager. */
export const createNpm = (): LibraryReader => {
  const facts: Facts = { installed: new Set(), private: new Map(), hosts: createHostTally(), scopes: new Set() };
  return {
    begin: (path) => {
      if (!(path.endsWith(".json") || path.endsWith(".npmrc")) || !FILES.test(path)) return undefined;
      const folder = ownPackage(path);
      if (folder !== undefined && facts.installed.size < REMEMBERED) facts.installed.add(folder);
      return path.endsWith("lock.json") ? LOCK_BYTES : PACKAGE_BYTES;
    },
    read: (path, bytes) => {
      const folder = ownPackage(path);
      if (path.endsWith(".npmrc")) readNpmrc(bytes.toString("utf8"), facts);
      else if (folder === undefined) readLock(path.replace(LOCK, ""), { lock: parseManifest(bytes), facts });
      else readPackage(folder, { content: parseManifest(bytes), facts });
    },
    whose: ({ path }) => whose(path, facts),
  };
};

const FILES =
  /(?:^|\/)(?:\.npmrc|(?:node_modules\/\.)?package-lock\.json|npm-shrinkwrap\.json|node_modules\/(?:@[^/]+\/)?[^/]+\/package\.json)$/;
const LOCK = /(?:node_modules\/\.)?(?:package-lock|npm-shrinkwrap)\.json$/;
const FOLDER = /^((?:.*\/)?node_modules\/)((?:@[^/]+\/)?[^/@.][^/]*)\//;

const folderOf = (path: string): string | undefined => {
  const [, above, name] = FOLDER.exec(path) ?? [];
  return name === undefined ? undefined : `${above}${name}`;
};

/** The folder of the package that a package.json describes. */
const ownPackage = (path: string): string | undefined => {
  const folder = path.endsWith("/package.json") ? folderOf(path) : undefined;
  return folder !== undefined && path.length === folder.length + "/package.json".length ? folder : undefined;
};

const nameOf = (folder: string): string => folder.slice(folder.lastIndexOf("node_modules/") + "node_modules/".length);

const whose = (path: string, facts: Facts): Whose | undefined => {
  if (!/(?:^|\/)node_modules\//.test(path)) return undefined;
  const folder = folderOf(path);
  if (folder === undefined || !facts.installed.has(folder))
    return { provenance: "application", reason: "in node_modules, but in no package" };
  const name = nameOf(folder);
  const why = facts.private.get(folder) ?? fromElsewhere(folder, facts);
  return why === undefined
    ? { provenance: "dependency", reason: `in the npm package ${name}` }
    : { provenance: "application", reason: `in the npm package ${name}, which is ${why}` };
};

const fromElsewhere = (folder: string, { scopes, hosts }: Facts): string | undefined => {
  if (scopes.has(nameOf(folder).split("/", 1)[0] ?? "")) return "of a scope with a registry of its own";
  return hosts.isOdd(folder) ? "from another registry than most packages" : undefined;
};

interface Described {
  readonly content: Readonly<Record<string, unknown>>;
  readonly facts: Facts;
}

/** npm 6 wrote `_resolved`; `UNLICENSED` and `access: restricted` say that nobody else may have it (npm docs, package.json). */
const readPackage = (folder: string, { content, facts }: Described): void => {
  const { private: own, license, publishConfig, _resolved: resolved } = content;
  const access = isRecord(publishConfig) ? publishConfig.access : undefined;
  const why =
    own === true
      ? "private"
      : license === "UNLICENSED"
        ? "licensed to nobody"
        : access === "restricted" && "restricted";
  if (typeof why === "string") facts.private.set(folder, why);
  takeSource(folder, { resolved, facts });
};

/** Lock files of version 2 and 3 list `packages` by their folders. */
const readLock = (
  root: string,
  { lock, facts }: { readonly lock: Readonly<Record<string, unknown>>; readonly facts: Facts },
): void => {
  for (const [at, entry] of Object.entries(isRecord(lock.packages) ? lock.packages : {})) {
    if (!isRecord(entry) || !at.includes("node_modules/") || facts.private.size >= REMEMBERED) continue;
    if (entry.link === true) facts.private.set(root + at, "local");
    else takeSource(root + at, { resolved: entry.resolved, facts });
  }
};

const takeSource = (
  folder: string,
  { resolved, facts }: { readonly resolved: unknown; readonly facts: Facts },
): void => {
  if (typeof resolved !== "string") return;
  if (/^file:/.test(resolved)) facts.private.set(folder, "local");
  else if (/^(?:git\+)?ssh:/.test(resolved)) facts.private.set(folder, "from a repository that asks for a key");
  else facts.hosts.add(folder, resolved);
};

/** `@acme:registry=https://...` (npm docs, npmrc). */
const readNpmrc = (text: string, { scopes }: Facts): void => {
  for (const [, scope = ""] of text.matchAll(/^[ \t]*(@[^:\s]+):registry[ \t]*=/gm))
    if (scopes.size < REMEMBERED) scopes.add(scope);
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
