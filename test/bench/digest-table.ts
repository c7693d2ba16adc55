import { createHash } from "node:crypto";
import type { Digest } from "../../src/domain/digest.ts";

const DIGEST = 32;
const PREFIX = "sha256:";

/** Digests and sizes of bodies by number, and numbers by digest: 34 bytes an entry and 4 to 8 for the way back. */
export interface DigestTable {
  set(number: number, body: Buffer): void;
  /** All are set: from here on they can be found. */
  seal(): void;
  digest(number: number): Digest;
  size(number: number): number;
  find(digest: string): number | undefined;
}

export function createDigestTable(length: number): DigestTable {
  const digests = Buffer.alloc(length * DIGEST);
  const sizes = new Uint16Array(length);
  // Open addressing, at most half full; 0 is empty.
  const slots = new Uint32Array(2 ** Math.ceil(Math.log2(Math.max(1, length) * 2)));
  const at = (number: number): Buffer => digests.subarray(number * DIGEST, (number + 1) * DIGEST);
  const next = (slot: number): number => (slot + 1) % slots.length;
  return {
    set: (number, body) => {
      createHash("sha256")
        .update(body)
        .digest()
        .copy(digests, number * DIGEST);
      sizes[number] = body.length;
    },
    seal: () => {
      for (let number = 0; number < length; number++) {
        let slot = at(number).readUInt32BE(0) % slots.length;
        while (slots[slot] !== 0) slot = next(slot);
        slots[slot] = number + 1;
      }
    },
    digest: (number) => `${PREFIX}${at(number).toString("hex")}`,
    size: (number) => sizes[number]!,
    find: (digest) => {
      const wanted = Buffer.from(digest.slice(PREFIX.length), "hex");
      if (wanted.length !== DIGEST) return undefined;
      for (let slot = wanted.readUInt32BE(0) % slots.length; slots[slot] !== 0; slot = next(slot))
        if (at(slots[slot]! - 1).equals(wanted)) return slots[slot]! - 1;
      return undefined;
    },
  };
}
