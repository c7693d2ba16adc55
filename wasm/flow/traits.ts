import { LONGEST_KEY, TELLING, TRAITS_SLOT, TRAITS_SLOTS } from "./room";

/** What a key says, as bits, or `UNKNOWN`: then whoever called is to be told, by `told`. */
// @ts-ignore: decorator
@inline export const UNKNOWN: u32 = 0xff;

/** The key that was asked about last. */
export let askedStart: usize = 0;
export let askedStop: usize = 0;
export let askedQuote: u32 = 0;
let answer: u32 = UNKNOWN;

export function traitsOf(room: usize, start: usize, stop: usize, quote: u32): u32 {
  const length = stop - start;
  if (!mayTell(room, start, stop)) return 0;
  if (length <= LONGEST_KEY) {
    const slot = slotOf(room, start, length);
    if (load<u8>(slot) == <u8>length && memory.compare(slot + 2, start, length) == 0) return load<u8>(slot, 1);
  }
  if (askedStart == start && answer != UNKNOWN) return answer;
  askedStart = start;
  askedStop = stop;
  askedQuote = quote;
  answer = UNKNOWN;
  return UNKNOWN;
}

/** `isPlain`: whatever its quotes are, it says the same. */
export function told(room: usize, traits: u32, isPlain: bool): void {
  answer = traits;
  const length = askedStop - askedStart;
  if (!isPlain || length > LONGEST_KEY) return;
  const slot = slotOf(room, askedStart, length);
  store<u8>(slot, <u8>length);
  store<u8>(slot, <u8>traits, 1);
  memory.copy(slot + 2, askedStart, length);
}

/** Nothing is answered: another text begins. */
export function forgetAnswer(): void {
  askedStart = 0;
  answer = UNKNOWN;
}

/** It has letters in it that say something, an escape, or is as short as `id`. */
function mayTell(room: usize, start: usize, stop: usize): bool {
  if (stop - start <= 2) return stop - start == 2;
  let letters: u32 = 0;
  // With the byte behind: `pw` may stand at the end.
  for (let at = start; at <= stop; at++) {
    const byte: u32 = load<u8>(at);
    if (byte == 0x5c) return true;
    letters = ((letters << 5) | (byte & 31)) & 0x7fff;
    if (load<u8>(room + TELLING + letters) != 0) return true;
  }
  return false;
}

function slotOf(room: usize, start: usize, length: usize): usize {
  let hash: u32 = <u32>length;
  for (let at = start; at < start + length; at++) hash = (hash ^ load<u8>(at)) * 0x01000193;
  return room + <usize>((hash ^ (hash >> 15)) & (TRAITS_SLOTS - 1)) * TRAITS_SLOT;
}
