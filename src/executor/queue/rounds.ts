import { setTimeout as pause } from "node:timers/promises";
import { type Announcing, REPEAT_MS, WORD_MS } from "./announce.ts";
import { type Crew, readCrew } from "./crew.ts";
import type { Deliveries } from "./deliveries.ts";
import type { Given, GivenJobs } from "./given-jobs.ts";
import { crashText, type Ledger, TRIES } from "./ledger.ts";
import type { Progress } from "./messages.ts";
import { forgetProgress, tellProgress } from "./progress.ts";
import type { QueueExecutorInput } from "./queue-executor.ts";
import type { Refusals } from "./refusals.ts";

interface StartRounds extends QueueExecutorInput {
  readonly nonce: string;
  readonly ledger: Ledger;
  readonly jobs: GivenJobs;
  readonly deliveries: Deliveries;
  readonly announcing: Announcing;
  readonly refusals: Refusals;
}

export interface Rounds {
  /** Gives jobs to the workers that are there. */
  deal(): Promise<void>;
  stop(): Promise<void>;
}

const ROUND_MS = 1000;
/** Whether jobs are still in Redis is looked up once in so many rounds. */
const LOOK_AFTER = 5;

/** Looks after workers and jobs, round after round: who came, who is gone, and what was lost with them. */
export function startRounds(input: StartRounds): Rounds {
  const ended = new AbortController();
  const waits = tellsOfWaiting(input);
  const began = Date.now();
  let crew: Crew = { workers: [], gangs: [], refused: 0 };
  let dealing: Promise<void> = Promise.resolve();
  const deal = async (): Promise<void> => {
    const given = input.ledger.deal(crew.gangs);
    if (given.length > 0) await input.jobs.give(given);
  };
  const round = async (count: number): Promise<void> => {
    if ((count * ROUND_MS) % REPEAT_MS === 0) await input.announcing.repeat();
    crew = await readCrew(input);
    await takeGivenUp(input);
    const age = Date.now() - began;
    if (count % LOOK_AFTER === LOOK_AFTER - 1) await lookAfter(input, crew, age > WORD_MS);
    if (age > WORD_MS) waits(crew);
    await tellProgress(input, progressOf(input, crew));
    input.deliveries.wake();
  };
  const run = async (): Promise<void> => {
    for (let count = 1; !ended.signal.aborted; count++) {
      await round(count).catch(input.deliveries.fail);
      await pause(ROUND_MS, undefined, { signal: ended.signal }).catch(() => undefined);
    }
  };
  const running = run();
  return {
    deal: async () => {
      dealing = dealing.then(deal);
      return dealing;
    },
    stop: async () => {
      ended.abort();
      await running;
      await forgetProgress(input);
    },
  };
}

async function takeGivenUp({ jobs, ledger, deliveries, refusals }: StartRounds): Promise<void> {
  for (const { ticket, stalled } of await jobs.takeGivenUp()) {
    if (ticket === undefined) refusals.count("forged");
    else {
      const reason = stalled ? crashText(TRIES) : "crash: a worker could not work on it: please report it";
      const scan = ledger.fail(ticket, reason);
      if (scan !== undefined) deliveries.add({ scan, taken: () => undefined });
    }
  }
}

/** Jobs that Redis lost, and those of workers that are gone, are given out again. */
async function lookAfter(input: StartRounds, { gangs }: Crew, isSettled: boolean): Promise<void> {
  const { ledger, jobs, deliveries } = input;
  const lost = (ticket: string, crashed: boolean): void => {
    const scan = ledger.lost(ticket, crashed);
    deliveries.add(scan && { scan, taken: () => undefined });
  };
  const given = ledger.given();
  const there = await jobs.areThere(given);
  for (const [at, { ticket, missed }] of given.entries()) {
    if (there[at] !== false) continue;
    // It may be given out at this moment.
    if (missed) lost(ticket, false);
    else ledger.miss(ticket);
  }
  const live = new Set(gangs.map(({ queue }) => queue));
  const isLeft = ({ queue }: Given, at: number): boolean => there[at] === true && !live.has(queue);
  for (const one of isSettled ? given.filter(isLeft) : []) {
    const taken = await jobs.takeBack(one);
    if (taken !== undefined) lost(one.ticket, taken.begun);
  }
}

/** Nobody would know why an audit stands still. */
function tellsOfWaiting({ ledger, onNotice }: StartRounds): (crew: Crew) => void {
  const said = new Set<string>();
  return ({ gangs, refused }) => {
    if (refused > 0 && !said.has("refused")) {
      said.add("refused");
      onNotice(`${refused} workers do not have the key of this case: they get no work`);
    }
    for (const { registries, count } of ledger.backlog.waiting()) {
      const names = registries.join(", ");
      if (registries.some((registry) => gangs.some((gang) => gang.serves(registry)))) said.delete(names);
      else if (!said.has(names)) {
        said.add(names);
        onNotice(`${count} blobs of ${names} wait: no worker serves it (exhume worker --queue)`);
      }
    }
  };
}

const progressOf = ({ ledger, refusals, deliveries }: StartRounds, { workers }: Crew): Progress => ({
  waiting: ledger.backlog.size(),
  given: ledger.given().length,
  recorded: deliveries.taken(),
  refused: refusals.counts(),
  workers: [...workers],
});
