import { append } from "../domain/append.ts";
import type { Facts } from "../domain/finding.ts";
import type { Secret } from "../domain/rotation.ts";
import { type Binding, type Halves, halvesOf } from "./binding.ts";
import { nearBindings } from "./near.ts";
import { onlyOnes, scopesOf, wholeCase } from "./only-ones.ts";
import { PAIRINGS, type Pairing, type PairingMember } from "./pairing.ts";

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
  /** That could be chance: to be confirmed before one half is taken for the other's. */
  readonly likely?: true;
}

/**
 * Joins the halves of credentials by where they stand: near each other, closest first; then those that are the only ones of a
 * layer, an image, a repository, of a name, or of the case. A half joins one leading secret only; a leading secret takes one half of
 * each role. Ordered by id. Work: about linear in places and images, however many halves stand in one place.
 */
export function joinCredentials(secrets: readonly Secret[]): readonly Credential[] {
  const byRule = indexByRule(secrets);
  const used = new Set<string>();
  return PAIRINGS.flatMap((pairing) => join({ pairing, byRule, used })).sort((a, b) => compare(a.id, b.id));
}

interface Joining {
  readonly pairing: Pairing;
  readonly byRule: ReadonlyMap<string, readonly Secret[]>;
  /** Secrets of credentials that are made. */
  readonly used: Set<string>;
}

function join({ pairing, byRule, used }: Joining): readonly Credential[] {
  const leads = select(byRule, pairing.lead).filter(({ id, facts }) => !used.has(id) && says(facts, pairing.leadFacts));
  if (leads.length === 0) return [];
  const joined = pairing.members.map((member) => {
    const fitting = leads.filter(({ facts }) => says(facts, member.leadFacts));
    const members = membersOf(byRule, member).filter(({ id }) => !used.has(id));
    return matchOnce({ leads: fitting.flatMap(halvesOf), members: members.flatMap(halvesOf) }, pairing);
  });
  const credentials = leads.flatMap((lead) => credentialOf(pairing, lead.id, joined));
  for (const id of credentials.flatMap((credential) => credential.secrets)) used.add(id);
  return credentials;
}

function credentialOf(
  { kind, title }: Pairing,
  lead: string,
  joined: readonly ReadonlyMap<string, Binding>[],
): readonly Credential[] {
  const found = joined.flatMap((byLead) => byLead.get(lead) ?? []);
  if (found.length === 0) return [];
  return [
    {
      id: lead,
      kind,
      title,
      secrets: [lead, ...found.map(({ member }) => member)],
      evidence: found.map(({ evidence }) => evidence()).join("; "),
      ...(found.some(({ likely }) => likely) ? { likely: true } : {}),
    },
  ];
}

function indexByRule(secrets: readonly Secret[]): ReadonlyMap<string, readonly Secret[]> {
  const index = new Map<string, Secret[]>();
  for (const secret of secrets)
    for (const rule of new Set([secret.ruleId, ...secret.occurrences.map(({ ruleId }) => ruleId)])) {
      append(index, rule, secret);
    }
  return index;
}

const select = (byRule: Joining["byRule"], rules: readonly string[]): readonly Secret[] => [
  ...new Set(rules.flatMap((rule) => byRule.get(rule) ?? [])),
];

const membersOf = (byRule: Joining["byRule"], { rules, named }: PairingMember): readonly Secret[] =>
  select(byRule, rules).filter(
    ({ occurrences }) => named === undefined || occurrences.some(({ name = "" }) => named.test(name)),
  );

const says = (facts: Facts, wanted: Facts = {}): boolean =>
  Object.entries(wanted).every(([name, value]) => facts[name] === value);

/** Takes the closest bindings first, each secret once; what is left is looked for further out. */
function matchOnce(halves: Halves, { vendor, isAnyones = false }: Pairing): ReadonlyMap<string, Binding> {
  const byLead = new Map<string, Binding>();
  const taken = new Set<string>();
  const take = (found: readonly Binding[]): void => {
    for (const binding of [...found].sort(closest)) {
      if (byLead.has(binding.lead) || taken.has(binding.member)) continue;
      byLead.set(binding.lead, binding);
      taken.add(binding.member);
    }
  };
  take(nearBindings(halves));
  for (const scope of scopesOf(vendor)) {
    const leads = halves.leads.filter(({ secret }) => !byLead.has(secret.id));
    const members = halves.members.filter(({ secret }) => !taken.has(secret.id));
    if (leads.length === 0 || members.length === 0) break;
    take(onlyOnes({ leads, members }, scope));
  }
  if (taken.size === 0 && !isAnyones) take(onlyOnes(halves, wholeCase));
  return byLead;
}

const closest = (a: Binding, b: Binding): number =>
  a.distance - b.distance ||
  Number(a.likely) - Number(b.likely) ||
  compare(a.lead, b.lead) ||
  compare(a.member, b.member) ||
  compare(a.order, b.order);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
