import type { Confidence, Facts, Severity, Span, Validity } from "../../domain/finding.ts";
import type { Candidate } from "../match.ts";

/** What a check or decoder knows about a candidate. Facts are printed: they never hold any part of the value. */
export interface Verdict {
  /** Why this is no secret: the candidate is dropped. */
  readonly reject?: string;
  readonly confidence?: Confidence;
  readonly validity?: Validity;
  /** When it opens less than its rule says. */
  readonly severity?: Severity;
  readonly facts?: Facts;
  readonly reasons?: readonly string[];
  readonly known?: "test";
  readonly name?: string;
  /** Where the value really stands in the window, when the pattern could only say where it begins. */
  readonly span?: Span;
  /** One canonical writing of the value, when it has several. */
  readonly identity?: string;
  /** What the plain hash of the value is made of, when it is not the identity: the value as people have it. */
  readonly written?: string;
}

export type Structure = (candidate: Candidate) => Verdict;

/** A checksum does not prove that a token is live, but a wrong one makes an example or a typing error likely. */
export const checksumVerdict = (valid: boolean, facts: Facts = {}): Verdict =>
  valid
    ? { confidence: "high", facts: { ...facts, checksum: "valid" }, reasons: ["checksum valid"] }
    : {
        confidence: "low",
        validity: "malformed",
        facts: { ...facts, checksum: "invalid" },
        reasons: ["checksum fails: likely an example"],
      };
