import type { Scanner } from "../../domain/finding.ts";
import { type BodyScan, openBody } from "../body-scan.ts";
import type { Batch } from "./batch.ts";
import { createRecorder, type Recorder } from "./recorder.ts";
import type { Recorded } from "./scan-bodies.ts";

/** Scans a body that comes in parts, each a batch of its own, from its first part on. */
export interface PartScan {
  /** Whether it is the next part of the body whose parts are scanned here. */
  isNext(batch: Batch): boolean;
  /** What was found comes with the last part. Throws when the scan breaks: it cannot begin again. */
  scan(batch: Batch, memory: Uint8Array): Promise<Recorded>;
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
      if (batch.part?.isFirst === true) begun = begin(batch);
      if (begun === undefined) throw new Error("a part of a file came before its beginning");
      const { body, recorder } = begun;
      begun.next = batch.number + 1;
      body.push(memory.subarray(0, batch.length));
      if (batch.part?.isLast !== true) return { bodies: [], unpacked: 0 };
      begun = undefined;
      const found = await body.end();
      return { bodies: [{ number: 0, events: recorder.take(), found }], unpacked: 0 };
    },
  };
};

/** Containers are not scanned in parts. */
const notAgain = (): undefined => undefined;
