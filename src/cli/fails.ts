import type { Config } from "../config.ts";
import type { Confidence, Severity } from "../domain/finding.ts";
import { UserError } from "../domain/user-error.ts";
import { type FailPolicy, parseFailPolicy, reaches } from "../rotation/gate.ts";

type FailSettings = Pick<Config, "failOn" | "failConfidence">;

/** It is as severe, and as sure, as the settings ask for to exit with 1. */
export const fails = (
  found: { readonly severity: Severity; readonly confidence: Confidence },
  { failOn, failConfidence }: FailSettings,
): boolean => reaches(found, { severity: failPolicy(failOn).severity, confidence: failConfidence });

/** Of a text that the settings have checked. */
export const failPolicy = (failOn: string): FailPolicy => parseFailPolicy(failOn) ?? { severity: "low" };

/** Without a case nothing is new, and no work is known. */
export function refuseCasePolicy({ failOn }: Pick<Config, "failOn">): void {
  const { severity, only } = failPolicy(failOn);
  if (only === undefined) return;
  throw new UserError({
    code: "FAIL_ON_NEEDS_CASE",
    message: `--fail-on ${failOn}: a scan has no case, so it cannot tell what is ${only}`,
    hint: `write --fail-on ${severity}; --baseline FILE leaves out what is known, and exhume audit knows the rest`,
  });
}
