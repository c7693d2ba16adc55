import { outerPath } from "../../domain/inner-path.ts";
import { normalisePath } from "../../tar/path.ts";
import { fileKey } from "./file-key.ts";
import type { LibraryReader, Placed, Whose } from "./manifest-reader.ts";

const MEBIBYTE = 1024 * 1024;
const RECORD_BYTES = 16 * MEBIBYTE;
const SMALL_BYTES = 64 * 1024;
const REMEMBERED = 100_000;
const LISTED_FILES = 1_000_000;

interface Facts {
  /** Folder or module below site-packages -> the distribution it belongs to, as `SITE/NAME.dist-info`. */
  readonly tops: Map<string, string>;
  /** Installed from an address or a folder, not from an index. */
  readonly local: Set<string>;
  /** Metadata whose RECORD was read. */
  readonly recorded: Set<string>;
  /** Paths of RECORDs; keys of those with a hash. */
  readonly paths: Set<string>;
  readonly keys: Set<bigint>;
}

/**
 * Python packages below site-packages and dist-packages: wheels with RECORD and direct_url.json (PyPA: recording
 * installed packages; direct URL data), eggs with top_level.txt. A RECORD proves that a file is as packaged, not that
 * the package is public.
 */
export const createPython = (): LibraryReader => {
  const facts: Facts = {
    tops: new Map(),
    local: new Set(),
    recorded: new Set(),
    paths: new Set(),
    keys: new Set(),
  };
  return {
    begin: (path) => {
      const { site, info, file } = parts(path) ?? {};
      if (site === undefined || info === undefined) return undefined;
      claim(facts, { top: site + moduleName(info), info: site + info });
      return file === "RECORD"
        ? RECORD_BYTES
        : file === "direct_url.json" || file === "top_level.txt"
          ? SMALL_BYTES
          : undefined;
    },
    read: (path, bytes) => {
      const { site = "", info = "", file } = parts(path) ?? {};
      const text = bytes.toString("utf8");
      if (file === "RECORD") readRecord(text, { site, info: site + info, facts });
      else if (file === "direct_url.json") facts.local.add(site + info);
      else for (const top of text.split(/\s+/)) claim(facts, { top: site + top, info: site + info });
    },
    whose: (file) => whose(file, facts),
  };
};

const METADATA = /^(?<site>(?:.*\/)?(?:site|dist)-packages\/)(?<info>[^/]+\.(?:dist|egg)-info)(?:\/(?<file>[^/]+))?$/;
const SITE = /^(?<site>(?:.*\/)?(?:site|dist)-packages\/)(?<top>[^/]+?)(?<rest>\/.*)?$/;

const parts = (path: string): Readonly<Record<string, string | undefined>> | undefined =>
  path.includes("-packages/") ? METADATA.exec(path)?.groups : undefined;

/** `Foo_Bar-1.2.dist-info` -> `foo_bar`: most packages have a folder of their name. */
const moduleName = (info: string): string => info.replace(/-.*$/, "").replaceAll(/[.-]/g, "_").toLowerCase();

/** The folder, or the module without its ending. */
const topKey = (site: string, top: string): string =>
  (site + top).replace(/\.(?:py[cdiw]?|(?:[\w-]+\.)*(?:so|pyd))$/, "");

const claim = ({ tops }: Facts, { top, info }: { readonly top: string; readonly info: string }): void => {
  if (tops.size < REMEMBERED) tops.set(top, info);
};

/** CSV of path, `sha256=<urlsafe base64>`, size; paths are below site-packages, or begin with `../`. */
const readRecord = (
  text: string,
  { site, info, facts }: { readonly site: string; readonly info: string; readonly facts: Facts },
): void => {
  facts.recorded.add(info);
  for (const [, quoted, bare = "", hash] of text.matchAll(
    /^(?:"([^"\n]*)"|([^,\n]*)),(?:sha256=([\w-]{43}))?[^\n]*$/gm,
  )) {
    if (facts.paths.size >= LISTED_FILES) return;
    const listed = quoted ?? bare;
    const path = normalisePath(listed.startsWith("/") ? listed : site + listed);
    facts.paths.add(path);
    if (hash !== undefined) facts.keys.add(fileKey(path, Buffer.from(hash, "base64url")));
    const { site: own, top } = SITE.exec(path)?.groups ?? {};
    if (own === site && top !== undefined) claim(facts, { top: topKey(site, top), info });
  }
};

const whose = ({ path, keys }: Placed, facts: Facts): Whose | undefined => {
  const { site, top } = SITE.exec(path)?.groups ?? {};
  if (site === undefined || top === undefined) return undefined;
  const file = outerPath(path);
  const info = ownerOf(site, { top, facts });
  if (info === undefined) return { provenance: "application", reason: `in ${baseName(site)}, but in no package` };
  const name = packageName(info.slice(site.length));
  const within = `in the Python package ${name}`;
  if (facts.local.has(info))
    return { provenance: "application", reason: `${within}, which was installed from an address or a folder` };
  if (!facts.recorded.has(info) || COMPILED.test(file)) return { provenance: "dependency", reason: within };
  if (!facts.paths.has(file))
    return { provenance: "application", reason: `in the folder of the Python package ${name}, which does not list it` };
  if (keys.some((key) => facts.keys.has(key)))
    return { provenance: "dependency", reason: `equals the file of the Python package ${name}` };
  return keys.length > 0 && !file.endsWith(".dist-info/RECORD")
    ? { provenance: "application", reason: `differs from the file of the Python package ${name}` }
    : { provenance: "dependency", reason: within };
};

/** Made on installation: a RECORD has no hash of it, or does not list it. */
const COMPILED = /\.py[co]$/;

const ownerOf = (site: string, { top, facts }: { readonly top: string; readonly facts: Facts }): string | undefined => {
  if (/\.(?:dist-info|egg-info|egg)$/.test(top)) return site + top;
  return facts.tops.get(topKey(site, top)) ?? facts.tops.get(topKey(site, top.toLowerCase()));
};

const packageName = (info: string): string => info.replace(/\.(?:dist-info|egg-info|egg)$/, "").replace(/-(\d)/, " $1");

const baseName = (site: string): string => site.split("/").at(-2) ?? site;
