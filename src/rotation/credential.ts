import type { Secret } from "../domain/rotation.ts";
import type { Binding } from "./binding.ts";
import { bindings } from "./binding.ts";
import type { Pairing } from "./pairing.ts";
import { PAIRINGS } from "./pairing.ts";

/** Secrets that only work together and are rotated together. */
export interface Credential {
  /** Id of the leading secret: the public half, which names the account. */
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  /** Ids, leading secret first. */
  readonly secrets: readonly string[];
  /** Where they were seen together. */
  readonly evidence: string;
}

/**
 * Joins the halves of credentials by where they stand, closest first. A half joins one leading secret only; a leading
 * secret takes one half of each role. Ordered by id.
 */
export function joinCredentials(secrets: readonly Secret[]): readonly Credential[] {
  return PAIRINGS.flatMap((pairing) => join(pairing, secrets)).sort((a, b) => (a.id < b.id ? -1 : 1));
}

function join(pairing: Pairing, secrets: readonly Secret[]): readonly Credential[] {
  const leads = holders(secrets, pairing.lead);
  const joined = pairing.members.map(({ rules, leadKind }) => {
    const fitting = leadKind === undefined ? leads : leads.filter(({ facts }) => facts.kind === leadKind);
    return matchOnce(bindings(fitting, holders(secrets, rules)));
  });
  return leads.flatMap((lead) => {
    const found = joined.flatMap((byLead) => byLead.get(lead.id) ?? []);
    if (found.length === 0) return [];
    return [
      {
        id: lead.id,
        kind: pairing.kind,
        title: pairing.title,
        secrets: [lead.id, ...found.map(({ member }) => member)],
        evidence: found.map(({ evidence }) => evidence).join("; "),
      },
    ];
  });
}

const holders = (secrets: readonly Secret[], rules: readonly string[]): readonly Secret[] =>
  secrets.filter(
    ({ ruleId, occurrences }) => rules.includes(ruleId) || occurrences.some((at) => rules.includes(at.ruleId)),
  );

/** Takes the closest bindings first, each secret once. */
function matchOnce(found: readonly Binding[]): ReadonlyMap<string, Binding> {
  const byLead = new Map<string, Binding>();
  const taken = new Set<string>();
  for (const binding of [...found].sort(closest)) {
    if (byLead.has(binding.lead) || taken.has(binding.member)) continue;
    byLead.set(binding.lead, binding);
    taken.add(binding.member);
  }
  return byLead;
}

const closest = (a: Binding, b: Binding): number =>
  a.distance - b.distance || compare(a.lead, b.lead) || compare(a.member, b.member);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
