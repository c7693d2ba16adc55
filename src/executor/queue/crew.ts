import { serves as fits, type Labels, parseLabelSets } from "./labels.ts";
import { jsonOf, type Presence, readMessage } from "./messages.ts";
import { caseKeys, queueName } from "./names.ts";
import type { UnderCase } from "./under.ts";

/** Workers with the same labels, which take from one queue. */
export interface Gang {
  readonly queue: string;
  /** Blobs that they scan at a time. */
  readonly concurrency: number;
  serves(registry: string): boolean;
}

export interface Crew {
  readonly workers: readonly Presence[];
  readonly gangs: readonly Gang[];
  /** Of those that are there, who could not prove that they have the key of the case. */
  readonly refused: number;
}

interface ReadCrew extends UnderCase {
  /** Of the announcement that workers answer to. */
  readonly nonce: string;
  readonly labelsOf: (registry: string) => Labels;
}

/** Workers that are there now. One that is silent for longer than its entry lives is gone. */
export async function readCrew(under: ReadCrew): Promise<Crew> {
  const { client, caseId, nonce, rulesetId } = under;
  const keys = caseKeys(caseId);
  const ids = await client.smembers(keys.workers);
  if (ids.length === 0) return { workers: [], gangs: [], refused: 0 };
  const entries = await client.mget(ids.map(keys.worker));
  const gone = ids.filter((_, at) => entries[at] === null);
  if (gone.length > 0) await client.srem(keys.workers, ...gone);
  const workers: Presence[] = [];
  let refused = 0;
  for (const entry of entries.flatMap((text) => (text === null ? [] : [text]))) {
    const worker = readMessage({ ...under, kind: "presence" }, jsonOf(entry));
    if (worker === undefined) refused++;
    // Who answers to an earlier announcement has yet to see the newest.
    else if (worker.nonce === nonce && worker.queue === queueName(worker.labels, rulesetId)) workers.push(worker);
  }
  return { workers, gangs: gangsOf(workers, under.labelsOf), refused };
}

const gangsOf = (workers: readonly Presence[], labelsOf: ReadCrew["labelsOf"]): readonly Gang[] => {
  const gangs = new Map<string, Gang>();
  for (const { queue, labels, concurrency } of workers) {
    const sets = parseLabelSets(labels) ?? [];
    const others = gangs.get(queue)?.concurrency ?? 0;
    gangs.set(queue, {
      queue,
      concurrency: others + concurrency,
      serves: (registry) => fits(sets, labelsOf(registry)),
    });
  }
  return [...gangs.values()];
};
