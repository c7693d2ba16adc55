import type { Config } from "../config.ts";
import { type Confidence, SEVERITIES, type Severity } from "../domain/finding.ts";

const CONFIDENCES: readonly Confidence[] = ["high", "medium", "low"];

/** It is as severe, and as sure, as the settings ask for to exit with 1. */
export const fails = (
  { severity, confidence }: { readonly severity: Severity; readonly confidence: Confidence },
  { failOn, failConfidence }: Pick<Config, "failOn" | "failConfidence">,
): boolean =>
  failOn !== "never" &&
  SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(failOn) &&
  CONFIDENCES.indexOf(confidence) <= CONFIDENCES.indexOf(failConfidence);
