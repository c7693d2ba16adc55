import { PullError } from "../pull-error.ts";
import { createPlaces, type Places } from "./places.ts";
import { BREAKER, type LaneRules, SUCCESSES_FOR_ONE_MORE } from "./politeness.ts";
import { pause } from "./retry.ts";

/** All requests of one kind to one host: how many at a time, how often, and whether at all. */
export interface Lane {
  /** Waits for a turn. Throws PullError when the host is given up, and the reason of `signal`. */
  enter(signal: AbortSignal): Promise<Turn>;
  /** What a request came to after all its tries: good when the host answered for itself. */
  ended(good: boolean): void;
  /** It gave a good answer in this audit. */
  hasAnswered(): boolean;
  /** The host told how many requests it takes until then (ms since the epoch). */
  allow(remaining: number, until: number): void;
}

/** One request on its way, from its turn to the end of its body. */
interface Turn {
  /** The host answered. Before `againAt` (ms since the epoch) nothing more is asked. */
  answered(status: number, againAt?: number): void;
  /** Its place is free for another. A second call does nothing. */
  leave(): void;
}

export interface LaneInput {
  readonly rules: LaneRules;
  /** For people. */
  readonly host: string;
  /** Told when everybody has to wait, and how long (ms). */
  readonly onWait?: (why: string, ms: number) => void;
  readonly clock?: Clock;
}

interface Clock {
  now(): number;
  pause(ms: number, signal: AbortSignal): Promise<void>;
}

const CLOCK: Clock = { now: Date.now, pause };

export function createLane({ rules, host, onWait = () => undefined, clock = CLOCK }: LaneInput): Lane {
  const places = createPlaces(rules.start);
  const schedule = createSchedule(rules, clock);
  const crowd = createCrowdControl(rules, places);
  const breaker = createBreaker(clock);
  const hold = (until: number, why: string): void => {
    if (schedule.hold(until)) onWait(`${host} ${why}`, until - clock.now());
  };
  return {
    enter: async (signal) => {
      const leave = await places.enter(signal);
      try {
        for (let ms = schedule.next(); ms > 0 && !breaker.isOpen(); ms = schedule.held()) await clock.pause(ms, signal);
        if (breaker.isOpen())
          throw new PullError(`${host}: it is given up in this audit, no good answer came any more`);
      } catch (error) {
        leave();
        throw error;
      }
      const judge = crowd.begin();
      return {
        leave,
        answered: (status, againAt) => {
          if (againAt !== undefined) hold(againAt, "asks to be left alone");
          judge(status === 429 || status === 503);
        },
      };
    },
    ended: (good) => {
      if (!breaker.ended(good)) return;
      places.resize(1);
      hold(clock.now() + BREAKER.coolMs, "does not answer");
    },
    hasAnswered: breaker.hasAnswered,
    allow: (remaining, until) => {
      if (remaining <= 0) hold(until, "asks to be left alone");
      else schedule.spread(remaining, until);
    },
  };
}

/** However little a host says is left, one request goes this often (ms). */
const SLOWEST_MS = 60_000;

/** When requests may begin: `perSecond` apart, and not before a host wants them again. */
function createSchedule({ perSecond }: LaneRules, clock: Clock) {
  let interval = perSecond === undefined ? 0 : 1000 / perSecond;
  let next = 0;
  let notBefore = 0;
  const held = (): number => notBefore - clock.now();
  return {
    held,
    /** Milliseconds to wait for a turn that is taken by asking. */
    next: (): number => {
      const at = Math.max(clock.now(), next);
      next = at + interval;
      return Math.max(at, notBefore) - clock.now();
    },
    /** True when that is later than was known. */
    hold: (until: number): boolean => {
      const later = until > Math.max(notBefore, clock.now());
      if (later) notBefore = until;
      return later;
    },
    spread: (remaining: number, until: number): void => {
      if (perSecond !== undefined && until > clock.now())
        interval = Math.min(SLOWEST_MS, (until - clock.now()) / remaining);
    },
  };
}

/** Additive increase, multiplicative decrease; one decrease for all that were under way together. */
function createCrowdControl({ most }: LaneRules, places: Places) {
  let begun = 0;
  let begunAtDecrease = 0;
  let successes = 0;
  return {
    begin: (): ((refused: boolean) => void) => {
      const number = ++begun;
      return (refused) => {
        if (!refused) {
          successes++;
          if (successes % SUCCESSES_FOR_ONE_MORE === 0) places.resize(Math.min(most, places.size() + 1));
          return;
        }
        successes = 0;
        if (number <= begunAtDecrease) return;
        begunAtDecrease = begun;
        places.resize(Math.max(1, Math.floor(places.size() / 2)));
      };
    },
  };
}

/** Open: nothing more is asked of the host. */
function createBreaker(clock: Clock) {
  let failures = 0;
  let lastGood: number | undefined;
  const isFailing = (): boolean => failures >= BREAKER.failures;
  return {
    hasAnswered: (): boolean => lastGood !== undefined,
    isOpen: (): boolean => isFailing() && (lastGood === undefined || clock.now() - lastGood > BREAKER.patienceMs),
    /** True when the host is to be left alone for a while. */
    ended: (good: boolean): boolean => {
      failures = good ? 0 : failures + 1;
      if (good) lastGood = clock.now();
      return isFailing();
    },
  };
}
