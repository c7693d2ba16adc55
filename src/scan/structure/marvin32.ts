/**
 * Marvin32, the keyed checksum in Azure's keys, folded to 32 bits
 * (https://github.com/microsoft/SymCrypt/blob/main/lib/marvin32.c, https://github.com/microsoft/security-utilities).
 * The seed is eight ASCII characters, the first one the most significant byte.
 */
export const marvin32 = (bytes: Uint8Array, seed: string): number => {
  const [low, high] = marvin64(bytes, seed);
  return (low ^ high) >>> 0;
};

/** Low and high half, unsigned. */
export const marvin64 = (bytes: Uint8Array, seed: string): readonly [number, number] => {
  const key = Buffer.from(seed, "latin1");
  const padded = Buffer.alloc((bytes.length | 3) + 1);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  let state = [key.readInt32BE(4), key.readInt32BE(0)] as const;
  for (let at = 0; at < padded.length; at += 4) state = mix(state[0] + padded.readInt32LE(at), state[1]);
  state = mix(...state);
  return [state[0] >>> 0, state[1] >>> 0];
};

const mix = (low: number, high: number): readonly [number, number] => {
  const a = high ^ low;
  const b = rotate(low, 20) + a;
  const c = rotate(a, 9) ^ b;
  const d = rotate(b, 27) + c;
  return [d | 0, rotate(c, 19)];
};

const rotate = (word: number, by: number): number => (word << by) | (word >>> (32 - by));
