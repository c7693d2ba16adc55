import type { Scanner } from "../../domain/finding.ts";
import { type BodyScan, openBody } from "../body-scan.ts";
import type { Batch } from "./batch.ts";
import { createRecorder, type Recorder } from "./recorder.ts";
import type { Recorded } from "./scan-bodies.ts";

/** Scans a body that comes in parts, each a batch of its own, from its first part on. */
export interface PartScan {
  /** Whether it is the next part of the body whose parts are scanned here. */
  isNext(batch: Batch): boolean;
  /** What was found comes with the last part. Undefined: the scan broke. */
  scan(batch: Batch, memory: Uint8Array): Promise<Recorded | undefined>;
}

interface Begun {
  readonly body: BodyScan;
  readonly recorder: Recorder;
  /** Of the batch. */
  next: number;
}

export const createPartScan = (scanner: Scanner): PartScan => {
  let begun: Begun | undefined;
  const begin = ({ number, bodies: [body] }: Batch): Begun => {
    const { path = "", size = 0 } = body ?? {};
    const recorder = createRecorder(scanner, Number.POSITIVE_INFINITY);
    const { collector } = recorder;
    return { recorder, body: openBody({ kind: "file", path }, { size, collector, unpack: notAgain }), next: number };
  };
  return {
    isNext: ({ number }) => number === begun?.next,
    scan: async (batch, memory) => {
      try {
        const one = batch.part?.isFirst === true ? begin(batch) : begun;
        begun = batch.part?.isLast === true ? undefined : one;
        return one && (await scanPart(one, { batch, memory }));
      } catch {
        begun = undefined;
        return undefined;
      }
    },
  };
};

const scanPart = async (
  begun: Begun,
  { batch: { number, length, part }, memory }: { readonly batch: Batch; readonly memory: Uint8Array },
): Promise<Recorded> => {
  begun.next = number + 1;
  begun.body.push(memory.subarray(0, length));
  if (part?.isLast !== true) return { bodies: [], unpacked: 0 };
  const found = await begun.body.end();
  return { bodies: [{ number: 0, events: begun.recorder.take(), found }], unpacked: 0 };
};

/** Containers are not scanned in parts. */
const notAgain = (): undefined => undefined;
