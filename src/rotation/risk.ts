import type { Confidence, Severity, Validity } from "../domain/finding.ts";
import type { ExposureKind, Secret } from "../domain/rotation.ts";
import type { Exposed } from "./exposed.ts";
import { powerOf } from "./power.ts";
import type { RiskTerm } from "./risk-terms.ts";
import type { Assessment } from "./validity.ts";
import type { ExposureWindow } from "./window.ts";

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
const AGES: readonly (readonly [number, number])[] = [
  [365, 6],
  [90, 4],
  [30, 2],
];

export interface RiskInput {
  readonly secret: Secret;
  readonly exposed: Exposed;
  readonly assessment: Assessment;
  readonly now: Date;
}

/** Every term says why it counts; terms of 0 points are left out. */
export function scoreRisk({ secret, exposed, assessment, now }: RiskInput): Risk {
  const { validity, reason } = assessment;
  const { reason: power, points } = powerOf(secret);
  const { window, ways, structure, reach, spread } = exposed;
  const [worst] = ways;
  const terms = [
    { reason: power, points },
    { reason: `severity ${secret.severity}`, points: SEVERITY[secret.severity] },
    { reason: `confidence ${secret.confidence}`, points: CONFIDENCE[secret.confidence] },
    ...structure,
    ...(worst === undefined ? [] : [EXPOSURE[worst]]),
    ...reach,
    ...age(window, now),
    ...readers(window),
    ...spread,
    { reason: reason ?? `validity ${validity}`, points: VALIDITY[validity] },
    { reason: "canary: whoever uses it tells its owner", points: isCanary(secret) ? -150 : 0 },
    { reason: "documented example value", points: secret.state === "test" ? -200 : 0 },
  ].filter((term) => term.points !== 0);
  return { score: terms.reduce((sum, term) => sum + term.points, 0), terms };
}

export const isCanary = ({ facts }: Pick<Secret, "facts">): boolean => facts.canary === true;

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
