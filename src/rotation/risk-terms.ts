import type { Strength } from "../domain/provenance.ts";
import type { ImageExposure, Secret, Visibility } from "../domain/rotation.ts";
import { isLocal } from "./window.ts";

export interface RiskTerm {
  readonly reason: string;
  readonly points: number;
}

const STRENGTH: readonly (readonly [Strength, RiskTerm])[] = [
  ["proof", { reason: "its structure proves it", points: 5 }],
  ["prefix", { reason: "its format speaks for it", points: 0 }],
  ["name", { reason: "only its name or look speaks for it", points: -3 }],
];
/** Widest circle first. */
const ACCESS: readonly (readonly [Visibility | undefined, RiskTerm])[] = [
  ["public", { reason: "in a public registry", points: 20 }],
  ["anonymous", { reason: "in a registry that serves it without a login", points: 16 }],
  [undefined, { reason: "in a registry not known to be private", points: 10 }],
  ["private", { reason: "in a private registry", points: 4 }],
];
/** What it rests on at its best place. */
export const structureTerms = ({ occurrences }: Secret): readonly RiskTerm[] =>
  STRENGTH.flatMap(([strength, term]) => (occurrences.some((at) => at.strength === strength) ? [term] : [])).slice(
    0,
    1,
  );

/** Who may pull it, and what serves it. */
export function reachTerms(images: readonly ImageExposure[]): readonly RiskTerm[] {
  const pushed = images.filter((image) => !isLocal(image));
  const present = pushed.filter((image) => image.present);
  if (present.length > 0) return [...access(pushed), serving(present)];
  if (images.some((image) => image.present)) return [{ reason: "only in local archives", points: 2 }];
  return [...access(pushed), NOWHERE];
}

const NOWHERE: RiskTerm = { reason: "no image seen by the last audit holds it", points: -10 };

const access = (images: readonly ImageExposure[]): readonly RiskTerm[] =>
  ACCESS.flatMap(([visibility, term]) => (images.some((image) => image.visibility === visibility) ? [term] : [])).slice(
    0,
    1,
  );

const serving = (images: readonly ImageExposure[]): RiskTerm =>
  images.some(({ tags }) => tags.length > 0)
    ? { reason: "a tag serves it", points: 8 }
    : { reason: "served by digest only", points: 3 };

/** How far it went. */
export function spreadTerms(images: readonly ImageExposure[]): readonly RiskTerm[] {
  const repositories = new Set(images.map(({ registry, repository }) => `${registry}/${repository}`)).size;
  const registries = new Set(images.map(({ registry }) => registry)).size;
  const points = Math.min(10, 2 * Math.floor(Math.log2(Math.max(1, images.length))));
  return [
    { reason: `${images.length} images hold it`, points },
    { reason: `${repositories} repositories hold it`, points: repositories > 1 ? 3 : 0 },
    { reason: `${registries} registries hold it`, points: registries > 1 ? 3 : 0 },
  ];
}
