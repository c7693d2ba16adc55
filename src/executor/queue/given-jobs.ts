import { Queue } from "bullmq";
import { append } from "../../domain/append.ts";
import type { BlobJob } from "../../domain/finding.ts";
import type { Waiting } from "./backlog.ts";
import { type QueuedJob, readMessage, signMessage } from "./messages.ts";
import { caseKeys, RESULTS } from "./names.ts";
import type { UnderCase } from "./under.ts";

/** A job that stands in Redis, or is with a worker. */
export interface Given {
  readonly ticket: string;
  readonly queue: string;
  readonly waiting: Waiting;
  /** It was not there when it was last looked for. */
  readonly missed?: boolean;
}

/** What is left of an audit that ended before its time. */
export interface Inherited {
  readonly jobs: readonly Given[];
  /** Of results that nobody took. */
  readonly tickets: readonly string[];
}

/** A job that Redis gave up. */
interface GivenUp {
  /** Undefined: nobody who has the key of the case had given it out. */
  readonly ticket: string | undefined;
  /** Too many workers ended over it. */
  readonly stalled: boolean;
}

/** Jobs as they stand in Redis. */
export interface GivenJobs {
  give(given: readonly Given[]): Promise<void>;
  inherited(): Promise<Inherited>;
  takeGivenUp(): Promise<readonly GivenUp[]>;
  areThere(given: readonly Given[]): Promise<readonly boolean[]>;
  /** Undefined: a worker has it, or had it a moment ago. Else whether one had begun with it. */
  takeBack(given: Given): Promise<{ readonly begun: boolean } | undefined>;
  /** Nothing is left of the queues. */
  remove(): Promise<void>;
  close(): Promise<void>;
}

/** Jobs looked at in one queue at a time; more are there only when somebody else has put them there. */
const PAGE = 5000;

export function openGivenJobs(under: UnderCase): GivenJobs {
  const { client, caseId } = under;
  const keys = caseKeys(caseId);
  const open = openQueues(under);
  return {
    give: async (given) => give(given, { under, ...open }),
    inherited: async () => inherited({ under, ...open }),
    takeGivenUp: async () => {
      const found: GivenUp[] = [];
      for (const name of await open.names())
        for (const job of await open.queue(name).getFailed(0, PAGE)) {
          found.push({ ticket: messageOf(job.data, under)?.ticket, stalled: /stalled/.test(job.failedReason) });
          await job.remove();
        }
      return found;
    },
    areThere: async (given) => {
      const asked = client.pipeline();
      // Its result has its ticket, and stands there until it is recorded.
      for (const { queue, ticket } of given)
        asked.exists(open.queue(queue).toKey(ticket), open.queue(RESULTS).toKey(ticket));
      return ((await asked.exec()) ?? []).map(([, count]) => count !== 0);
    },
    takeBack: async ({ queue, ticket }) => {
      const job = await open.queue(queue).getJob(ticket);
      if (job === undefined || (await open.queue(queue).remove(ticket)) === 0) return undefined;
      return { begun: job.attemptsStarted > 0 };
    },
    remove: async () => {
      for (const name of [...(await open.names()), RESULTS]) await open.queue(name).obliterate({ force: true });
      await client.del(keys.queues);
    },
    close: open.close,
  };
}

interface Queues {
  queue(name: string): Queue;
  /** Names of those that ever had a job. */
  names(): Promise<readonly string[]>;
  close(): Promise<void>;
}

interface Opened extends Queues {
  readonly under: UnderCase;
}

/** BullMQ tells every step of a job in a stream, which nobody reads here. */
export const EVENTS = { streams: { events: { maxLen: 10 } } };

function openQueues({ client, caseId }: UnderCase): Queues {
  const { prefix, queues } = caseKeys(caseId);
  const opened = new Map<string, Queue>();
  const open = (name: string): Queue => {
    const queue = new Queue(name, { connection: client, prefix, ...EVENTS });
    // What goes wrong with the connection, the connection says.
    queue.on("error", () => undefined);
    opened.set(name, queue);
    return queue;
  };
  return {
    queue: (name) => opened.get(name) ?? open(name),
    names: async () => client.smembers(queues),
    close: async () => {
      await Promise.all([...opened.values()].map(async (queue) => queue.close()));
    },
  };
}

async function give(given: readonly Given[], { under, queue }: Opened): Promise<void> {
  const { client, caseId, rulesetId } = under;
  const byQueue = new Map<string, Given[]>();
  for (const one of given) append(byQueue, one.queue, one);
  for (const [name, of] of byQueue) {
    await client.sadd(caseKeys(caseId).queues, name);
    await queue(name).addBulk(
      of.map(({ ticket, waiting }) => ({
        name: "blob",
        data: signMessage({ ...under, kind: "job" }, { ticket, rulesetId, job: wireJob(waiting.job) }),
        opts: { jobId: ticket, removeOnComplete: true },
      })),
    );
  }
}

async function inherited({ under, queue, names }: Opened): Promise<Inherited> {
  const jobs: Given[] = [];
  for (const name of await names())
    for (const { data } of await queue(name).getJobs(["waiting", "active", "delayed"], 0, PAGE)) {
      const message = messageOf(data, under);
      if (message === undefined || message.rulesetId !== under.rulesetId) continue;
      const { ticket, job } = message;
      jobs.push({ ticket, queue: name, waiting: { job, failed: [], crashes: 0 } });
    }
  const results = await queue(RESULTS).getJobs(["waiting", "active", "delayed"], 0, PAGE);
  return { jobs, tickets: results.flatMap(({ id }) => id ?? []) };
}

const messageOf = (data: unknown, under: UnderCase): QueuedJob | undefined =>
  readMessage({ ...under, kind: "job" }, data);

/** Only what a worker needs: an annotation or inline data could be content of an image. */
const wireJob = ({ blob, kind, holders }: BlobJob): BlobJob => {
  const { mediaType, digest, size, urls } = blob;
  return { blob: { mediaType, digest, size, ...(urls === undefined ? {} : { urls }) }, kind, holders };
};
