import type { OpenDocument } from "./collector.ts";

/** Gathers what stands in the headers of a tar, and hands it on in pieces that are worth a scan. */
export interface HeaderLines {
  /** A line, without its end. */
  line(text: string): void;
  bytes(bytes: Uint8Array): void;
  end(): void;
}

/** Lines of some hundred entries. */
const BATCH_BYTES = 16 * 1024;
/** Of a UTF-16 unit in UTF-8, at most. */
const UNIT_BYTES = 3;

/** `open`: begins the document, once there is something to put in it. */
export const createHeaderLines = (open: () => OpenDocument): HeaderLines => {
  let document: OpenDocument | undefined;
  let batch: Buffer | undefined;
  let length = 0;
  const push = (bytes: Uint8Array): void => {
    document ??= open();
    document.push(bytes);
  };
  const flush = (): void => {
    if (batch !== undefined && length > 0) push(batch.subarray(0, length));
    length = 0;
  };
  /** The batch, with as many free bytes; undefined when it never has. */
  const roomFor = (count: number): Buffer | undefined => {
    if (length + count > BATCH_BYTES) flush();
    if (count > BATCH_BYTES) return undefined;
    batch ??= Buffer.allocUnsafeSlow(BATCH_BYTES);
    return batch;
  };
  return {
    line: (text) => {
      const room = roomFor(text.length * UNIT_BYTES + 1);
      if (room === undefined) return push(Buffer.from(`${text}\n`));
      length += room.write(text, length);
      room[length++] = LINE_FEED;
    },
    bytes: (bytes) => {
      const room = roomFor(bytes.length);
      if (room === undefined) return push(bytes);
      room.set(bytes, length);
      length += bytes.length;
    },
    end: () => {
      flush();
      document?.end();
    },
  };
};

const LINE_FEED = 0x0a;
