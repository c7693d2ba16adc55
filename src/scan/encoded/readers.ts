import type { RollingBuffer } from "../rolling-buffer.ts";
import { createEscapedReader, ESCAPE_STARTS } from "./escaped-reader.ts";
import { createLineCursor } from "./line-cursor.ts";
import { openPackedView } from "./packed-view.ts";
import { createRunReader, type OpenRun } from "./run-reader.ts";
import { createUtf16Reader, hasByteOrderMark } from "./utf16-reader.ts";
import type { EncodingReader, OpenView } from "./view.ts";

interface CreateReaders {
  readonly open: OpenView;
  readonly note: (reason: string) => void;
}

/** All that looks for encoded text in one text, as one. Most texts are short: a reader is made when it may have something to do. */
export const createReaders = ({ open, note }: CreateReaders): EncodingReader => {
  const readers: EncodingReader[] = [];
  const made = new Uint8Array(256);
  let looked = 0;
  const make = (buffer: RollingBuffer): void => {
    const fresh = buffer.bytes.subarray(Math.max(0, looked - buffer.base), buffer.filled);
    const lines = createLineCursor();
    if (looked === 0) readers.push(createRunReader({ lines, open: openRun({ open, note }) }));
    if (made[0] === 0 && (fresh.indexOf(0) >= 0 || (looked === 0 && hasByteOrderMark(fresh)))) {
      made[0] = 1;
      readers.push(createUtf16Reader({ lines, open, from: Math.max(0, looked - 1) }));
    }
    for (const start of ESCAPE_STARTS) {
      if (made[start] === 1 || fresh.indexOf(start) < 0) continue;
      made[start] = 1;
      readers.push(createEscapedReader(start, { lines, open, from: looked }));
    }
    looked = buffer.base + buffer.filled;
  };
  return {
    read: (buffer, last) => {
      make(buffer);
      let needed = Number.POSITIVE_INFINITY;
      for (const reader of readers) needed = Math.min(needed, reader.read(buffer, last));
      return needed;
    },
    oldest: () => {
      let least = Number.POSITIVE_INFINITY;
      for (const reader of readers) least = Math.min(least, reader.oldest());
      return least;
    },
  };
};

const openRun =
  ({ open, note }: CreateReaders): OpenRun =>
  ({ radix: { name: encoding }, content }, lineOf) =>
    content === "packed"
      ? openPackedView({ encoding, open, lineOf, note })
      : open({ encoding, lineOf, binary: content === "binary" });
