import type { MessagePort } from "node:worker_threads";
import type { DocumentInfo, Scanner, Skip } from "../../domain/finding.ts";
import type { BlobAccount } from "../account.ts";
import type { BlobCollector, Found } from "../collector.ts";
import type { Entry, FoundFiles } from "../found-files.ts";
import type { KnownBodies } from "../known/known-bodies.ts";
import type { KnownFiles } from "../known/known-files.ts";
import type { LayerLimits } from "../limits.ts";
import type { StartUnpacking } from "../unpacking.ts";
import { BATCH_BYTES, BODY_BYTES } from "./batch.ts";
import { createBatchQueue, type Scanned } from "./batch-queue.ts";
import { type Body, scanBody } from "./scan-bodies.ts";

/**
 * Members of a layer that another thread helps to scan. Their bodies are put in batches; what is found takes effect in the
 * order of the layer, whoever scanned it. A body that is too large for a batch is scanned here, once all before it are over.
 */
export interface SharedMembers {
  begin(document: DocumentInfo, entry: Entry): void;
  /** False: all before it is over, and it is to be scanned here. The bytes hold until it returns. */
  body(bytes: Uint8Array): boolean;
  note(skip: Skip): void;
  /** Undefined: nothing is to be waited for. Gives bytes that came before what is scanned here could begin. */
  settle(): Promise<readonly Uint8Array[]> | undefined;
  /** All members before are over. */
  drain(): Promise<readonly Uint8Array[]>;
  close(): void;
}

export interface Sharing {
  readonly scanner: Scanner;
  readonly limits: LayerLimits;
  readonly collector: BlobCollector;
  readonly account: BlobAccount;
  readonly unpack: StartUnpacking;
  readonly files: KnownFiles | undefined;
  readonly known: KnownBodies | undefined;
}

interface Member {
  readonly document: DocumentInfo;
  readonly entry: Entry;
  /** Number of its body in the batch. */
  body?: number;
}

type Item = Member | { readonly skip: Skip };

interface Batch {
  readonly items: readonly Item[];
  readonly bodies: readonly Body[];
  readonly length: number;
}

/** Items of a batch: most have bytes. */
const ITEMS = 4096;

export const shareMembers = (
  sharing: Sharing,
  { port, found }: { readonly port: MessagePort; readonly found: FoundFiles },
): SharedMembers => {
  const { scanner, limits, files } = sharing;
  const queue = createBatchQueue<Batch>({ port, scanner, limits, files, merge: merger(sharing, found) });
  const filling = createFilling(queue.memory);
  let member: Member | undefined;
  /** Of the member that is scanned here, while others are not over. */
  let early: Uint8Array[] | undefined;
  const drain = async (): Promise<readonly Uint8Array[]> => {
    if (filling.hasItems()) await queue.hand(filling.take());
    await queue.drain();
    const bytes = early ?? [];
    early = undefined;
    return bytes;
  };
  return {
    begin: (document, entry) => {
      member = { document, entry };
      filling.add(member);
      if (entry.size > BODY_BYTES) early = [];
    },
    body: (bytes) => {
      if (member !== undefined && member.entry.size <= BODY_BYTES) filling.push(member, bytes);
      else early?.push(Uint8Array.from(bytes));
      return early !== undefined || (member?.entry.size ?? Number.POSITIVE_INFINITY) <= BODY_BYTES;
    },
    note: (skip) => filling.add({ skip }),
    settle: () => {
      if (early !== undefined) return drain();
      return filling.isFull() ? queue.hand(filling.take()).then(() => []) : undefined;
    },
    drain,
    close: queue.close,
  };
};

/** The batch that members are put in. */
const createFilling = (memory: () => Uint8Array) => {
  let items: Item[] = [];
  let bodies: Body[] = [];
  let length = 0;
  let isOver = true;
  return {
    hasItems: () => items.length > 0,
    /** And no body in it is to be continued. */
    isFull: () => isOver && (length >= BATCH_BYTES || items.length >= ITEMS),
    add: (item: Item): void => {
      items.push(item);
      if ("entry" in item) isOver = item.entry.size === 0 || item.entry.size > BODY_BYTES;
    },
    push: (member: Member, bytes: Uint8Array): void => {
      const { document, entry } = member;
      const begun = member.body === undefined ? undefined : bodies.pop();
      const body = { at: begun?.at ?? length, length: (begun?.length ?? 0) + bytes.length };
      memory().set(bytes, length);
      length += bytes.length;
      bodies.push({ path: document.path, size: entry.size, ...body });
      member.body = bodies.length - 1;
      isOver = body.length === entry.size;
    },
    take: (): Batch => {
      const batch = { items, bodies, length };
      items = [];
      bodies = [];
      length = 0;
      return batch;
    },
  };
};

/** What was found in a batch takes effect. */
const merger =
  ({ limits, collector, account, unpack, known }: Sharing, found: FoundFiles) =>
  async ({ items, bodies, length }: Batch, { recorded, memory }: Scanned): Promise<void> => {
    const counts = recorded !== undefined && account.total() + recorded.unpacked <= limits.unpackedBytes;
    if (counts) account.unpacked(recorded.unpacked);
    const told = new Map(counts ? recorded.bodies.map((body) => [body.number, body]) : []);
    const copy = counts ? NOTHING : memory.slice(0, length);
    const foundIn = async (number: number, body: Body): Promise<readonly Found[]> => {
      if (!counts) return await scanBody(body, { memory: copy, collector, unpack, known });
      const one = told.get(number);
      collector.tell(one?.events ?? []);
      return one?.found ?? [];
    };
    for (const item of items) {
      if ("skip" in item) {
        collector.note(item.skip);
        continue;
      }
      const { document, entry, body: number = -1 } = item;
      found.begin(document, entry);
      const body = bodies[number];
      if (body === undefined) continue;
      const all = await foundIn(number, body);
      if (all.every(({ findings }) => findings.length === 0)) continue;
      found.bytes(Buffer.from(memory.slice(body.at, body.at + body.length)));
      found.keep(document, all);
    }
  };

const NOTHING = new Uint8Array(0);
