import type { Confidence, Overlap, Severity } from "../domain/finding.ts";
import type { Gate } from "./gate/gate.ts";
import type { Screen } from "./screen.ts";

/** Bytes around the start of a keyword hit in which a match must lie. */
export interface RuleWindow {
  /** How far a match may start before the keyword; 0 means that a match starts with the keyword. */
  readonly before: number;
  /** How far a match may reach from the start of the keyword. */
  readonly after: number;
}

/** Enough for a long token with its context. */
export const DEFAULT_WINDOW: RuleWindow = { before: 0, after: 1024 };

/** The largest window a rule may ask for: what is carried between two chunks is never more. */
export const LARGEST_WINDOW = 16 * 1024;

/** Keywords are shorter, in bytes; `loadRules` holds them to it. */
export const LONGEST_KEYWORD = 64;

/** Provider of rules that know no vendor, only names and values: any other rule beats them. */
export const GENERIC_PROVIDER = "generic";

/** A rule as it stands in `rules/<provider>.yml`. */
export interface RuleDefinition {
  readonly id: string;
  readonly title: string;
  readonly provider: string;
  /** A document without any of them (in any case) is never matched. */
  readonly keywords: readonly string[];
  /** JavaScript pattern with a group named `secret`; several are tried one by one. Matched against latin1 text. */
  readonly pattern: string | readonly string[];
  readonly ignoreCase?: boolean | undefined;
  readonly window?: { readonly before?: number | undefined; readonly after?: number | undefined } | undefined;
  /** Least Shannon entropy of the value, bits per character. */
  readonly entropy?: number | undefined;
  /** Name of a check in `structure/structures.ts`. */
  readonly structure?: string | undefined;
  readonly severity: Severity;
  readonly confidence?: Confidence | undefined;
  /** Longest life of such a secret, ISO 8601 duration. */
  readonly lifetime?: string | undefined;
  /** Only when it is not the overlap class of the runbook. */
  readonly overlap?: Overlap | undefined;
  readonly runbook: string;
  /** Public start of the value that a preview may show; by default the keyword that the value starts with. */
  readonly preview?: string | undefined;
  /** What it finds is no secret but the public half of one: it is told as a fact of what these rules find. */
  readonly completes?: Completes | undefined;
  readonly examples: readonly string[];
  readonly counterexamples: readonly string[];
  /** What rules of other tools' files ask for besides. */
  readonly terms?: RuleTerms | undefined;
}

/** Conditions beside the pattern. Patterns are JavaScript sources, tested against latin1 text. */
export interface RuleTerms {
  /** The pattern is tried everywhere: no text is certain in a match, and there are no keywords. */
  readonly sweep?: true | undefined;
  /** Its work is not shown to be bounded: it is stopped where it takes too long. */
  readonly timed?: true | undefined;
  /** The path of the document must match. */
  readonly path?: string | undefined;
  /** One of them must stand in the document, before or behind the match; in any case. */
  readonly documentWords?: readonly string[] | undefined;
  /** Least numbers of characters in the value. */
  readonly characters?: CharacterCounts | undefined;
  readonly allow?: readonly RuleAllow[] | undefined;
}

export interface CharacterCounts {
  readonly digits?: number | undefined;
  readonly upper?: number | undefined;
  readonly lower?: number | undefined;
  readonly special?: number | undefined;
  /** Which characters are special; by default all that are neither letters nor digits. */
  readonly specialCharacters?: string | undefined;
}

/** What a rule does not report: one of its conditions holds, or with `all` every kind that it has. */
export interface RuleAllow {
  /** In words: `allow list at mine.toml:12`. */
  readonly by: string;
  readonly all?: boolean | undefined;
  readonly paths?: readonly string[] | undefined;
  readonly regexes?: readonly string[] | undefined;
  /** What the regexes look at. */
  readonly target?: "secret" | "match" | "line" | undefined;
  /** Parts of the value, in lower case. */
  readonly stopwords?: readonly string[] | undefined;
}

/** The secrets that a public half belongs to. */
export interface Completes {
  /** Name of the fact that the value is: `account`, `clientId`. Without it the facts are those of the structure. */
  readonly fact?: string | undefined;
  /** Ids of rules; `*-client-secret` is all that end so. */
  readonly rules: readonly string[];
  /** Name of a fact of both halves; equal, they belong together wherever they stand. */
  readonly by?: string | undefined;
  /**
   * The names of both halves must begin alike: `DB_USER` goes with `DB_PASSWORD`. Rules of no vendor ask for it always.
   */
  readonly alike?: boolean | undefined;
}

/** A rule ready to run; one definition may have several. */
export interface Rule {
  readonly definition: RuleDefinition;
  /** In lower case: those of the definition, or of other forms in which it looks for the same. */
  readonly keywords: readonly string[];
  /** Flags `d` and `y` (a match starts at the keyword) or `g`: the caller sets `lastIndex` before each run. */
  readonly regexes: readonly RegExp[];
  readonly window: RuleWindow;
  /** Of all its patterns. */
  readonly gate: Gate;
  /** Of each pattern, when there are several. */
  readonly gates: readonly Gate[];
  readonly screen?: Screen;
  /** It catches what is assigned to a name, right behind its operator. */
  readonly isAssignment: boolean;
}
