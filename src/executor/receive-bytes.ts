/** A stream whose bytes are pushed from outside. */
export interface Received {
  readonly bytes: AsyncIterable<Uint8Array>;
  push(piece: Uint8Array): void;
  end(failure: Error | undefined): void;
}

interface ReceiveBytes {
  /** A piece was taken by the reader. */
  readonly onTaken: () => void;
  /** The reader has stopped before the end. */
  readonly onLeft: () => void;
}

export function receiveBytes({ onTaken, onLeft }: ReceiveBytes): Received {
  const waiting: Uint8Array[] = [];
  let ended = false;
  let failed: Error | undefined;
  let wake = (): void => undefined;
  const read = async function* (): AsyncGenerator<Uint8Array> {
    let complete = false;
    try {
      for (;;) {
        const piece = waiting.shift();
        if (piece !== undefined) {
          onTaken();
          yield piece;
        } else if (ended) break;
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
      complete = true;
    } finally {
      if (!complete) onLeft();
    }
    if (failed !== undefined) throw failed;
  };
  return {
    bytes: read(),
    push: (piece) => {
      waiting.push(piece);
      wake();
    },
    end: (failure) => {
      ended = true;
      failed = failure;
      wake();
    },
  };
}
