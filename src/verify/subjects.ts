import type { Secret } from "../domain/rotation.ts";
import type { Subject } from "./verifier.ts";

/** One subject for each secret that one of the rules found, also beside another rule. */
export const singles = (secrets: readonly Secret[], rules: readonly string[]): readonly Subject[] =>
  secrets.filter((secret) => isFoundBy(secret, rules)).map((secret) => ({ parts: { secret }, facts: secret.facts }));

export const isFoundBy = ({ ruleId, occurrences }: Secret, rules: readonly string[]): boolean =>
  rules.includes(ruleId) || occurrences.some((at) => rules.includes(at.ruleId));
