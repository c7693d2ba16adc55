/** Bytes that one side pushes and the other pulls, held by nobody for longer than it takes to read them. */
export interface Feed {
  push(bytes: Uint8Array): void;
  end(): void;
  /** The reader wants no more: what is pushed from now on is dropped. */
  stop(): void;
  /** When all that was pushed is read and more is asked for, or the reader has stopped. */
  read(): Promise<void>;
  /** To be read once. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

export const createFeed = (): Feed => {
  const queue: Uint8Array[] = [];
  let ended = false;
  let stopped = false;
  let asking = false;
  let wakeReader = (): void => undefined;
  let wakeWriter = (): void => undefined;
  const offer = (): void => {
    asking = false;
    wakeReader();
  };
  async function* pull(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const next = queue.shift();
      if (next !== undefined) yield next;
      else if (ended) return;
      else {
        asking = true;
        wakeWriter();
        await new Promise<void>((resolve) => {
          wakeReader = resolve;
        });
      }
    }
  }
  return {
    push: (bytes) => {
      if (stopped) return;
      queue.push(bytes);
      offer();
    },
    end: () => {
      ended = true;
      offer();
    },
    stop: () => {
      stopped = true;
      queue.length = 0;
      wakeWriter();
    },
    read: async () => {
      if (asking || stopped) return;
      await new Promise<void>((resolve) => {
        wakeWriter = resolve;
      });
    },
    bytes: pull(),
  };
};
