/** CIs whose step `exhume fix --gate` prints. */
export const GATES = ["github", "gitlab"] as const;

export type Gate = (typeof GATES)[number];
