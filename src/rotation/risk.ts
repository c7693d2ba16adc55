import type { Confidence, Severity, Validity } from "../domain/finding.ts";
import type { Strength } from "../domain/provenance.ts";
import type { ExposureKind, ImageExposure, Secret, Visibility } from "../domain/rotation.ts";
import { powerOf } from "./power.ts";
import type { Assessment } from "./validity.ts";
import { type ExposureWindow, exposureWindow, isLocal } from "./window.ts";

interface RiskTerm {
  readonly reason: string;
  readonly points: number;
}

/** `score` is the sum of the terms, nothing else. It only orders work; it is no measure of damage. */
export interface Risk {
  readonly score: number;
  readonly terms: readonly RiskTerm[];
}

/*
 * | term          | points                                                                                     |
 * |---------------|--------------------------------------------------------------------------------------------|
 * | power         | 8 to 30, see power.ts                                                                      |
 * | severity      | critical 30, high 20, medium 10, low 3                                                     |
 * | confidence    | high 10, medium 5                                                                          |
 * | structure     | checksum or parse proves it 5; only a name speaks for it -3                                |
 * | exposure      | live, env 15; label 13; history 12; attestation 10; overwritten, deleted 9; cache 6        |
 * | who may pull  | all 20; without a login 16; not known 10; with a login 4; local archives 2                 |
 * | what serves   | a tag 8; a digest 3; nothing any more -10                                                  |
 * | age           | a year 6; 90 days 4; 30 days 2                                                             |
 * | readers       | a pull was recorded since 6; pulls are counted 3; counted, and there are none -3           |
 * | blast radius  | 2 for each doubling of images, 10 at most; 3 for several repositories, 3 for registries    |
 * | validity      | active 25; malformed -25; expired -40; dead -60                                            |
 * | credential    | all its parts were found 10; that is only likely 5                                         |
 * | canary        | -150: whoever uses it tells its owner                                                      |
 * | test          | -200: a documented example, below every real secret                                        |
 */
const SEVERITY: Readonly<Record<Severity, number>> = { critical: 30, high: 20, medium: 10, low: 3 };
const CONFIDENCE: Readonly<Record<Confidence, number>> = { high: 10, medium: 5, low: 0 };
const STRENGTH: readonly (readonly [Strength, RiskTerm])[] = [
  ["proof", { reason: "its structure proves it", points: 5 }],
  ["prefix", { reason: "its format speaks for it", points: 0 }],
  ["name", { reason: "only its name or look speaks for it", points: -3 }],
];
const VALIDITY: Readonly<Record<Validity, number>> = {
  active: 25,
  unknown: 0,
  malformed: -25,
  expired: -40,
  dead: -60,
};
const EXPOSURE: Readonly<Record<ExposureKind, RiskTerm>> = {
  live: { reason: "in a file of the image", points: 15 },
  env: { reason: "in the environment of the image", points: 15 },
  label: { reason: "in a label", points: 13 },
  history: { reason: "in the history of the image", points: 12 },
  attestation: { reason: "in an attestation", points: 10 },
  overwritten: { reason: "in a file that was overwritten, but is still served", points: 9 },
  deleted: { reason: "in a file that was deleted, but is still served", points: 9 },
  cache: { reason: "in a build cache", points: 6 },
};
/** Widest circle first. */
const ACCESS: readonly (readonly [Visibility | undefined, RiskTerm])[] = [
  ["public", { reason: "in a public registry", points: 20 }],
  ["anonymous", { reason: "in a registry that serves it without a login", points: 16 }],
  [undefined, { reason: "in a registry not known to be private", points: 10 }],
  ["private", { reason: "in a private registry", points: 4 }],
];
const AGES: readonly (readonly [number, number])[] = [
  [365, 6],
  [90, 4],
  [30, 2],
];

/** `images`: every image that shows the secret, `exposure`: the worst way one does. */
export interface RiskInput {
  readonly secret: Secret;
  readonly images: readonly ImageExposure[];
  readonly exposure: ExposureKind | undefined;
  readonly assessment: Assessment;
  readonly now: Date;
}

/** Every term says why it counts; terms of 0 points are left out. */
export function scoreRisk({ secret, images, exposure, assessment, now }: RiskInput): Risk {
  const { validity, reason } = assessment;
  const { reason: power, points } = powerOf(secret);
  const window = exposureWindow(images);
  const terms = [
    { reason: power, points },
    { reason: `severity ${secret.severity}`, points: SEVERITY[secret.severity] },
    { reason: `confidence ${secret.confidence}`, points: CONFIDENCE[secret.confidence] },
    ...structure(secret),
    ...(exposure === undefined ? [] : [EXPOSURE[exposure]]),
    ...reach(images),
    ...age(window, now),
    ...readers(window),
    ...spread(images),
    { reason: reason ?? `validity ${validity}`, points: VALIDITY[validity] },
    { reason: "canary: whoever uses it tells its owner", points: isCanary(secret) ? -150 : 0 },
    { reason: "documented example value", points: secret.state === "test" ? -200 : 0 },
  ].filter((term) => term.points !== 0);
  return { score: terms.reduce((sum, term) => sum + term.points, 0), terms };
}

export const isCanary = ({ facts }: Pick<Secret, "facts">): boolean => facts.canary === true;

const structure = ({ occurrences }: Secret): readonly RiskTerm[] =>
  STRENGTH.flatMap(([strength, term]) => (occurrences.some((at) => at.strength === strength) ? [term] : [])).slice(
    0,
    1,
  );

function reach(images: readonly ImageExposure[]): readonly RiskTerm[] {
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

/** When a secret that is served with that window grows older in the eyes of the score; ms since the epoch. */
export const ageSteps = ({ from }: ExposureWindow): readonly number[] =>
  from === undefined ? [] : AGES.map(([days]) => Date.parse(from) + days * 86_400_000);

function age({ from, served }: ExposureWindow, now: Date): readonly RiskTerm[] {
  const days = from === undefined || !served ? 0 : Math.floor((now.getTime() - Date.parse(from)) / 86_400_000);
  const points = AGES.find(([least]) => days >= least)?.[1] ?? 0;
  return [{ reason: `readable for ${days} days`, points }];
}

function readers({ from, lastPull, pulls }: ExposureWindow): readonly RiskTerm[] {
  if (lastPull !== undefined && (from === undefined || lastPull >= from))
    return [{ reason: `pulled since: last on ${lastPull.slice(0, 10)}`, points: 6 }];
  if (pulls === undefined) return [];
  return [pulls > 0 ? { reason: "its repositories were pulled", points: 3 } : { reason: "never pulled", points: -3 }];
}

function spread(images: readonly ImageExposure[]): readonly RiskTerm[] {
  const repositories = new Set(images.map(({ registry, repository }) => `${registry}/${repository}`)).size;
  const registries = new Set(images.map(({ registry }) => registry)).size;
  const points = Math.min(10, 2 * Math.floor(Math.log2(Math.max(1, images.length))));
  return [
    { reason: `${images.length} images hold it`, points },
    { reason: `${repositories} repositories hold it`, points: repositories > 1 ? 3 : 0 },
    { reason: `${registries} registries hold it`, points: registries > 1 ? 3 : 0 },
  ];
}
