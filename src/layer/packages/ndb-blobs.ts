const SLOT = 16;
const BLOCK = 16;
/** Slots stand in pages of 4096 bytes, the first two of which are the header. */
const FIRST_SLOT = 2;
const PAGE = 4096;

/** The values of an ndb database of rpm (rpm, lib/backend/ndb/rpmpkg.c), by its slots. All numbers are little-endian. */
export function* ndbBlobs(file: Buffer): Generator<Buffer> {
  if (file.length < PAGE || file.toString("latin1", 0, 4) !== "RpmP") return;
  const pages = Math.min(file.readUInt32LE(12), Math.floor(file.length / PAGE));
  let budget = 2 * file.length;
  for (let at = FIRST_SLOT * SLOT; at + SLOT <= pages * PAGE && budget > 0; at += SLOT) {
    const number = file.readUInt32LE(at + 4);
    const start = file.readUInt32LE(at + 8) * BLOCK;
    const isSlot = file.toString("latin1", at, at + 4) === "Slot" && number !== 0 && start + BLOCK <= file.length;
    if (!isSlot || file.toString("latin1", start, start + 4) !== "BlbS" || file.readUInt32LE(start + 4) !== number)
      continue;
    const blob = file.subarray(start + BLOCK, start + BLOCK + file.readUInt32LE(start + 12));
    budget -= blob.length;
    yield blob;
  }
}
