/** Where everything lies in the room of the reader of JSON; `src/scan/kernel/flow-reader.ts` has the same numbers. */

/** At the start, traits of keys by their hash: u8 length, u8 traits, and the key; a length of 0 is an empty slot. */
// @ts-ignore: decorator
@inline export const TRAITS_SLOT: usize = 80;
// @ts-ignore: decorator
@inline export const TRAITS_SLOTS: u32 = 8192;
/** Longer keys are not remembered, in bytes. */
// @ts-ignore: decorator
@inline export const LONGEST_KEY: usize = 64;
/** By three letters (the lower five bits of each): 1 where a key that says anything may have them in it. */
// @ts-ignore: decorator
@inline export const TELLING: usize = 0xd0000;
// @ts-ignore: decorator
@inline export const FRAMES: usize = 0xa0000;
// @ts-ignore: decorator
@inline export const FRAME_BYTES: usize = 64;
// @ts-ignore: decorator
@inline export const MOST_FRAMES: usize = 1024;
/** Values that wait for their frame to close. */
// @ts-ignore: decorator
@inline export const WAITING: usize = 0xb0000;
// @ts-ignore: decorator
@inline export const WAITING_BYTES: usize = 24;
// @ts-ignore: decorator
@inline export const MOST_WAITING: usize = 2048;
/** Offsets of values that are asked for (u32), in order; the last is larger than any. */
// @ts-ignore: decorator
@inline export const ASKED: usize = 0xbc000;
/** Of a value: where it begins and ends, its quote and flags, the number of its keys; of each key the first three (u32 each). */
// @ts-ignore: decorator
@inline export const VALUES: usize = 0xc0000;
// @ts-ignore: decorator
@inline export const VALUES_END: usize = 0xd0000;
