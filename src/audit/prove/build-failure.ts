import { MASK, maskLine } from "../../dockerfile/mask/mask-text.ts";
import { cleanText } from "../../report/clean.ts";
import { CANARY_PREFIX } from "./canary-scanner.ts";
import type { FailureKind } from "./proof.ts";

export interface BuildFailure {
  readonly why: FailureKind;
  readonly line: string;
}

/** Why a build failed, told from what the builder said last. Messages of buildah 1.28, Docker 20.10 to 28 and BuildKit 0.25. */
export const buildFailure = (failed: { readonly output: string; readonly timedOut: boolean }): BuildFailure => {
  if (failed.timedOut) return { why: "timeout", line: "the build took longer than --prove-timeout allows" };
  const lines = failed.output.split("\n").map(masked).filter(Boolean);
  for (const [why, pattern] of SIGNS) {
    const line = lines.findLast((one) => BUILDER_ERROR.test(one) && pattern.test(one));
    if (line !== undefined) return { why, line };
  }
  const error = lines.findLast((one) => /\berror\b|failed|denied/i.test(one)) ?? lines.at(-1) ?? "no output";
  return { why: "step", line: saidBefore(lines, error) };
};

/** What a step prints is none of the builder's own words. */
const BUILDER_ERROR = /^(?:Error|ERROR|#\d+ ERROR|failed to solve)/;

/** A Dockerfile that does not parse is none of them: that may be the fault of a fix. */
const SIGNS: readonly (readonly [FailureKind, RegExp])[] = [
  [
    "frontend",
    /docker\/dockerfile\S*: (?:failed|not found|.*(?:resolve|lookup|denied|dial))|frontend .*docker\/dockerfile/,
  ],
  [
    "unable",
    /unexpected key 'env'|secret should have syntax|--mount option requires BuildKit|no SSH key .* forwarded|ssh required but no ssh|unset ssh forward/i,
  ],
  [
    "base",
    /initializing source docker:|failed to resolve source metadata|failed to do request: Head|failed to authorize|pull access denied|manifest unknown|error getting credentials|short-name .* did not resolve/,
  ],
];

/** A step's own last word says more than that it ended with 1. */
const saidBefore = (lines: readonly string[], error: string): string => {
  const exit = /exit (?:code|status):? \d+|while running runtime/.test(error);
  const own = exit ? lines.slice(0, lines.lastIndexOf(error)).findLast((one) => STEP_OUTPUT.test(one)) : undefined;
  return own === undefined
    ? error
    : `${own.replace(/^#\d+ [\d.]+ /, "")} (${/exit \w+:? \d+/.exec(error)?.[0] ?? "failed"})`;
};

/** A line of BuildKit's plain progress, or one that is none of the builder's own. */
const STEP_OUTPUT = /^#\d+ \d+\.\d+ \S|^(?!#|STEP |-+>|------|\[|Error|time=|exit |executor |> |subprocess )\S/;

/** The Dockerfile that it quotes may hold more than what is known of. */
const masked = (line: string): string =>
  maskLine(
    cleanText(line)
      .replace(new RegExp(`${CANARY_PREFIX}[0-9a-f]*`, "g"), MASK)
      .trim(),
    {
      names: new Set(),
      values: [],
      declares: false,
    },
  );
