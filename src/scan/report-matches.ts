import { append } from "../domain/append.ts";
import type { DocumentInfo, Facts, Finding } from "../domain/finding.ts";
import { fingerprint, sealHash } from "./fingerprint.ts";
import type { Match } from "./match.ts";
import { type Observer, overlapOf } from "./observer.ts";
import { mergeDecoded, mergeOverlaps } from "./overlap.ts";
import { preview } from "./redact.ts";

interface Reported {
  readonly document: DocumentInfo;
  readonly engine: { readonly key: Uint8Array; readonly observer: Observer | undefined };
}

interface Found {
  readonly plain: readonly Match[];
  /** In text decoded from the document. */
  readonly decoded: readonly Match[];
}

/** Raw matches of one document in, redacted findings out, by their place in the document. */
export const report = ({ plain, decoded }: Found, { document, engine }: Reported): readonly Finding[] => {
  const matches = [...plain, ...decoded];
  if (matches.length === 0) return [];
  const { key, observer } = engine;
  const leaks = holding(matches.map((match) => match.value));
  const hashes = hashing(key);
  const onLoser = (loser: Match, winner: Match): void => observer?.dropped?.(overlapOf(loser, winner, document));
  return mergeDecoded(mergeOverlaps(plain, onLoser), decoded, onLoser)
    .sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end)
    .map((match) => {
      const finding = redact(match, { hashes, leaks });
      observer?.kept?.({ document, finding, value: match.value, written: match.written });
      return finding;
    });
};

/** Shorter values (a password `root`) would erase facts that merely look like them. */
const LEAKABLE = 6;

interface Redact {
  readonly hashes: (match: Match) => Hashes;
  readonly leaks: Leaks;
}

const redact = (match: Match, { hashes, leaks }: Redact): Finding => {
  const { definition } = match.rule;
  const { fingerprint: own, sealedHash } = hashes(match);
  return {
    fingerprint: own,
    sealedHash,
    ruleId: definition.id,
    provider: definition.provider,
    title: definition.title,
    severity: match.severity ?? definition.severity,
    confidence: match.confidence,
    strength: match.strength,
    runbook: definition.runbook,
    ...(definition.lifetime === undefined ? {} : { lifetime: definition.lifetime }),
    ...(definition.overlap === undefined ? {} : { overlap: definition.overlap }),
    preview: preview(match),
    validity: match.validity,
    facts: withoutValues(encodingOf(match), leaks),
    ...(match.known === undefined ? {} : { known: match.known }),
    reasons: match.encoding === undefined ? match.reasons : [...match.reasons, `decoded from ${match.encoding}`],
    span: match.span,
    line: match.line,
    ...(match.name === undefined || leaks(match.name) ? {} : { name: match.name }),
  };
};

type Hashes = Pick<Finding, "fingerprint" | "sealedHash">;

/** Once for each value: the same one may stand in a document thousands of times. */
const hashing = (key: Uint8Array): ((match: Match) => Hashes) => {
  const known = new Map<string, Hashes>();
  return ({ identity, written }) => {
    const both = `${identity.length} ${identity}${written}`;
    const before = known.get(both);
    if (before !== undefined) return before;
    const own = fingerprint(key, identity);
    const hashes = { fingerprint: own, sealedHash: sealHash({ key, fingerprint: own }, written) };
    known.set(both, hashes);
    return hashes;
  };
};

const encodingOf = ({ facts, encoding }: Match): Facts => (encoding === undefined ? facts : { ...facts, encoding });

/** A user name in a URL may itself be the token: no fact may hold a value that was found in the document. */
const withoutValues = (facts: Facts, leaks: Leaks): Facts =>
  Object.fromEntries(Object.entries(facts).filter(([, fact]) => !leaks(String(fact))));

/** Whether a text holds any of the values of the document. */
type Leaks = (text: string) => boolean;

/** By their first characters: a document may have thousands of values, and each finding is held against all. */
const holding = (all: readonly string[]): Leaks => {
  const byHead = new Map<string, string[]>();
  for (const value of new Set(all)) {
    if (value.length < LEAKABLE) continue;
    const head = value.slice(0, LEAKABLE);
    append(byHead, head, value);
  }
  return (text) => {
    for (let at = 0; at + LEAKABLE <= text.length; at++)
      if (byHead.get(text.slice(at, at + LEAKABLE))?.some((value) => text.startsWith(value, at))) return true;
    return false;
  };
};
