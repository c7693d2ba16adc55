import type { MessagePort } from "node:worker_threads";
import type { DocumentInfo, Scanner, Skip } from "../../domain/finding.ts";
import type { BlobAccount } from "../account.ts";
import type { BlobCollector, Found } from "../collector.ts";
import type { Entry, FoundFiles } from "../found-files.ts";
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
  const { scanner, limits } = sharing;
  const queue = createBatchQueue<Batch>({ port, scanner, limits, merge: merger(sharing, found) });
  let items: Item[] = [];
  let bodies: Body[] = [];
  let length = 0;
  let member: Member | undefined;
  /** Of the member that is scanned here, while others are not over. */
  let early: Uint8Array[] | undefined;
  const hand = async (): Promise<void> => {
    const batch = { items, bodies, length };
    items = [];
    bodies = [];
    length = 0;
    await queue.hand(batch);
  };
  const drain = async (): Promise<readonly Uint8Array[]> => {
    if (items.length > 0) await hand();
    await queue.drain();
    const bytes = early ?? [];
    early = undefined;
    return bytes;
  };
  const isIn = ({ entry: { size } }: Member): boolean => size <= BODY_BYTES;
  const isOver = ({ entry: { size }, body = -1 }: Member): boolean => size === 0 || bodies[body]?.length === size;
  const add = (bytes: Uint8Array, { document, entry, ...own }: Member): void => {
    queue.memory().set(bytes, length);
    const begun = own.body === undefined ? undefined : bodies.pop();
    bodies.push({
      path: document.path,
      size: entry.size,
      at: begun?.at ?? length,
      length: (begun?.length ?? 0) + bytes.length,
    });
    length += bytes.length;
  };
  return {
    begin: (document, entry) => {
      member = { document, entry };
      items.push(member);
      if (!isIn(member)) early = [];
    },
    body: (bytes) => {
      if (member === undefined || !isIn(member)) {
        early?.push(Uint8Array.from(bytes));
        return early !== undefined;
      }
      add(bytes, member);
      member.body ??= bodies.length - 1;
      return true;
    },
    note: (skip) => void items.push({ skip }),
    settle: () => {
      if (early !== undefined) return drain();
      const isFull = length >= BATCH_BYTES || items.length >= ITEMS;
      return isFull && member !== undefined && isOver(member) ? hand().then(() => []) : undefined;
    },
    drain,
    close: queue.close,
  };
};

/** What was found in a batch takes effect. */
const merger =
  ({ limits, collector, account, unpack }: Sharing, found: FoundFiles) =>
  async ({ items, bodies, length }: Batch, { recorded, memory }: Scanned): Promise<void> => {
    const counts = recorded !== undefined && account.total() + recorded.unpacked <= limits.unpackedBytes;
    if (counts) account.unpacked(recorded.unpacked);
    const told = new Map(counts ? recorded.bodies.map((body) => [body.number, body]) : []);
    const copy = counts ? NOTHING : memory.slice(0, length);
    const foundIn = async (number: number, body: Body): Promise<readonly Found[]> => {
      if (!counts) return await scanBody(body, { memory: copy, collector, unpack });
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
