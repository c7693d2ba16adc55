import type { BlobScan } from "../../domain/finding.ts";
import { WORD_MS } from "./announce.ts";
import { type Presence, signMessage } from "./messages.ts";
import { caseKeys } from "./names.ts";
import type { UnderCase } from "./under.ts";

interface CreatePresence
  extends Omit<UnderCase, "rulesetId">,
    Pick<Presence, "id" | "host" | "labels" | "concurrency" | "queue"> {}

/** Says that this worker is there, and proves that it has the key of the case. */
export const createPresence = (input: CreatePresence) => {
  const { client, caseId, id, host, labels, concurrency, queue } = input;
  const keys = caseKeys(caseId);
  const began = performance.now();
  const done = { blobs: 0, bytes: 0, busy: 0 };
  return {
    id,
    begun: (): void => void done.busy++,
    ended: (scan: BlobScan | undefined, _seconds: number): void => {
      done.busy--;
      if (scan === undefined) return;
      done.blobs++;
      done.bytes += scan.bytes;
    },
    /** `nonce`: of the announcement that it answers to. */
    say: async (nonce: string): Promise<void> => {
      const seconds = (performance.now() - began) / 1000;
      const word = { id, nonce, host, labels, concurrency, queue, ...done, seconds };
      await client.sadd(keys.workers, id);
      await client.set(
        keys.worker(id),
        JSON.stringify(signMessage({ ...input, kind: "presence" }, word)),
        "PX",
        WORD_MS,
      );
    },
    leave: async (): Promise<void> => {
      await client.del(keys.worker(id));
      await client.srem(keys.workers, id);
    },
  };
};
