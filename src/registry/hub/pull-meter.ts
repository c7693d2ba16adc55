import { pause } from "../http/retry.ts";
import type { PullMeter } from "../provider.ts";
import { PullError } from "../pull-error.ts";

/** Least time between looks at the limit while it is waited for (ms; regsync's minimum). */
const POLL_MS = 5 * 60_000;

export interface MeterSettings {
  readonly onLimit: "stop" | "wait";
  /** `10%` of the limit, or a number of pulls. */
  readonly pullReserve: string;
  readonly pollMs?: number;
}

interface Told {
  readonly limit: number;
  readonly remaining: number;
}

/**
 * Docker Hub counts each GET of a manifest and tells what is left with every answer: `ratelimit-limit: 100;w=21600`,
 * `ratelimit-remaining: 20;w=21600` (registries.md 1.4). An account without a limit gets no such header. Pulls under
 * way count as spent until their answer says so.
 */
export function createPullMeter({ onLimit, pullReserve, pollMs = POLL_MS }: MeterSettings): PullMeter {
  let told: Told | undefined;
  let underWay = 0;
  const reserve = (): number => reserved(pullReserve, told?.limit ?? 0);
  const isSpent = (): boolean => told !== undefined && told.remaining - underWay <= reserve();
  const limited = (): PullError =>
    new PullError(
      `the pull limit of docker.io is reached: ${told?.remaining ?? 0} of ${told?.limit ?? "its"} pulls are left, ${reserve()} are kept for others; the same command goes on from there in a few hours`,
      { limited: true },
    );
  return {
    sample: { name: "ratelimitpreview/test", reference: "latest" },
    pull: async ({ ask, probe }, signal) => {
      for (;;) {
        while (isSpent()) {
          if (onLimit === "stop") throw limited();
          if (underWay === 0) await pause(pollMs, signal);
          else await pause(Math.min(100, pollMs), signal);
          if (underWay === 0) await probe();
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
      if (limit !== undefined && remaining !== undefined) told = { limit, remaining };
    },
    allowance: () => told && { ...told, reserve: reserve() },
  };
}

const leading = (header: string | undefined): number | undefined => {
  const digits = /^\d+/.exec(header ?? "")?.[0];
  return digits === undefined ? undefined : Number(digits);
};

const reserved = (setting: string, limit: number): number =>
  setting.endsWith("%") ? Math.ceil((limit * Number(setting.slice(0, -1))) / 100) : Number(setting);
