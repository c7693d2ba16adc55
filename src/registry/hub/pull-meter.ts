import { debuglog } from "node:util";
import { pause } from "../http/retry.ts";
import type { PullMeter } from "../provider.ts";
import { PullError } from "../pull-error.ts";
import { ABUSE_LIMIT } from "./hub-answer.ts";

/** Least time between looks at the limit while it is waited for (ms; regsync's minimum). */
const POLL_MS = 5 * 60_000;

const debug = debuglog("exhume:hub");

export interface MeterSettings {
  readonly onLimit: "stop" | "wait";
  /** `10%` of the limit, or a number of pulls. */
  readonly pullReserve: string;
  readonly pollMs?: number;
  /** Told when a wait begins. */
  readonly onNotice?: (text: string) => void;
}

interface Told {
  readonly limit: number;
  readonly remaining: number;
}

/**
 * Docker Hub counts each GET of a manifest and tells what is left with every answer: `ratelimit-limit: 100;w=21600`,
 * `ratelimit-remaining: 20;w=21600` (registries.md 1.4). An account without a limit gets no such header. Pulls under
 * way count as spent until their answer says so. Whether that of an index is counted is not documented: what is left
 * is only ever taken from the answers, and NODE_DEBUG=exhume:hub shows each of them.
 */
export function createPullMeter({ onLimit, pullReserve, pollMs = POLL_MS, onNotice }: MeterSettings): PullMeter {
  let told: Told | undefined;
  let underWay = 0;
  let looking: Promise<void> | undefined;
  const reserve = (): number => reserved(pullReserve, told?.limit ?? 0);
  const left = (): number => Math.max(0, (told?.remaining ?? 0) - underWay);
  const isSpent = (): boolean => told !== undefined && left() <= reserve();
  const reached = (): string =>
    `the pull limit of docker.io is reached: ${left()} of ${told?.limit || "its"} pulls are left, ${reserve()} are kept for others`;
  const limited = (): PullError =>
    new PullError(`${reached()}; the same command goes on from there in a few hours`, { limited: true });
  /** While pulls are under way their answers tell, else the registry is asked. */
  const look = async (probe: () => Promise<unknown>, signal: AbortSignal): Promise<void> => {
    if (underWay > 0) return pause(Math.min(100, pollMs), signal);
    onNotice?.(`${reached()}; looking again in ${pollMs / 60_000} minutes`);
    await pause(pollMs, signal);
    const before = told;
    // A success that tells of no limit: there is none any more. A look may be refused as a pull is.
    if (!(await isLimited(probe)) && told === before) told = undefined;
  };
  return {
    otherLimit: ABUSE_LIMIT,
    sample: { name: "ratelimitpreview/test", reference: "latest" },
    pull: async ({ ask, probe }, signal) => {
      for (;;) {
        while (isSpent()) {
          if (onLimit === "stop") throw limited();
          // One look for all that wait.
          looking ??= look(probe, signal).finally(() => {
            looking = undefined;
          });
          await looking;
        }
        underWay++;
        try {
          return await ask();
        } catch (error) {
          if (!(error instanceof PullError) || !error.limited) throw error;
          told = { limit: told?.limit ?? 0, remaining: 0 };
          if (onLimit === "stop") throw limited();
        } finally {
          underWay--;
        }
      }
    },
    answered: (header) => {
      const [limit, remaining] = [header("ratelimit-limit"), header("ratelimit-remaining")].map(leading);
      if (limit === undefined || remaining === undefined) return;
      debug("%d of %d pulls are left", remaining, limit);
      told = { limit, remaining };
    },
    allowance: () => told && { ...told, reserve: reserve() },
  };
}

async function isLimited(ask: () => Promise<unknown>): Promise<boolean> {
  try {
    await ask();
    return false;
  } catch (error) {
    if (error instanceof PullError && error.limited) return true;
    throw error;
  }
}

const leading = (header: string | undefined): number | undefined => {
  const digits = /^\d+/.exec(header ?? "")?.[0];
  return digits === undefined ? undefined : Number(digits);
};

const reserved = (setting: string, limit: number): number =>
  setting.endsWith("%") ? Math.ceil((limit * Number(setting.slice(0, -1))) / 100) : Number(setting);
