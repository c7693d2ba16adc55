import type { DocumentInfo } from "../domain/finding.ts";

/**
 * What a name and a value mean depends on how the text is written. `config`: settings, unquoted values count; `source`:
 * code, only quoted literals count; `log`: what programs said of their work; `prose`: documentation; `dependency`: a lock
 * file, which lists hashes of dependencies. Whose file it is, is no matter of its name: see `Provenance`.
 */
export type Place = "config" | "source" | "log" | "prose" | "dependency";

const SOURCE =
  /\.(?:[cm]?[jt]sx?|vue|svelte|py[ico]?|rb|go|rs|java|kt|kts|scala|groovy|gradle|cs|vb|c|h|cc|cpp|hpp|m|mm|swift|php\d?|pl|pm|lua|r|dart|ex|exs|[eh]rl|hs|clj|ml|sql|proto|graphql|css|scss|less|ps1|psm1|awk|tcl|el|vim|map)$/i;
const PROSE = /\.(?:md|markdown|mdx|rst|adoc|html?|xhtml|tex|[1-8]|pod|po|pot|sum|svg|csv|tsv)(?:\.in)?$/i;
/**
 * `README`, `LICENSE-MIT`, `CHANGES.1.2`, `NEWS.Debian`, `INSTALL.unix.txt`, `README.fr`; `install.sh` and `news.properties` are
 * none: of other endings a file is what they say.
 */
const PROSE_NAME =
  /(?:^|\/)(?:readme|change(?:log|s)|licen[cs]es?|copying|authors|news|history|todo|install(?:ation|ing)?)(?:[-_ ][\w+ -]{1,60})?(?:\.\d[\w.-]{0,20})?(?:\.(?:txt|text|in|docx?|debian|source|old|orig|unix|linux|win(?:32|dows)?|lib|lesser|apache|bsd|mit|[al]?gpl|mpl|(?!sh|tf)[a-z]{2}(?:[-_][a-z]{2})?)){0,2}$/i;
const LOG = /\.log(?:\.\d{1,4})?$/i;
/** What is packed is of the kind of what is in it. */
const PACKED = /\.(?:gz|xz|bz2|zst)$/i;
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

const placeOfPath = (packed: string): Place => {
  const path = packed.replace(PACKED, "");
  if (LOCK_FILE.test(path)) return "dependency";
  if (SOURCE.test(path)) return "source";
  if (LOG.test(path)) return "log";
  return PROSE.test(path) || PROSE_NAME.test(path) ? "prose" : "config";
};
