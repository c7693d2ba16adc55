import type { DocumentInfo, Facts, Finding } from "../domain/finding.ts";
import { fingerprint, sealHash } from "./fingerprint.ts";
import type { Match } from "./match.ts";
import { type Observer, overlapOf } from "./observer.ts";
import { mergeOverlaps } from "./overlap.ts";
import { preview } from "./redact.ts";

interface Reported {
  readonly document: DocumentInfo;
  readonly engine: { readonly key: Uint8Array; readonly observer: Observer | undefined };
}

/** Raw matches of one document in, redacted findings out, by their place in the document. */
export const report = (matches: readonly Match[], { document, engine }: Reported): readonly Finding[] => {
  if (matches.length === 0) return [];
  const { key, observer } = engine;
  const values = [...new Set(matches.map((match) => match.value))].filter((value) => value.length >= LEAKABLE);
  return mergeOverlaps(matches, (loser, winner) => observer?.dropped?.(overlapOf(loser, winner, document)))
    .sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end)
    .map((match) => {
      const finding = redact(match, { key, values });
      observer?.kept?.({ document, finding, value: match.value });
      return finding;
    });
};

/** Shorter values (a password `root`) would erase facts that merely look like them. */
const LEAKABLE = 6;

const redact = (
  match: Match,
  { key, values }: { readonly key: Uint8Array; readonly values: readonly string[] },
): Finding => {
  const { definition } = match.rule;
  return {
    fingerprint: fingerprint(key, match.identity),
    sealedHash: sealHash(key, match.identity),
    ruleId: definition.id,
    provider: definition.provider,
    title: definition.title,
    severity: definition.severity,
    confidence: match.confidence,
    strength: match.strength,
    runbook: definition.runbook,
    ...(definition.lifetime === undefined ? {} : { lifetime: definition.lifetime }),
    ...(definition.overlap === undefined ? {} : { overlap: definition.overlap }),
    preview: preview(match),
    validity: match.validity,
    facts: withoutValues(match.facts, values),
    ...(match.known === undefined ? {} : { known: match.known }),
    reasons: match.reasons,
    span: match.span,
    line: match.line,
    ...(match.name === undefined || holdsAny(match.name, values) ? {} : { name: match.name }),
  };
};

/** A user name in a URL may itself be the token: no fact may hold a value that was found in the document. */
const withoutValues = (facts: Facts, values: readonly string[]): Facts =>
  Object.fromEntries(Object.entries(facts).filter(([, fact]) => !holdsAny(String(fact), values)));

const holdsAny = (text: string, values: readonly string[]): boolean => values.some((value) => text.includes(value));
