import type { RatedPlan } from "./plan.ts";
import { ageSteps } from "./risk.ts";
import { endsOf } from "./validity.ts";

const DAY = 86_400_000;

/**
 * Until when a plan stays as it is if nothing happens, but for its due days: the next time at which a secret expires or grows
 * older in the eyes of the score, or the end of the day in UTC, with which acceptances and lines of the ignore file end.
 */
export function nextChange({ open, closed, tests }: RatedPlan, now: Date): Date {
  const at = now.getTime();
  let next = (Math.floor(at / DAY) + 1) * DAY;
  for (const { members } of [open, closed, tests].flat())
    for (const { secret, exposed } of members)
      for (const moment of [...ageSteps(exposed.window), ...endsOf(secret, () => exposed.dates)])
        if (moment > at && moment < next) next = moment;
  return new Date(next);
}
