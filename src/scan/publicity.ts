import { type Listed, listed, publicKeySource } from "./known-values.ts";
import type { Match } from "./match.ts";
import { canaryHost } from "./structure/canary.ts";
import type { Verdict } from "./structure/structure.ts";

type Told = Partial<Pick<Match, "known" | "severity" | "facts" | "reasons">>;

/** Printed by a vendor: it is told however little it looks like a value of its kind. */
export const isExample = ({ known }: Verdict, { examples }: Listed): boolean =>
  known === "test" || examples !== undefined;

interface Value {
  readonly value: string;
  /** What is known of it. */
  readonly of: Listed;
}

/**
 * What the whole world knows of a value. An example opens no door. A private key that anybody can download is told: who
 * serves with it has no secret; but it is no leak of this image, so its severity is low.
 */
export const publicity = (verdict: Verdict, { value, of }: Value): Told => {
  const { identity = value, facts = {} } = verdict;
  if (isExample(verdict, of)) return { known: "test", reasons: ["documented example value"] };
  const canary = canaryHost(facts.host);
  if (canary !== undefined) return canary;
  const own = identity === value ? of : listed(identity);
  const source = publicKeySource(own, facts);
  if (source !== undefined)
    return { severity: "low", facts: { publicKeyOf: source }, reasons: [`publicly known private key (in ${source})`] };
  const { published } = own;
  return published === undefined ? {} : { known: "test", reasons: [`published for all in ${published}`] };
};
