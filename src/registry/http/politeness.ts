/** How a kind of service is treated. Rates are not kept at literal loopback: nobody else is served there. */
export interface LaneRules {
  /** Requests under way at a time, at the start. */
  readonly start: number;
  /** And at most, once answers keep coming. */
  readonly most: number;
  /** Requests that begin in a second; absent: as many as their answers let begin. */
  readonly perSecond?: number;
}

/**
 * Section 4 of registries.md, a line each. A lane is kept for each host: for ECR that is an account in a region. The
 * rates of the control plane of ECR are not published and are shared with deployments; its other quotas are in the
 * thousands a second and shared with nodes that pull. Docker Hub's limit against abuse is per address.
 */
export const LANES = {
  /** Unknown servers: what regclient begins with, and never more than `most`. */
  generic: { start: 3, most: 8 },
  "ecr-listings": { start: 4, most: 4, perSecond: 5 },
  "ecr-manifests": { start: 4, most: 4, perSecond: 5 },
  "ecr-blobs": { start: 6, most: 6, perSecond: 20 },
  /** Without a login 1 pull a second; with one 10, of which half are taken. */
  "ecr-public": { start: 2, most: 2, perSecond: 1 },
  "ecr-public-login": { start: 4, most: 4, perSecond: 5 },
  "ecr-public-blobs": { start: 2, most: 2 },
  /** 60 a minute until its X-RateLimit headers tell what is left. */
  "hub-api": { start: 2, most: 2, perSecond: 1 },
  "hub-manifests": { start: 2, most: 2 },
  "hub-blobs": { start: 3, most: 3 },
} as const satisfies Readonly<Record<string, LaneRules>>;

export type LaneName = keyof typeof LANES;

/** Halved on 429 and 503; one more after this many answers in a row that are neither. */
export const SUCCESSES_FOR_ONE_MORE = 20;

/**
 * Failures in a row, each after all its tries, that open the breaker of a lane. A host that answered before is looked
 * at again every `coolMs`, by one request, until `patienceMs` are over; one that never did is given up at once.
 */
export const BREAKER = Object.freeze({ failures: 10, coolMs: 60_000, patienceMs: 15 * 60_000 });

/** A body slower than this while it is waited for is left, and asked for anew (bytes a second, ms). */
export const WATCHDOG = Object.freeze({ bytesPerSecond: 1024, windowMs: 60_000 });
