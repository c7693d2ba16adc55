import { createHash } from "node:crypto";

/** All keys of exhume begin with it: access can be granted by it. */
const ROOT = "exhume";
/** Cases that an audit was announced of. */
export const CASES_KEY = `${ROOT}:cases`;

/** Keys of one case. The braces keep them in one slot of a cluster (redis.io, hash tags). */
const casePrefix = (caseId: string): string => `{${ROOT}:${caseId}}`;

export const RESULTS = "results";

/** Names of keys beside those of the queues. */
export const caseKeys = (caseId: string) => {
  const prefix = casePrefix(caseId);
  return {
    prefix,
    announcement: `${prefix}:audit`,
    progress: `${prefix}:progress`,
    workers: `${prefix}:workers`,
    /** Names of queues that ever had a job. */
    queues: `${prefix}:queues`,
    worker: (id: string): string => `${prefix}:worker:${id}`,
  };
};

/**
 * The queue of all workers with the same labels: they take from one, so that a worker waits at one place, whatever it
 * serves. Another ruleset has another queue.
 */
export const queueName = (labels: string, rulesetId: string): string =>
  `blobs-${createHash("sha256")
    .update(JSON.stringify([labels, rulesetId]))
    .digest("hex")
    .slice(0, 12)}`;
