import type { Span } from "../domain/finding.ts";
import { holdsControl } from "./binary.ts";
import { shannonEntropy } from "./entropy.ts";
import { isFiller } from "./filler.ts";
import { listed, NOWHERE } from "./known-values.ts";
import type { Candidate, Match } from "./match.ts";
import { nameToShow } from "./name-before.ts";
import { isExample, publicity } from "./publicity.ts";
import { publicPrefix } from "./redact.ts";
import { strengthOf } from "./strength.ts";
import type { Verdict } from "./structure/structure.ts";
import { STRUCTURES } from "./structure/structures.ts";
import { looksTyped } from "./typed.ts";
import { isWords } from "./value-model.ts";

/** A match whose span is in the window and whose line is not known yet. */
export type Judged = Omit<Match, "line">;

/** Why a candidate is no secret, and what of it was read as the value. */
export interface Rejected {
  readonly rejected: string;
  /** An allow list of a rule file names it. */
  readonly allowed?: true;
  readonly span: Span;
}

export const judge = (candidate: Candidate): Judged | Rejected => {
  const verdict = examine(candidate);
  const span = verdict.span ?? candidate.span;
  if (verdict.reject !== undefined) return { rejected: verdict.reject, span };
  const value = candidate.text.slice(span.start, span.end);
  const doubt = isProven(verdict) ? undefined : implausible(candidate, { value, span });
  const isTyped = looksTyped(value.slice(publicPrefix(candidate.rule, value).length));
  // Of a name that goes with a secret nothing else is told: it is looked up only where it may be none.
  const isLookedUp = isTyped || doubt !== undefined || candidate.rule.definition.completes?.fact === undefined;
  const of = isLookedUp ? listed(value) : NOWHERE;
  const certain = isExample(verdict, of) || isProven(verdict);
  if (doubt !== undefined && !certain) return { rejected: doubt, span };
  const told = publicity(verdict, { value, of });
  const typed = isTyped && !certain && told.known === undefined;
  const before = verdict.name === undefined ? nameToShow(candidate.text, span.start) : undefined;
  const name = verdict.name ?? (before && ownCopy(before));
  const { severity = verdict.severity, facts, reasons, ...known } = told;
  const own = ownCopy(value);
  const identity = verdict.identity === undefined ? own : ownCopy(verdict.identity);
  return {
    rule: candidate.rule,
    value: own,
    identity,
    written: verdict.written === undefined ? identity : ownCopy(verdict.written),
    span,
    confidence: typed ? "low" : (verdict.confidence ?? candidate.rule.definition.confidence ?? "high"),
    strength: typed ? "name" : strengthOf({ rule: candidate.rule, value, verdict }),
    validity: verdict.validity ?? "unknown",
    ...(severity === undefined ? {} : { severity }),
    facts: { ...verdict.facts, ...facts },
    reasons: [...(verdict.reasons ?? []), ...why(candidate), ...(reasons ?? []), ...(typed ? [TYPED] : [])],
    ...known,
    ...(name === undefined ? {} : { name }),
  };
};

const TYPED = "looks typed by hand: likely an example";

/** What a check cannot bear is kept, and must not end the scan of all the rest. */
const examine = (candidate: Candidate): Verdict => {
  const { structure } = candidate.rule.definition;
  try {
    return structure === undefined ? {} : (STRUCTURES[structure]?.(candidate) ?? {});
  } catch {
    return { confidence: "low", reasons: [`internal error in the check ${structure}: please report it`] };
  }
};

/** A recovery phrase may hold `example`, a token any letters: what has its checksum is no filler. */
const isProven = ({ facts }: Verdict): boolean => facts?.checksum === "valid";

const implausible = (
  { rule, text }: Candidate,
  { value, span }: { readonly value: string; readonly span: Span },
): string | undefined => {
  if (value === "") return "no value";
  if (holdsControl(value)) return "bytes that are no text";
  if (shannonEntropy(value) < (rule.definition.entropy ?? 0)) return "not random enough for this rule";
  if (FILE_ENDING.test(text.slice(span.end, span.end + 8))) return "part of a file's name";
  if (MASKED.test(text.slice(span.end, span.end + 8))) return "the rest of it is masked";
  const prefix = publicPrefix(rule, value);
  const body = value.slice(prefix.length);
  if (prefix !== "" && isWords(body)) return "words in place of a token";
  return isFiller(body) ? "filler in place of a token" : undefined;
};

/** Files that are named after a digest of what they hold. */
const FILE_ENDING = /^\.(?:png|jpe?g|gif|svg|ico|webp|woff2?|ttf|css|m?js|map|html?)(?![\w.-])/i;

/** What is shown of a token by who does not want to show it. */
const MASKED = /^(?:[#*]{4}|(?:\xe2\x80\xa2){2})/;

const why = ({ rule: { definition } }: Candidate): readonly string[] =>
  definition.structure === undefined ? [`matches the format of: ${definition.title}`] : [];

/** A slice keeps its whole window alive in V8; a copy does not. */
const ownCopy = (text: string): string => Buffer.from(text, "latin1").toString("latin1");
