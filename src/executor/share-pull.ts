import type { BlobJob } from "../domain/finding.ts";
import type { Repository } from "../domain/oci.ts";
import type { PullBlob } from "./executor.ts";

export interface SharedPull {
  /** One for each reader. They ask for the same blob, of the same holders. */
  readonly pulls: readonly PullBlob[];
  /** Nobody reads any more. */
  close(): void;
}

/** A pull for several readers: each blob comes once, and each chunk when all readers have taken the one before. */
export function sharePull(pull: PullBlob, readers: number): SharedPull {
  const left = new AbortController();
  const shared = new Map<string, Shared>();
  const sharedOf = (job: BlobJob, holder: Repository): Shared => {
    const name = `${holder.registry}/${holder.name}`;
    const known = shared.get(name) ?? share(pull(job, holder, left.signal), readers);
    shared.set(name, known);
    return known;
  };
  return {
    pulls: Array.from({ length: readers }, (): PullBlob => (job, holder) => sharedOf(job, holder).read()),
    close: () => {
      left.abort();
      for (const { close } of shared.values()) close();
    },
  };
}

interface Shared {
  read(): AsyncIterable<Uint8Array>;
  close(): void;
}

type Chunk = IteratorResult<Uint8Array>;

const share = (source: AsyncIterable<Uint8Array>, readers: number): Shared => {
  const iterator = source[Symbol.asyncIterator]();
  let turn = createTurn();
  let asking = 0;
  let left = readers;
  const advance = (): void => {
    if (asking < left) return;
    const { settle } = turn;
    turn = createTurn();
    asking = 0;
    settle(left === 0 ? END : iterator.next());
  };
  const ask = async (): Promise<Chunk> => {
    const { result } = turn;
    asking++;
    advance();
    return result;
  };
  const leave = (): void => {
    left--;
    if (left === 0) iterator.return?.().catch(() => undefined);
    if (left >= 0) advance();
  };
  return {
    read: async function* () {
      try {
        for (let chunk = await ask(); chunk.done !== true; chunk = await ask()) yield chunk.value;
      } finally {
        leave();
      }
    },
    close: () => {
      if (left <= 0) return;
      left = 1;
      leave();
    },
  };
};

const END: Chunk = { done: true, value: undefined };

interface Turn {
  readonly result: Promise<Chunk>;
  readonly settle: (chunk: Chunk | Promise<Chunk>) => void;
}

const createTurn = (): Turn => {
  let settle: Turn["settle"] = () => undefined;
  const result = new Promise<Chunk>((resolve) => {
    settle = resolve;
  });
  return { result, settle };
};
