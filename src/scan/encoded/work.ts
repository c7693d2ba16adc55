/** How much of a document may be decoded, all encodings in one another counted, so that no document can bloat a scan. */
export interface DecodingWork {
  /** Bytes of the document itself were scanned. */
  scanned(count: number): void;
  /** Bytes were decoded; false when they are too many. */
  decoded(count: number): boolean;
  /** A view is opened; false when too many are open. */
  open(depth: number): boolean;
  close(): void;
  note(reason: string): void;
  reasons(): readonly string[];
  /** Forgets everything. */
  reset(): void;
}

/** Base64 in five levels is decoded to 2.3 times its size; what was packed may be larger. */
const RATIO = 8;
const ALWAYS = 1024 * 1024;
/** An encoding in an encoding is the second. */
const DEPTH = 5;
const OPEN = 32;

export const createDecodingWork = (): DecodingWork => {
  let room = ALWAYS;
  let views = 0;
  const reasons = new Set<string>();
  const isOver = (over: boolean, reason: string): boolean => {
    if (over) reasons.add(reason);
    return over;
  };
  return {
    scanned: (count) => {
      room += RATIO * count;
    },
    decoded: (count) => {
      if (isOver(count > room, `encoded text is more than ${RATIO} times the document: not all of it is decoded`))
        return false;
      room -= count;
      return true;
    },
    open: (depth) => {
      if (isOver(depth > DEPTH, `text is encoded more than ${DEPTH} times: not decoded further`)) return false;
      if (isOver(views >= OPEN, `more than ${OPEN} encoded texts in one another: not all of them are decoded`))
        return false;
      views++;
      return true;
    },
    close: () => {
      views--;
    },
    note: (reason) => void reasons.add(reason),
    reasons: () => [...reasons],
    reset: () => {
      room = ALWAYS;
      views = 0;
      if (reasons.size > 0) reasons.clear();
    },
  };
};
