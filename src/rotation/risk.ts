import type { Confidence, Severity, Validity } from "../domain/finding.ts";
import type { ExposureKind, ImageExposure, Secret } from "../domain/rotation.ts";
import { powerOf } from "./power.ts";
import type { Assessment } from "./validity.ts";

interface RiskTerm {
  readonly reason: string;
  readonly points: number;
}

/** `score` is the sum of the terms, nothing else. It only orders work; it is no measure of damage. */
export interface Risk {
  readonly score: number;
  readonly terms: readonly RiskTerm[];
}

const SEVERITY: Readonly<Record<Severity, number>> = { critical: 30, high: 20, medium: 10, low: 3 };
const CONFIDENCE: Readonly<Record<Confidence, number>> = { high: 10, medium: 5, low: 0 };
const VALIDITY: Readonly<Record<Validity, number>> = {
  active: 25,
  unknown: 0,
  malformed: -25,
  expired: -40,
  dead: -60,
};
const EXPOSURE: Readonly<Record<ExposureKind, number>> = {
  live: 15,
  env: 15,
  label: 13,
  history: 12,
  attestation: 10,
  overwritten: 9,
  deleted: 9,
  cache: 6,
};
const EXPOSED_AS: Readonly<Record<ExposureKind, string>> = {
  live: "in a file of the image",
  env: "in the environment of the image",
  label: "in a label",
  history: "in the history of the image",
  attestation: "in an attestation",
  overwritten: "in a file that was overwritten, but is still served",
  deleted: "in a file that was deleted, but is still served",
  cache: "in a build cache",
};
/** Below every real secret, however bad it looks. */
const TEST_POINTS = -200;

/** `images`: every image that shows the secret, `exposure`: the worst way one does. */
export interface RiskInput {
  readonly secret: Secret;
  readonly images: readonly ImageExposure[];
  readonly exposure: ExposureKind | undefined;
  readonly assessment: Assessment;
}

/** Every term says why it counts; terms of 0 points are left out. */
export function scoreRisk({ secret, images, exposure, assessment }: RiskInput): Risk {
  const { validity, reason } = assessment;
  const power = powerOf(secret);
  const terms = [
    { reason: power.reason, points: power.points },
    { reason: `severity ${secret.severity}`, points: SEVERITY[secret.severity] },
    { reason: `confidence ${secret.confidence}`, points: CONFIDENCE[secret.confidence] },
    ...(exposure === undefined ? [] : [{ reason: EXPOSED_AS[exposure], points: EXPOSURE[exposure] }]),
    reach(images),
    ...spread(images),
    { reason: reason ?? `validity ${validity}`, points: VALIDITY[validity] },
    { reason: "documented example value", points: secret.state === "test" ? TEST_POINTS : 0 },
  ].filter(({ points }) => points !== 0);
  return { score: terms.reduce((sum, { points }) => sum + points, 0), terms };
}

/** Transports of archives on disk (containers-transports(5)); anything else is a registry that serves to others. */
const LOCAL = /^(?:oci|oci-archive|docker-archive|dir):/;

/** Whether a registry is public is not known here, so each one counts as readable. */
function reach(images: readonly ImageExposure[]): RiskTerm {
  const served = images.filter(({ registry, present }) => present && !LOCAL.test(registry));
  if (served.some(({ tags }) => tags.length > 0))
    return { reason: "a tag serves it, from a registry not known to be private", points: 15 };
  if (served.length > 0) return { reason: "served by digest only, from a registry not known to be private", points: 8 };
  return images.some(({ present }) => present)
    ? { reason: "only in local archives", points: 2 }
    : { reason: "no image seen by the last audit holds it", points: -5 };
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
