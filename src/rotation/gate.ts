import { type Confidence, SEVERITIES, type Severity } from "../domain/finding.ts";
import { isOpen, type Secret, type WorkState } from "../domain/rotation.ts";

/** What makes a command exit with 1: open secrets from a severity on, all of them or only some. */
export interface FailPolicy {
  readonly severity: Severity | "never";
  readonly only?: "new" | "unrotated";
}

/** `high`, `high,new`, `critical,unrotated`, `never`; undefined: it is none. */
export function parseFailPolicy(text: string): FailPolicy | undefined {
  const [severity, only, ...rest] = text.split(",").map((part) => part.trim());
  if (severity === "never") return only === undefined ? { severity } : undefined;
  const known = SEVERITIES.find((one) => one === severity);
  if (known === undefined || rest.length > 0) return undefined;
  if (only === undefined) return { severity: known };
  return only === "new" || only === "unrotated" ? { severity: known, only } : undefined;
}

/** As severe, and as sure, as is asked for. */
export const reaches = (
  { severity, confidence }: { readonly severity: Severity; readonly confidence: Confidence },
  least: { readonly severity: Severity | "never"; readonly confidence: Confidence },
): boolean =>
  least.severity !== "never" &&
  SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(least.severity) &&
  CONFIDENCES.indexOf(confidence) <= CONFIDENCES.indexOf(least.confidence);

export interface Gate {
  readonly policy: FailPolicy;
  readonly confidence: Confidence;
  /** ISO 8601: when the audit before the last one ended. Undefined: there was none, so all is new. */
  readonly since: string | undefined;
}

/** What a gate has to know of a secret. */
export interface Judged extends Pick<Secret, "id" | "severity" | "confidence" | "state"> {
  /** ISO 8601: when it was seen for the first time, or came back from the dead for the last time. */
  readonly newAt: string;
}

export const judged = ({ id, severity, confidence, state, firstSeen, events }: Secret): Judged => ({
  ...{ id, severity, confidence, state },
  newAt: events.reduce((last, { kind, at }) => (kind === "reopened" && at > last ? at : last), firstSeen),
});

/** The secrets that the policy names, in the order of the list. */
export const named = (secrets: readonly Judged[], { policy, confidence, since }: Gate): readonly Judged[] =>
  secrets.filter(
    (secret) =>
      isOpen(secret.state) &&
      reaches(secret, { severity: policy.severity, confidence }) &&
      (policy.only !== "new" || since === undefined || secret.newAt > since) &&
      (policy.only !== "unrotated" || UNROTATED.includes(secret.state)),
  );

/** No replacement is in use yet. */
const UNROTATED: readonly WorkState[] = ["new", "triaged", "replacing"];

const CONFIDENCES: readonly Confidence[] = ["high", "medium", "low"];
