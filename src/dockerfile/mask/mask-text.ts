import type { Span } from "../../domain/finding.ts";

/** Characters of a line that are shown: the rest is data, not text for people. */
const MAX_SHOWN = 2000;

/** Stands for a value on screen. */
export const MASK = "•••";

export interface MaskNames {
  /** Names whose values are secret, whatever they look like. */
  readonly names: ReadonlySet<string>;
  /** Values that are known. */
  readonly values: readonly string[];
  /** The line belongs to an ENV or ARG: every value that is not plainly harmless is masked. */
  readonly declares: boolean;
  /** Places in the line that hold a value, whatever it looks like. */
  readonly spans?: readonly Span[];
}

/** One line with every value masked that is known, or whose name, place or shape looks secret. Errs on masking. */
export const maskLine = (line: string, mask: MaskNames): string => {
  const spans = [...(mask.spans ?? []), ...mask.values.flatMap((value) => placesOf(line, value))];
  const known = withoutSpans(line, spans);
  return maskRandom(maskUrls(maskOptions(maskColons(maskPairs(known, mask), mask))));
};

/** A text that is no line of a file, with the values masked that are known. */
export const maskKnown = (text: string, values: readonly string[]): string => {
  const spans = values.flatMap((value) => placesOf(text, value));
  return spans.length === 0 ? text : spliced(text, { spans, end: text.length });
};

const placesOf = (text: string, value: string): readonly Span[] => {
  const spans: Span[] = [];
  for (let start = text.indexOf(value); start >= 0; start = text.indexOf(value, start + 1))
    spans.push({ start, end: start + value.length });
  return spans;
};

/** What overlaps is masked as one: what is left of a longer value would tell of it. */
const withoutSpans = (line: string, spans: readonly Span[]): string => {
  const end = Math.min(line.length, MAX_SHOWN);
  const more = line.length > end ? `… ${line.length - end} more` : "";
  return `${spliced(line, { spans, end })}${more}`;
};

const spliced = (text: string, { spans, end }: { readonly spans: readonly Span[]; readonly end: number }): string => {
  let shown = "";
  let at = 0;
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    if (span.start >= end) break;
    if (span.end <= at) continue;
    shown += span.start < at || (at === span.start && at > 0) ? "" : `${text.slice(at, span.start)}${MASK}`;
    at = span.end;
  }
  return at < end ? shown + text.slice(at, end) : shown;
};

const SECRET_NAME =
  /pass|pwd|secret|token|api[_-]?key|apikey|private|credential|auth|cred|_key$|^key$|(?:^|_)pat$|dsn|webhook|conn(?:ection)?_?str|signature|salt/i;
