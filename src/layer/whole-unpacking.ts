import type { Span } from "../domain/finding.ts";
import type { Beginning, Unpacking } from "./unpacking.ts";

interface WholeUnpacking {
  readonly beginning: Beginning;
  readonly decode: (file: Buffer) => ReturnType<Unpacking["end"]>;
  /** Filled by `decode` with what came out as documents. Undefined: the scan of the file as it is need not wait for that. */
  readonly out: readonly Span[] | undefined;
}

/** Unpacks a file when it is over, at once: where it stands when all of it is at hand, else from a copy. */
export const createWholeUnpacking = ({ beginning, decode, out }: WholeUnpacking): Unpacking => {
  let file = NOTHING;
  let length = 0;
  return {
    push: (bytes) => {
      if (beginning.isWhole) file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      else {
        if (length === 0) file = Buffer.allocUnsafe(beginning.size);
        file.set(bytes, length);
      }
      length += bytes.length;
    },
    settle: () => undefined,
    end: () => decode(file.subarray(0, length)),
    ...(out && { rest: () => ({ file: file.subarray(0, length), out }) }),
  };
};

const NOTHING: Buffer = Buffer.alloc(0);
