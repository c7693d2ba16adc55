import type { DocumentInfo, Skip } from "../../domain/finding.ts";
import type { Entry } from "../found-files.ts";
import { BATCH_BYTES, BODY_BYTES, type Part } from "./batch.ts";
import type { Body } from "./scan-bodies.ts";

export interface Member {
  readonly document: DocumentInfo;
  readonly entry: Entry;
  /** Number of its body in the batch. */
  body?: number;
}

type Item = Member | { readonly skip: Skip };

/** Members, and the bodies of most of them. With `part` there is one body, of a member of an earlier batch. */
export interface Filled {
  readonly items: readonly Item[];
  readonly bodies: readonly Body[];
  readonly length: number;
  readonly part?: Part;
}

/** The batch that members are put in. */
export interface Filling {
  /** And no body in it is to be continued, but for one that goes on in the next batch. */
  isFull(): boolean;
  isEmpty(): boolean;
  add(item: Item): void;
  push(member: Member, bytes: Uint8Array): void;
  /** The next bytes of a body that takes several batches of its own. */
  pushPart(member: Member, bytes: Uint8Array): void;
  /** No more bytes come of it, also when there should be some. */
  endPart(): void;
  take(): Filled;
}

/** Items of a batch: most have bytes. */
const ITEMS = 4096;

/** A body in parts: bytes of it that came, and those that were taken. */
interface Large {
  readonly member: Member;
  came: number;
  taken: number;
  isEnded: boolean;
}

export const createFilling = (memory: () => Uint8Array): Filling => {
  let items: Item[] = [];
  let bodies: Body[] = [];
  let length = 0;
  let isOver = true;
  let large: Large | undefined;
  const put = (bytes: Uint8Array): void => {
    memory().set(bytes, length);
    length += bytes.length;
  };
  const takePart = ({ member: { document, entry }, came, taken, isEnded }: Large): Filled => ({
    items,
    bodies: [{ path: document.path, size: entry.size, at: 0, length: came - taken }],
    length,
    part: { isFirst: taken === 0, isLast: isEnded },
  });
  return {
    isEmpty: () => items.length === 0 && large === undefined,
    isFull: () => isOver && (length >= BATCH_BYTES || items.length >= ITEMS || large?.isEnded === true),
    add: (item) => {
      items.push(item);
      if ("entry" in item) isOver = item.entry.size === 0 || item.entry.size > BODY_BYTES;
    },
    push: (member, bytes) => {
      const { document, entry } = member;
      const begun = member.body === undefined ? undefined : bodies.pop();
      const body = { at: begun?.at ?? length, length: (begun?.length ?? 0) + bytes.length };
      put(bytes);
      bodies.push({ path: document.path, size: entry.size, ...body });
      member.body = bodies.length - 1;
      isOver = body.length === entry.size;
    },
    pushPart: (member, bytes) => {
      large ??= { member, came: 0, taken: 0, isEnded: false };
      put(bytes);
      large.came += bytes.length;
      large.isEnded = large.came === member.entry.size;
    },
    endPart: () => {
      if (large !== undefined) large.isEnded = true;
    },
    take: () => {
      const filled = large === undefined ? { items, bodies, length } : takePart(large);
      if (large !== undefined) large.taken = large.came;
      if (large?.isEnded === true) large = undefined;
      items = [];
      bodies = [];
      length = 0;
      return filled;
    },
  };
};