/** A variable of a shell, of make or of Groovy, an expression of a CI, a file that is read, a place that `printf` fills. */
const REFERENCE =
  /^\\?["']?(?:%[bqs](?:\\n)*|\\?\${1,2}(?:\{?\w+(?::?[-+?][^}]{0,3})?\}?|\(\w+\))|\$\{\{[^{}]*\}\}|\$\{env\.\w+\}|\$\(cat [\w./-]+\))\\?["']?$/;
const HARMLESS =
  /^["']?(?:|v?\d[\d.]{0,11}|\d{1,3}|true|false|yes|no|on|off|production|development|staging|test|debug|info|warn|error|noninteractive|dev|prod|main|master|latest|stable|edge|beta|release|__token__|(?:C|[a-z]{2}_[A-Z]{2})\.UTF-8|secret|cache|bind|ssh|tmpfs|[~./][\w./~$:{}-]*)["']?$/i;

/** Variables with no more than marks between them: `"$HOME/bin:$PATH"`, and a list of settings that takes its secret from one. */
const COMPOSED =
  /^\\?["']?(?:[\s:;,./-]*\$(?:\w+|\{\w+\}))+[\s:;,./-]*\\?["']?$|^["']?(?:user(?: ?(?:name|id))?=[\w.@-]{1,32};\s?)?(?:password|pwd)=\$(?:\w+|\{\w+\});?["']?$/i;
/** Of what says who, where and which, a word or two are shown. */
const ABOUT = /(?:^|_)(?:user|username|region|branch|project|org|host|database|module|base|image)$/i;
const WORDS = /^["']?(?:[a-z]+[._:/-]?){1,4}\d{0,2}(?:\.\d{1,3}){0,2}["']?$/;
const MAX_WORDS = 24;
/** A host, with a path or a pattern behind it, of a name that says nothing of a secret. */
const HOST = /^["']?(?:[a-z][a-z-]{0,30}\.){1,4}[a-z]{2,10}(?::\d{2,5})?(?:\/[a-z*][a-z.*_-]{0,30}){0,4}\/?["']?$/;
/** Names of what says where a file is, whatever is in it. */
const PLACE = /(?:_file|_path|_dir|_home|_override|config)$/i;
const PATH = /^["']?(?:\$HOME|~|\.{0,2})(?:\/[\w.-]{1,40})+["']?$/;

const PAIR =
  /(?<![\w$])([A-Za-z_][\w.-]*)(\s?=\s?)(\$\{\{[^{}]*\}\}|\\"\$\w+\\"|"(?:[^"\\]|\\.)*"?|'[^']*'?|\$\([^)]*\)|[^\s"',;&|]+)/g;

const maskPairs = (line: string, mask: MaskNames): string =>
  legacyEnv(line, mask).replace(PAIR, (all, name: string, equals: string, value: string) => {
    if (REFERENCE.test(value) || COMPOSED.test(value) || value === name || isMark(value)) return all;
    const secret = (SECRET_NAME.test(name) && name !== "GOPRIVATE") || mask.names.has(name);
    if (PLACE.test(name) && PATH.test(value)) return all;
    if (!secret && ABOUT.test(name) && value.length <= MAX_WORDS && WORDS.test(value)) return all;
    if (!secret && HOST.test(value)) return all;
    const hide = secret
      ? !/^["']?(?:dummy|true|false|\/run\/secrets\/[\w.-]+)?["']?$/.test(value)
      : mask.declares && !HARMLESS.test(value);
    return hide && !MOUNT.test(all) ? `${name}${equals}${hideValue(value)}` : all;
  });

/** What opens a list, a map or a block. */
const isMark = (value: string): boolean => /^[[{(<|>][[{(<|>+-]?$/.test(value);

/** `--mount=type=secret,id=X,env=Y,required=true` holds no value. */
const MOUNT = /^(?:mount|type|id|env|target|required|mode|uid|gid)\s?=/;

const hideValue = (value: string): string => {
  const quote = /^["']/.exec(value)?.[0] ?? "";
  return `${quote}${MASK}${quote && value.endsWith(quote) && value.length > 1 ? quote : ""}`;
};

const legacyEnv = (line: string, mask: MaskNames): string =>
  line.replace(
    /^(\s*(?:ONBUILD\s+)?ENV\s+)(\w+)(\s+)(?!=)(\S.*)$/i,
    (all, head: string, name: string, gap: string, value: string) =>
      REFERENCE.test(value.trim()) || (HARMLESS.test(value.trim()) && !SECRET_NAME.test(name) && !mask.names.has(name))
        ? all
        : `${head}${name}${gap}${MASK}`,
  );

const COLON = /(?<![\w.-])([A-Za-z_][\w.-]*)(["']?\s*:\s*["']?)((?:Bearer|Basic|token)\s+)?([^\s"',}]+)/gi;

const maskColons = (line: string, { names }: MaskNames): string =>
  line.replace(COLON, (all, name: string, colon: string, scheme: string | undefined, value: string) =>
    (SECRET_NAME.test(name) || names.has(name)) &&
    !/^(?:\/\/|\$|•|[-+=?]$|(?:Bearer|Basic)$)/i.test(value) &&
    !isMark(value) &&
    !(/Id$/.test(name) && WORDS.test(value) && value.length <= MAX_WORDS)
      ? `${name}${colon}${scheme ?? ""}${MASK}`
      : all,
  );

/** `--secret id=X,env=Y` holds no value, and Composer's names of logins stand behind its `--auth`. */
const OPTION =
  /((?:(?<![\w-])--?|:_|(?<![\w=])_)[\w-]*(?:pass(?:word)?|token|secret|auth|key)\w*\s+)(["']?)(?!(?:id|type|name)=[\w.-]+(?:[\s,"']|$)|(?:http-basic|bearer|(?:github|gitlab|bitbucket)-(?:oauth|token))\.[a-z])([^\s"'$•<>|&;-][^\s"']*)/gi;
const USER = /(\s(?:-u|--user)[\s=]+["']?[^\s:"']+:)([^\s"'$]+)/g;

const maskOptions = (line: string): string => line.replace(OPTION, `$1$2${MASK}`).replace(USER, `$1${MASK}`);

const maskUrls = (line: string): string =>
  line.replace(/(:\/\/)([^/\s@"']+)@/g, (all, scheme: string, user: string) =>
    /^git$|^(?:(?:[\w-]*|\$\{?\w+\}?):)?\$\{?\w+\}?(?::[\w-]*)?$|^\$\{(\w+):\+\$\1$/.test(user)
      ? all
      : `${scheme}${MASK}@`,
  );

/** 20 characters of letters and digits are no word. Digests of images and upper case names are kept. */
const maskRandom = (line: string): string =>
  line.replace(/(sha256:)?[A-Za-z0-9+_=]{20,}/g, (all, digest?: string) => {
    if (digest !== undefined || /^[A-Z]+(?:\d*_[A-Z\d]+)+=?$/.test(all)) return all;
    return /\d/.test(all) && /[A-Za-z]/.test(all) ? MASK : all;
  });
