import type { Scanner } from "../../domain/finding.ts";
import type { BlobAccount } from "../account.ts";
import type { BlobCollector, Found } from "../collector.ts";
import type { FoundFiles } from "../found-files.ts";
import type { KnownBodies } from "../known/known-bodies.ts";
import type { KnownFiles } from "../known/known-files.ts";
import type { LayerLimits } from "../limits.ts";
import type { StartUnpacking } from "../unpacking.ts";
import type { Part } from "./batch.ts";
import type { Scanned } from "./batch-queue.ts";
import type { Filled } from "./filling.ts";
import { type Body, scanBody } from "./scan-bodies.ts";

export interface Sharing {
  readonly scanner: Scanner;
  readonly limits: LayerLimits;
  readonly collector: BlobCollector;
  readonly account: BlobAccount;
  readonly unpack: StartUnpacking;
  readonly files: KnownFiles | undefined;
  readonly known: KnownBodies | undefined;
}

/** The scan broke off in the middle of a body of which not all is here any more: the layer is to be scanned again. */
export class ScanBrokeOff extends Error {}

/** What was found in a batch takes effect. Throws `ScanBrokeOff`. */
export const merger =
  (sharing: Sharing, found: FoundFiles) =>
  async (filled: Filled, scanned: Scanned): Promise<void> => {
    if (filled.part !== undefined) mergePart(filled.part, { filled, scanned, collector: sharing.collector, found });
    const { items, bodies } = filled;
    const { memory } = scanned;
    const foundIn = foundInBodies(filled, { scanned, ...sharing });
    for (const item of items) {
      if ("skip" in item) {
        sharing.collector.note(item.skip);
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

interface MergePart extends Pick<Sharing, "collector"> {
  readonly filled: Filled;
  readonly scanned: Scanned;
  readonly found: FoundFiles;
}

const mergePart = (
  { isLast }: Part,
  { filled: { bodies, length }, scanned: { recorded, memory }, collector, found }: MergePart,
): void => {
  const path = bodies[0]?.path ?? "";
  if (recorded === undefined) throw new ScanBrokeOff("the scan of a file broke off whose bytes came in parts");
  found.bytes(Buffer.from(memory.buffer, memory.byteOffset, length));
  for (const one of recorded.bodies) {
    collector.tell(one.events);
    if (isLast) found.keep({ kind: "file", path }, one.found);
  }
};

/** Gives what is found in a body: what was recorded, where that keeps to the limits of the layer. */
const foundInBodies = (
  { length }: Filled,
  { scanned: { recorded, memory }, limits, collector, account, unpack, known }: Sharing & { readonly scanned: Scanned },
): ((number: number, body: Body) => Promise<readonly Found[]>) => {
  if (recorded === undefined || account.total() + recorded.unpacked > limits.unpackedBytes) {
    const copy = memory.slice(0, length);
    return async (_number, body) => await scanBody(body, { memory: copy, collector, unpack, known });
  }
  account.unpacked(recorded.unpacked);
  const told = new Map(recorded.bodies.map((body) => [body.number, body]));
  return async (number) => {
    const one = told.get(number);
    collector.tell(one?.events ?? []);
    return one?.found ?? [];
  };
};
