import { SIGN } from "../kernel/kernel.ts";
import type { RollingBuffer } from "../rolling-buffer.ts";
import { createEscapedReader, ESCAPE_SIGNS } from "./escaped-reader.ts";
import { isIdle } from "./idle.ts";
import { createLineCursor } from "./line-cursor.ts";
import { openPackedView } from "./packed-view.ts";
import { createRunReader, type OpenRun } from "./run-reader.ts";
import { SHORTEST_BASE64 } from "./sniff-run.ts";
import { createUtf16Reader, hasByteOrderMark } from "./utf16-reader.ts";
import type { EncodingReader, OpenView } from "./view.ts";

interface CreateReaders {
  readonly open: OpenView;
  readonly note: (reason: string) => void;
  /** There are rules without keywords: they look at every text. */
  readonly isSwept: boolean;
}

/** All that looks for encoded text in one text, as one. Most texts have none: a reader is made when it has something to do. */
export const createReaders = ({ open, note, isSwept }: CreateReaders): EncodingReader => {
  const readers: EncodingReader[] = [];
  let runs: EncodingReader | undefined;
  let noRunBefore = 0;
  let made = 0;
  let looked = 0;
  const findRuns = ({ bytes, base, filled, kernel }: RollingBuffer, last: boolean): void => {
    const at = kernel.encodedRun(bytes, { start: noRunBefore - base, end: filled, last });
    noRunBefore = base + at;
    if (filled - at >= SHORTEST_BASE64)
      runs = createRunReader({ lines: createLineCursor(), open: openRun({ open, note }), from: noRunBefore });
  };
  const findSigns = (buffer: RollingBuffer): void => {
    const { bytes, base, filled, kernel } = buffer;
    // Signs of two bytes may begin with the last one that was looked at.
    const from = Math.max(base, looked - 1);
    let signs = kernel.signs(bytes, { start: from - base, end: filled }) & ~made;
    if (looked === 0 && hasByteOrderMark(buffer)) signs |= SIGN.zero;
    looked = base + filled;
    if (signs === 0) return;
    made |= signs;
    const reads = { lines: createLineCursor(), open, from };
    if ((signs & SIGN.zero) !== 0)
      readers.push(createUtf16Reader({ ...reads, isIdle: isSwept ? () => false : isIdle }));
    for (const sign of ESCAPE_SIGNS) if ((signs & sign) !== 0) readers.push(createEscapedReader(sign, reads));
  };
  return {
    read: (buffer, last) => {
      if (runs === undefined) findRuns(buffer, last);
      if (made !== EVERY_SIGN) findSigns(buffer);
      let needed = runs?.read(buffer, last) ?? noRunBefore;
      for (const reader of readers) needed = Math.min(needed, reader.read(buffer, last));
      return needed;
    },
    oldest: () => {
      let least = runs?.oldest() ?? Number.POSITIVE_INFINITY;
      for (const reader of readers) least = Math.min(least, reader.oldest());
      return least;
    },
  };
};

const EVERY_SIGN = Object.values(SIGN).reduce((signs, sign) => signs | sign, 0);

const openRun =
  ({ open, note }: Omit<CreateReaders, "isSwept">): OpenRun =>
  ({ radix: { name: encoding }, content }, lineOf) =>
    content === "packed"
      ? openPackedView({ encoding, open, lineOf, note })
      : open({ encoding, lineOf, binary: content === "binary" });
