import { shortDigest } from "../domain/digest.ts";
import type { Occurrence } from "../domain/rotation.ts";
import { type Binding, type Half, type Halves, inMetadata, namedApart, ownersDiffer } from "./binding.ts";

/** In one document, lines between the halves of a pair at most. */
const NEAR_LINES = 10;
/** Halves on either side of a lead that are looked at; it bounds the work in a dump of keys. */
const NEIGHBOURS = 8;
/** More halves than this in the metadata of one image are a dump, where names say nothing. */
const CROWD = 64;

/** Leads and members that stand near each other in one document, or both in the metadata of one image. */
export function nearBindings({ leads, members }: Halves): readonly Binding[] {
  const places = new Map<string, Place>();
  for (const [side, halves] of [["leads", leads] as const, ["members", members] as const])
    for (const half of halves) {
      const key = placeKey(half.at);
      const place = places.get(key) ?? { key, leads: [], members: [] };
      place[side].push(half);
      places.set(key, place);
    }
  return [...places.values()].flatMap((place) => {
    const found = place.leads.some(({ at }) => inMetadata(at)) ? inConfig(place) : inFile(place);
    return isAlone(place.leads) && isAlone(place.members) ? found : found.filter(({ likely }) => !likely);
  });
}

/** Only then may two be meant that are named after different things. */
const isAlone = (halves: readonly Half[]): boolean => new Set(halves.map(({ secret }) => secret.id)).size === 1;

interface Place {
  readonly key: string;
  readonly leads: Half[];
  readonly members: Half[];
}

/** Metadata of one blob is one place, whatever field it stands in; a file is a place of its own. */
const placeKey = (at: Occurrence): string => (inMetadata(at) ? at.blob : `${at.blob} ${at.kind} ${at.path}`);

function inConfig({ key, leads, members }: Place): readonly Binding[] {
  if (leads.length > CROWD || members.length > CROWD) return [];
  return leads.flatMap((lead) =>
    members.flatMap((member) => bind({ lead, member, order: key, distance: nameDistance(lead.at, member.at) })),
  );
}

/** `PROD_AWS_KEY_ID` belongs to `PROD_AWS_SECRET`, not to `DEV_AWS_SECRET`: names that begin alike are closer. */
function nameDistance(lead: Occurrence, member: Occurrence): number {
  const [a, b] = [lead.name ?? lead.path, member.name ?? member.path];
  let shared = 0;
  while (shared < a.length && a[shared] === b[shared]) shared += 1;
  const differs = lead.kind === member.kind ? 0 : 1;
  return 1 + differs + 1 / (1 + shared);
}

/**
 * By lines, then bytes. Of two that are as near the one on the side counts where this document writes it: a file that
 * begins with a lead has its members behind their leads.
 */
function inFile({ key, leads, members }: Place): readonly Binding[] {
  const sorted = [...members].sort(byPosition);
  const firstLead = [...leads].sort(byPosition)[0];
  const behind = firstLead === undefined || sorted[0] === undefined || byPosition(firstLead, sorted[0]) <= 0;
  return leads.flatMap((lead) => {
    const next = lowerBound(sorted, lead);
    return sorted.slice(Math.max(0, next - NEIGHBOURS), next + NEIGHBOURS).flatMap((member) => {
      const lines = Math.abs(lead.at.line - member.at.line);
      if (lines > NEAR_LINES) return [];
      const bytes = Math.min(1, Math.abs(lead.at.span.start - member.at.span.start) / 1e7);
      const side = byPosition(lead, member) <= 0 === behind ? 0 : 0.5;
      return bind({ lead, member, order: key, distance: lines + (lines === 0 ? bytes : 0) + side });
    });
  });
}

const byPosition = (a: Half, b: Half): number => a.at.line - b.at.line || a.at.span.start - b.at.span.start;

function lowerBound(sorted: readonly Half[], half: Half): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const at = sorted[middle];
    if (at !== undefined && byPosition(at, half) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

interface Pair {
  readonly lead: Half;
  readonly member: Half;
  readonly order: string;
  readonly distance: number;
}

function bind({ lead, member, order, distance }: Pair): readonly Binding[] {
  if (lead.secret.id === member.secret.id || ownersDiffer(lead.secret, member.secret)) return [];
  const apart = namedApart(lead, member);
  return [
    {
      lead: lead.secret.id,
      member: member.secret.id,
      distance,
      order,
      likely: apart,
      evidence: () => evidence(lead.at, member.at),
    },
  ];
}

const evidence = (lead: Occurrence, member: Occurrence): string =>
  inMetadata(lead)
    ? `${lead.path} and ${member.path} of config ${shortDigest(lead.blob)}`
    : `${lead.line === member.line ? `line ${lead.line}` : `lines ${lead.line} and ${member.line}`} of ${lead.path} in ${shortDigest(lead.blob)}`;
