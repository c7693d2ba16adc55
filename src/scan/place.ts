import type { DocumentInfo } from "../domain/finding.ts";

/**
 * What a name and a value mean depends on how the text is written. `config`: settings, unquoted values count; `source`:
 * code, only quoted literals count; `prose`: documentation; `dependency`: a lock file, which lists hashes of
 * dependencies. Whose file it is, is no matter of its name: see `Provenance`.
 */
export type Place = "config" | "source" | "prose" | "dependency";

const SOURCE =
  /\.(?:[cm]?[jt]sx?|vue|svelte|py|pyi|rb|go|rs|java|kt|kts|scala|groovy|gradle|cs|vb|c|h|cc|cpp|hpp|m|mm|swift|php\d?|pl|pm|lua|r|dart|ex|exs|erl|hs|clj|ml|sql|proto|graphql|css|scss|less|ps1|psm1|awk|tcl|el|vim|map)$/i;
const PROSE = /\.(?:md|markdown|mdx|rst|adoc|html?|xhtml|tex|[1-8]|pod|po|pot|log|svg|csv|tsv)(?:\.in)?$/i;
const PROSE_NAME = /(?:^|\/)(?:readme|changelog|changes|license|copying|authors|news|history|todo|install)[^/]*$/i;
const LOCK_FILE =
  /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|[^/]*\.lock|go\.sum|composer\.lock)$/i;

/** Settings that are written in a language: their values are set by whoever runs the program. */
const SETTINGS_CODE =
  /(?:^|\/)(?:(?:wp-)?config(?:uration)?|(?:local[_-])?settings|database|db|credentials?|secrets?|env(?:ironment)?)(?:[._-][\w-]{1,20})?\.(?:php|py|rb|[cm]?[jt]s|pl|lua|groovy|gradle|exs|scala)$|\.gradle(?:\.kts)?$/i;

export const isSettingsCode = ({ path }: DocumentInfo): boolean => SETTINGS_CODE.test(path);

export const placeOf = ({ kind, path }: DocumentInfo): Place => {
  if (kind !== "file") return "config";
  if (path !== last.path) last = { path, place: placeOfPath(path) };
  return last.place;
};

/** Candidates of one document come one after the other. */
let last: { readonly path: string; readonly place: Place } = { path: "", place: "config" };

const placeOfPath = (path: string): Place => {
  if (LOCK_FILE.test(path)) return "dependency";
  if (SOURCE.test(path)) return "source";
  return PROSE.test(path) || PROSE_NAME.test(path) ? "prose" : "config";
};
