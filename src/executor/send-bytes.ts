import { PIECE_BYTES, PIECES_AHEAD, type PullFailure, type ToThread } from "./thread-messages.ts";

interface SendBytes {
  readonly stream: number;
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Bytes that are expected; negative when nobody knows. */
  readonly size: number;
  readonly post: (message: ToThread, transfer: readonly ArrayBuffer[]) => void;
}

export interface Sending {
  /** The thread has taken a piece. */
  taken(): void;
  /** Nobody takes the rest: the stream is closed. */
  leave(): void;
}

/** Hands a stream over to a thread, in pieces that change hands, and pulls no more of it than the thread has room for. */
export function sendBytes(input: SendBytes): Sending {
  const { stream, post } = input;
  let room = PIECES_AHEAD;
  let left = false;
  let wake = (): void => undefined;
  const send = async (): Promise<void> => {
    for await (const piece of pieces(input)) {
      while (room === 0 && !left)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      if (left) return;
      room--;
      post({ type: "bytes", stream, bytes: piece }, [piece.buffer]);
    }
  };
  send().then(
    () => post({ type: "end", stream }, []),
    (error: unknown) => post({ type: "end", stream, failure: failureOf(error) }, []),
  );
  return {
    taken: () => {
      room++;
      wake();
    },
    leave: () => {
      left = true;
      wake();
    },
  };
}

/** Copied, as the buffers of a socket are not ours to give away. */
async function* pieces({ bytes, size }: SendBytes): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const length = size > 0 ? Math.min(size, PIECE_BYTES) : PIECE_BYTES;
  let piece = new Uint8Array(length);
  let filled = 0;
  for await (const chunk of bytes)
    for (let at = 0; at < chunk.length; ) {
      const part = chunk.subarray(at, at + length - filled);
      piece.set(part, filled);
      filled += part.length;
      at += part.length;
      if (filled < length) continue;
      yield piece;
      piece = new Uint8Array(length);
      filled = 0;
    }
  if (filled > 0) yield piece.subarray(0, filled);
}

const failureOf = (error: unknown): PullFailure =>
  error instanceof Error ? { name: error.name, message: error.message } : { name: "unknown", message: "" };
