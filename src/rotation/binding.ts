import { shortDigest } from "../domain/digest.ts";
import type { Occurrence, Secret } from "../domain/rotation.ts";
import { METADATA } from "./metadata.ts";

/** A place where two secrets stand together. `distance`: smaller is closer; lines, or differences of names. */
export interface Binding {
  readonly lead: string;
  readonly member: string;
  readonly distance: number;
  readonly evidence: string;
}

/** In one document, lines between the halves of a pair at most. */
const NEAR_LINES = 10;
/** More halves than this in one place are a dump, where closeness says nothing; it also bounds the work. */
const CROWD = 200;

/** Further than any two lines or names: two files of one layer. */
const OTHER_FILE = 1_000_000;

/**
 * All places where a lead and a member stand together: near in one document, both in the metadata of one blob, or in two
 * files of a layer that has no other lead and no other member.
 */
export function bindings(leads: readonly Secret[], members: readonly Secret[]): readonly Binding[] {
  const near = gather({ leads, members }, ({ place }) => place)
    .filter((place) => place.leads.length <= CROWD && place.members.length <= CROWD)
    .flatMap((place) => place.leads.flatMap((lead) => place.members.flatMap((member) => bind(lead, member))));
  return [...near, ...gather({ leads, members }, ({ at }) => at.blob).flatMap(bindOnly)];
}

interface Place {
  readonly leads: Holder[];
  readonly members: Holder[];
}

function gather(
  halves: Readonly<Record<keyof Place, readonly Secret[]>>,
  placeOf: (holder: Holder) => string,
): readonly Place[] {
  const places = new Map<string, Place>();
  for (const side of ["leads", "members"] as const)
    for (const holder of halves[side].flatMap(placed)) {
      const place = places.get(placeOf(holder)) ?? { leads: [], members: [] };
      place[side].push(holder);
      places.set(placeOf(holder), place);
    }
  return [...places.values()];
}

function bindOnly({ leads, members }: Place): readonly Binding[] {
  const [lead, member] = [onlyFile(leads), onlyFile(members)];
  if (lead === undefined || member === undefined || lead.id === member.id) return [];
  const evidence = `the only ones in ${shortDigest(lead.at.blob)}: line ${lead.at.line} of ${lead.at.path}, line ${member.at.line} of ${member.at.path}`;
  return [{ lead: lead.id, member: member.id, distance: OTHER_FILE, evidence }];
}

const onlyFile = (holders: readonly Holder[]): Holder | undefined =>
  new Set(holders.map(({ id }) => id)).size === 1 ? holders.find(({ at }) => at.kind === "file") : undefined;

interface Holder {
  readonly id: string;
  readonly at: Occurrence;
  readonly place: string;
}

/** Metadata of one blob is one place, whatever field it stands in; a file is a place of its own. */
const placed = ({ id, occurrences }: Secret): readonly Holder[] =>
  occurrences.map((at) => ({
    id,
    at,
    place: METADATA.includes(at.kind) ? at.blob : `${at.blob} ${at.kind} ${at.path}`,
  }));

function bind(lead: Holder, member: Holder): readonly Binding[] {
  const inMetadata = METADATA.includes(lead.at.kind);
  const distance = inMetadata ? nameDistance(lead.at, member.at) : Math.abs(lead.at.line - member.at.line);
  if (lead.id === member.id || (!inMetadata && distance > NEAR_LINES)) return [];
  const evidence = inMetadata ? metadataEvidence(lead.at, member.at) : fileEvidence(lead.at, member.at);
  return [{ lead: lead.id, member: member.id, distance, evidence }];
}

/** `PROD_AWS_KEY_ID` belongs to `PROD_AWS_SECRET`, not to `DEV_AWS_SECRET`: names that begin alike are closer. */
function nameDistance(lead: Occurrence, member: Occurrence): number {
  const [a, b] = [lead.name ?? lead.path, member.name ?? member.path];
  let shared = 0;
  while (shared < a.length && a[shared] === b[shared]) shared += 1;
  const differs = lead.kind === member.kind ? 0 : 1;
  return 1 + differs + 1 / (1 + shared);
}

const metadataEvidence = (lead: Occurrence, member: Occurrence): string =>
  `${lead.path} and ${member.path} of config ${shortDigest(lead.blob)}`;

const fileEvidence = (lead: Occurrence, member: Occurrence): string => {
  const lines = lead.line === member.line ? `line ${lead.line}` : `lines ${lead.line} and ${member.line}`;
  return `${lines} of ${lead.path} in ${shortDigest(lead.blob)}`;
};
