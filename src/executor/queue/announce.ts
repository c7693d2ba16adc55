import { type Announcement, signMessage } from "./messages.ts";
import { CASES_KEY, caseKeys } from "./names.ts";
import type { UnderCase } from "./under.ts";

/** How long an announcement and a worker's word hold, in ms; both are said again long before. */
export const WORD_MS = 15_000;
export const REPEAT_MS = 3000;
/** How long it is said that an audit has ended, for workers that end with it. */
const ENDED_MS = 60_000;

/** Says that there is an audit, until it is told that it has ended or that it stops. */
export interface Announcing {
  repeat(): Promise<void>;
  /** `ended`: nothing is left to do. */
  stop(ended: boolean): Promise<void>;
}

export function announce(under: UnderCase, announcement: Omit<Announcement, "ended">): Announcing {
  const { client, caseId } = under;
  const keys = caseKeys(caseId);
  const text = (ended: boolean): string =>
    JSON.stringify(signMessage({ ...under, kind: "announcement" }, { ...announcement, ended }));
  const say = async (ended: boolean): Promise<void> => {
    await client.set(keys.announcement, text(ended), "PX", ended ? ENDED_MS : WORD_MS);
    await client.sadd(CASES_KEY, caseId);
    await client.pexpire(CASES_KEY, ENDED_MS);
  };
  return {
    repeat: async () => say(false),
    stop: async (ended) => {
      if (ended) await say(true);
      else await client.del(keys.announcement);
    },
  };
}
