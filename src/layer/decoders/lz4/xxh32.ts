/** XXH32 with the seed 0 (xxHash specification, xxhash_spec.md), of bytes that come in parts. */
export interface Xxh32 {
  update(bytes: Uint8Array): void;
  digest(): number;
}

const [P1, P2, P3, P4, P5] = [0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f, 0x165667b1] as const;
const STRIPE = 16;

const rotate = (value: number, bits: number): number => (value << bits) | (value >>> (32 - bits));
const round = (sum: number, lane: number): number => Math.imul(rotate((sum + Math.imul(lane, P2)) | 0, 13), P1);
const laneAt = (bytes: Uint8Array, at: number): number =>
  (bytes[at] as number) |
  ((bytes[at + 1] as number) << 8) |
  ((bytes[at + 2] as number) << 16) |
  ((bytes[at + 3] as number) << 24);

export const createXxh32 = (): Xxh32 => {
  let [a, b, c, d] = [(P1 + P2) | 0, P2 | 0, 0, -P1 | 0];
  const rest = new Uint8Array(STRIPE);
  let held = 0;
  let total = 0;
  /** Whole stripes, and where they end. */
  const stripes = (bytes: Uint8Array, from: number): number => {
    let at = from;
    for (; at + STRIPE <= bytes.length; at += STRIPE) {
      a = round(a, laneAt(bytes, at));
      b = round(b, laneAt(bytes, at + 4));
      c = round(c, laneAt(bytes, at + 8));
      d = round(d, laneAt(bytes, at + 12));
    }
    return at;
  };
  return {
    update: (bytes) => {
      total += bytes.length;
      let at = 0;
      if (held > 0) {
        at = Math.min(STRIPE - held, bytes.length);
        rest.set(bytes.subarray(0, at), held);
        held += at;
        if (held < STRIPE) return;
        stripes(rest, 0);
      }
      at = stripes(bytes, at);
      rest.set(bytes.subarray(at));
      held = bytes.length - at;
    },
    digest: () => {
      let sum = total < STRIPE ? P5 : rotate(a, 1) + rotate(b, 7) + rotate(c, 12) + rotate(d, 18);
      sum = (sum + total) | 0;
      let at = 0;
      for (; at + 4 <= held; at += 4) sum = Math.imul(rotate((sum + Math.imul(laneAt(rest, at), P3)) | 0, 17), P4);
      for (; at < held; at++) sum = Math.imul(rotate((sum + Math.imul(rest[at] as number, P5)) | 0, 11), P1);
      sum = Math.imul(sum ^ (sum >>> 15), P2);
      sum = Math.imul(sum ^ (sum >>> 13), P3);
      return (sum ^ (sum >>> 16)) >>> 0;
    },
  };
};

export const xxh32 = (bytes: Uint8Array): number => {
  const hash = createXxh32();
  hash.update(bytes);
  return hash.digest();
};
