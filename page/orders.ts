import type { Severity } from "../src/domain/finding.ts";

/** Worst first. */
export const SEVERITIES_IN_ORDER: readonly Severity[] = ["critical", "high", "medium", "low"];
