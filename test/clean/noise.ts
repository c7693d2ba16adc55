import type { Confidence } from "../../src/domain/finding.ts";
import type { OccurrenceReport, ReportModel, SecretReport } from "../../src/report/model.ts";
import type { Looked } from "./plants/look-up.ts";

/** Secrets that a clean image may have, by confidence. */
const BARS: Readonly<Partial<Record<Confidence, number>>> = { high: 5, medium: 40 };

export interface Noise {
  readonly secret: SecretReport;
  readonly occurrence: OccurrenceReport;
}

/** Every finding of the report that is work for somebody and was not planted: documented examples are none. */
export const noiseOf = (model: ReportModel, planted: readonly Looked[]): readonly Noise[] => {
  const hidden = new Set(planted.map(({ hash }) => hash));
  return model.secrets
    .filter(({ work, sha256 = "" }) => work.state !== "test" && !hidden.has(sha256))
    .flatMap((secret) =>
      secret.occurrences.map((occurrence) => ({
        secret: { ...secret, confidence: occurrence.confidence },
        occurrence,
      })),
    );
};

const HOST_KEY = "made when the package was installed: every container of the image has this host key";
const OWN_KEY = "made when the package was installed: every container of the image has this key";
const OWN_PASSWORD = "made when the package was installed: every container of the image has this password";
const COMPILED = "compiled when the package was installed: no manifest lists it, so nothing says whose it is";
const PRIVATE_MAINTAINER = "of a package whose maintainer has a private address, which could be anybody's";

/** Why a finding in a clean tree is right: what is no mistake of the scanner. */
const STAYS: readonly (readonly [RegExp, string])[] = [
  [/^etc\/ssh\/ssh_host_\w+_key$/, HOST_KEY],
  [/^etc\/ssl\/private\//, OWN_KEY],
  [/\/__pycache__\//, COMPILED],
  [/^usr\/share\/doc\/git\//, PRIVATE_MAINTAINER],
  [/^(?:etc|var\/lib\/ucf\/cache)\/.*phpmyadmin|^var\/lib\/phpmyadmin\//, OWN_PASSWORD],
];

const whyItStays = ({ occurrence }: Noise): string | undefined =>
  STAYS.find(([path]) => path.test(occurrence.path))?.[1];

/** Confidences with more secrets than their bar allows: a secret counts once, at however many places it stands. */
export const overBars = (noise: readonly Noise[]): readonly string[] =>
  Object.entries(BARS).flatMap(([confidence, bar]) => {
    const found = noise.filter(({ secret }) => secret.confidence === confidence);
    const count = new Set(found.map(({ secret }) => secret.id)).size;
    return count > bar
      ? [`${count} secrets at ${found.length} places with ${confidence} confidence, at most ${bar} may be`]
      : [];
  });

/** Counts by confidence and cause, then each finding with at least medium confidence. */
export const noiseText = (noise: readonly Noise[]): string =>
  [
    ...causes(noise).map(([cause, count]) => `${String(count).padStart(6)}  ${cause}`),
    "",
    ...noise.filter(({ secret }) => secret.confidence !== "low").map(line),
  ].join("\n");

const causes = (noise: readonly Noise[]): readonly (readonly [string, number])[] => {
  const counts = new Map<string, number>();
  for (const { secret } of noise) {
    const cause = `${secret.confidence}  ${secret.ruleId}: ${secret.reasons.join("; ")}`;
    counts.set(cause, (counts.get(cause) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1]);
};

const line = (one: Noise): string => {
  const { secret, occurrence } = one;
  const name = occurrence.name === undefined ? "" : ` ${occurrence.name}`;
  const why = whyItStays(one) ?? "NO REASON";
  return `${secret.confidence}  ${secret.ruleId}${name} ${secret.preview}  ${occurrence.path}:${occurrence.line}  ${why}`;
};
