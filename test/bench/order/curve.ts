/** After a result was told: bytes pulled so far, and how many of the planted secrets were reported so far. */
export interface Moment {
  readonly bytes: number;
  readonly reported: number;
}

/** How many were reported when at most this share of all bytes had been pulled. Moments are in the order of time. */
export const reportedAt = (moments: readonly Moment[], share: number): number => {
  const most = share * (moments.at(-1)?.bytes ?? 0);
  return moments.findLast(({ bytes }) => bytes <= most)?.reported ?? 0;
};

/** The share of all bytes that was pulled when so many were reported; undefined when they never were. */
export const shareOfBytes = (moments: readonly Moment[], reported: number): number | undefined => {
  const moment = moments.find((one) => one.reported >= reported);
  return moment && moment.bytes / (moments.at(-1)?.bytes ?? 1);
};
