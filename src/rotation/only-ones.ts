import { shortDigest } from "../domain/digest.ts";
import { distinctive } from "../domain/name-stem.ts";
import type { Secret } from "../domain/rotation.ts";
import { type Binding, type Half, type Halves, namedApart, ownersAgree, ownersDiffer, placeName } from "./binding.ts";
import { imageKey } from "./exposures.ts";
import { imageName } from "./image-name.ts";

/** Something that holds secrets, with how people call it. */
interface Place {
  readonly key: string;
  readonly name: () => string;
}

/** How far a scope reaches: the places of a half that count as the same. */
export type Scope = (half: Half) => Iterable<Place>;

const layers: Scope = ({ at }) => (at.kind === "file" ? [{ key: at.blob, name: () => shortDigest(at.blob) }] : []);

const images: Scope = ({ at }) => at.images.map((image) => ({ key: imageKey(image), name: () => imageName(image) }));

const repositories: Scope = ({ at }) =>
  at.images.map(({ registry, repository }) => {
    const name = `${registry}/${repository}`;
    return { key: name, name: () => name };
  });

/** All that is named after the same thing, wherever it stands. */
const names =
  (vendor: string): Scope =>
  ({ stem }) =>
    distinctive(stem, vendor) === "" ? [] : [{ key: stem, name: () => `the case that are named after "${stem}"` }];

/** Asked for all halves of a kind: what nearer scopes left alone in a large case is of many owners. */
export const wholeCase: Scope = () => [{ key: "case", name: () => "the case" }];

/** From close to far. Each is asked for what the ones before left alone. */
export const scopesOf = (vendor: string): readonly Scope[] => [layers, images, repositories, names(vendor)];

/**
 * A lead and a member that are the only ones of a place: one of each, so that there is nothing else to mean. Documented examples
 * do not count; what is only guessed makes a place ambiguous, but is joined to nothing. Never those that are named after
 * different things. Work: linear in places and images.
 */
export function onlyOnes({ leads, members }: Halves, scope: Scope): readonly Binding[] {
  const places = new Map<string, Only>();
  for (const [side, halves] of [["lead", leads] as const, ["member", members] as const])
    for (const half of halves)
      if (half.secret.state !== "test") for (const place of scope(half)) add(places, { side, half, place });
  return unambiguous([...places.values()].flatMap(bind));
}

/** A half that is the only one beside another in each of several places could be of any of them. */
function unambiguous(bindings: readonly Binding[]): readonly Binding[] {
  const partners = new Map<string, Set<string>>();
  for (const { lead, member } of bindings)
    for (const [one, other] of [[lead, member] as const, [member, lead] as const])
      partners.set(one, (partners.get(one) ?? new Set<string>()).add(other));
  return bindings.filter(({ lead, member }) => partners.get(lead)?.size === 1 && partners.get(member)?.size === 1);
}

/** `several` once two secrets of a side stand there. */
interface Only {
  readonly place: Place;
  lead?: Half | "several";
  member?: Half | "several";
}

interface Found {
  readonly side: "lead" | "member";
  readonly half: Half;
  readonly place: Place;
}

function add(places: Map<string, Only>, { side, half, place }: Found): void {
  const only = places.get(place.key) ?? { place };
  const known = only[side];
  if (known === undefined) only[side] = half;
  else if (known !== "several" && known.secret.id !== half.secret.id) only[side] = "several";
  places.set(place.key, only);
}

function bind({ place, lead, member }: Only): readonly Binding[] {
  if (lead === undefined || member === undefined || lead === "several" || member === "several") return [];
  if (lead.secret.id === member.secret.id || namedApart(lead, member)) return [];
  if (isGuess(lead.secret) || isGuess(member.secret) || ownersDiffer(lead.secret, member.secret)) return [];
  return [
    {
      lead: lead.secret.id,
      member: member.secret.id,
      distance: 0,
      order: place.key,
      likely: !isSure(lead, member),
      evidence: () => `the only ones in ${place.name()}: ${placeName(lead.at)}, ${placeName(member.at)}`,
    },
  ];
}

const isGuess = ({ confidence }: Secret): boolean => confidence === "low";

/** In one folder of one layer, or of one account. */
const isSure = (lead: Half, member: Half): boolean =>
  ownersAgree(lead.secret, member.secret) ||
  (lead.at.blob === member.at.blob && folder(lead.at.path) === folder(member.at.path));

const folder = (path: string): string => path.replace(/[^/]*$/, "");
