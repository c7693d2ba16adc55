import { closeSync, openSync, readSync } from "node:fs";
import { createGunzip } from "node:zlib";

const PIECE = 256 * 1024;

/** What Node keeps to itself of a zlib stream: the state is room left in the output, then input left. */
interface RawGunzip {
  readonly _handle: {
    writeSync(flush: 0, input: Uint8Array, at: number, size: number, out: Uint8Array, to: number, room: number): void;
  };
  readonly _writeState: Uint32Array;
}

/**
 * Node's own inflate with nothing around it: into one buffer of 256 KiB, in this thread. It is what all else is measured
 * against, so it is not the code of the product. Gives the number of bytes; `onPacked` is shown what is read.
 */
export const rawInflate = (path: string, onPacked: (bytes: Uint8Array) => void = () => undefined): number => {
  const { _handle: handle, _writeState: state } = createGunzip({ chunkSize: PIECE }) as unknown as RawGunzip;
  const [input, output] = [Buffer.alloc(PIECE), Buffer.alloc(PIECE)];
  const file = openSync(path, "r");
  let total = 0;
  for (let size = readSync(file, input); size > 0; size = readSync(file, input)) {
    onPacked(input.subarray(0, size));
    let left = size;
    let room = 0;
    while (room === 0) {
      handle.writeSync(0, input, size - left, left, output, 0, PIECE);
      room = state[0]!;
      left = state[1]!;
      total += PIECE - room;
    }
  }
  closeSync(file);
  return total;
};
