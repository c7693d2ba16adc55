import type { MessagePort } from "node:worker_threads";
import type { DocumentInfo, Skip } from "../../domain/finding.ts";
import { HEAD_BYTES } from "../decoders/decoder.ts";
import { decoderOf } from "../decoders/table.ts";
import type { Entry, FoundFiles } from "../found-files.ts";
import { BODY_BYTES } from "./batch.ts";
import { createBatchQueue } from "./batch-queue.ts";
import { createFilling, type Filled, type Member } from "./filling.ts";
import { merger, type Sharing } from "./merge-batch.ts";

/**
 * Members of a layer that another thread helps to scan. Their bodies are put in batches; what is found takes effect in the
 * order of the layer, whoever scanned it. A body that is too large for a batch takes several, all for one thread, or is scanned
 * here, once all before it are over, where it is a container.
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

export const shareMembers = (
  sharing: Sharing,
  { port, found }: { readonly port: MessagePort; readonly found: FoundFiles },
): SharedMembers => {
  const { scanner, limits, files } = sharing;
  const queue = createBatchQueue<Filled>({ port, scanner, limits, files, merge: merger(sharing, found) });
  const filling = createFilling(queue.memory);
  let member: Member | undefined;
  /** Of a member that is too large for a batch: its first bytes, until others are over, or it is known that it may come in parts. */
  let early: Uint8Array[] | undefined;
  let isInParts = false;
  const isLarge = (): boolean => member === undefined || member.entry.size > BODY_BYTES;
  const handAll = async (): Promise<void> => {
    if (!filling.isEmpty()) await queue.hand(filling.take());
  };
  const drain = async (): Promise<readonly Uint8Array[]> => {
    filling.endPart();
    await handAll();
    await queue.drain();
    const bytes = early ?? [];
    early = undefined;
    return bytes;
  };
  const begin = async (large: Member, bytes: readonly Uint8Array[]): Promise<readonly Uint8Array[]> => {
    isInParts = mayBeParts(large, bytes);
    if (!isInParts) return await drain();
    early = undefined;
    await handAll();
    for (const piece of bytes) filling.pushPart(large, piece);
    return [];
  };
  return {
    begin: (document, entry) => {
      member = { document, entry };
      isInParts = false;
      filling.add(member);
      if (isLarge()) early = [];
    },
    body: (bytes) => {
      if (early !== undefined) early.push(Uint8Array.from(bytes));
      else if (member !== undefined && isInParts) filling.pushPart(member, bytes);
      else if (member !== undefined && !isLarge()) filling.push(member, bytes);
      else return false;
      return true;
    },
    note: (skip) => filling.add({ skip }),
    settle: () => {
      if (member !== undefined && early !== undefined && early.length > 0) return begin(member, early);
      return filling.isFull() ? queue.hand(filling.take()).then(() => []) : undefined;
    },
    drain,
    close: queue.close,
  };
};

/** What is in no container needs nothing that only the thread knows that unpacks the layer. */
const mayBeParts = ({ document, entry }: Member, [head = NOTHING]: readonly Uint8Array[]): boolean =>
  Number.isFinite(entry.size) &&
  head.length >= HEAD_BYTES &&
  decoderOf(head.subarray(0, HEAD_BYTES), document.path) === undefined;

const NOTHING = new Uint8Array(0);
