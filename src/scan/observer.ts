import type { DocumentInfo, Finding, Span } from "../domain/finding.ts";
import type { Match } from "./match.ts";

/** A candidate that is no finding, and why. Offsets are in the document. Holds the raw value. */
export interface Dropped {
  readonly ruleId: string;
  readonly document: DocumentInfo;
  readonly span: Span;
  /** 1-based. */
  readonly line: number;
  readonly value: string;
  /** In words a person understands: `a placeholder`, `overlaps github-pat`. */
  readonly why: string;
  /** An allow list of a rule file names it. */
  readonly allowed?: true;
}

/**
 * Is told of every candidate while a document is scanned, raw values included. For who looks at files of their own
 * (`exhume rules explain`, `exhume scan --reveal`); an audit has none.
 */
export interface Observer {
  dropped?(candidate: Dropped): void;
  kept?(kept: Kept): void;
}

export interface Kept {
  readonly document: DocumentInfo;
  readonly finding: Finding;
  /** As it is written in the document, or decoded from it; latin1. */
  readonly value: string;
  /** As people have it: a key as plain PEM, a password without its escapes; latin1. Its hash is the plain hash of the secret. */
  readonly written: string;
}

export const overlapOf = (loser: Match, winner: Match, document: DocumentInfo): Dropped =>
  deniedMatch(loser, { document, why: `overlaps ${winner.rule.definition.id}, which knows more or is surer` });

export const deniedMatch = (
  { rule, span, line, value }: Match,
  { document, why }: Pick<Dropped, "document" | "why">,
): Dropped => ({ ruleId: rule.definition.id, document, span, line, value, why });
