import type { Secret } from "../domain/rotation.ts";
import { imagesOf } from "./exposures.ts";
import type { Plan } from "./plan.ts";
import { ageSteps } from "./risk.ts";
import type { Task } from "./task.ts";
import { endsOf } from "./validity.ts";
import { type ExposureWindow, exposureWindow } from "./window.ts";

const DAY = 86_400_000;

/**
 * Until when a plan stays as it is if nothing happens, but for its due days: the next time at which a secret expires or grows
 * older in the eyes of the score, or the end of the day in UTC, with which acceptances and lines of the ignore file end.
 */
export function nextChange({ open, closed, tests }: Plan, now: Date): Date {
  const at = now.getTime();
  let next = (Math.floor(at / DAY) + 1) * DAY;
  for (const task of [open, closed, tests].flat())
    for (const secret of task.secrets)
      for (const moment of [...ageSteps(windowOf(secret, task)), ...endsOf(secret)])
        if (moment > at && moment < next) next = moment;
  return new Date(next);
}

const windowOf = (secret: Secret, { secrets, window }: Task): ExposureWindow =>
  secrets.length === 1 ? window : exposureWindow(imagesOf([secret]));
