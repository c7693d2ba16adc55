import type { DocumentInfo } from "../domain/finding.ts";

/**
 * What a name and a value mean depends on where they stand. `config`: settings of this image, unquoted values count;
 * `source`: code, only quoted literals count; `prose`: documentation; `dependency`: files of packages and libraries.
 */
export type Place = "config" | "source" | "prose" | "dependency";

const DEPENDENCY =
  /(?:^|\/)(?:node_modules|bower_components|site-packages|dist-packages|vendor|gems|\.cargo\/registry|pkg\/mod|usr\/(?:local\/)?(?:lib\d*|libexec|share|include|src|s?bin|go)|lib(?:32|64)?|s?bin|var\/lib\/(?:dpkg|apt|rpm)|opt\/(?:yarn|java))\//;
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
  if (DEPENDENCY.test(path) || LOCK_FILE.test(path)) return "dependency";
  if (SOURCE.test(path)) return "source";
  return PROSE.test(path) || PROSE_NAME.test(path) ? "prose" : "config";
};
