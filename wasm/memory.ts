/**
 * Where everything lies; `src/scan/kernel/kernel-memory.ts` has the same numbers and fills the tables.
 * All loops read whole vectors: memory that is looked at needs 128 bytes of any content behind it.
 */

/** Six vectors: buckets by class of the first byte of a window, then of the second, then of the third. */
// @ts-ignore: decorator
@inline export const CLASSES: usize = 0x400;
/** 256 bytes: each byte with small letters for capitals. */
// @ts-ignore: decorator
@inline export const LOWER: usize = 0x500;
/** 256 bytes: 1 for what tokens are made of. */
// @ts-ignore: decorator
@inline export const TOKEN: usize = 0x700;
/** 256 bytes: the value of each character of base64. */
// @ts-ignore: decorator
@inline export const BASE64: usize = 0x600;
/** 256 bytes: the column of each byte in the table of what may follow keywords. */
// @ts-ignore: decorator
@inline export const AHEAD_CLASSES: usize = 0x800;
/** Rows of 128 states (u16). */
// @ts-ignore: decorator
@inline export const AHEAD: usize = 0x100000;
/** 2^19 bits: which windows of four bytes there are, by their hash. */
// @ts-ignore: decorator
@inline export const WINDOWS: usize = 0x10000;
/** By the upper 16 bits of the hash, the number (u16) of the first entry of a chain. */
// @ts-ignore: decorator
@inline export const CHAIN_STARTS: usize = 0x20000;
/** Chains of addresses of keywords (u32); 0 ends one. */
// @ts-ignore: decorator
@inline export const CHAINS: usize = 0x40000;
/** Pairs of a keyword's number and the address at which it stands (u32 each). */
// @ts-ignore: decorator
@inline export const HITS: usize = 0x80000;
// @ts-ignore: decorator
@inline export const MOST_HITS: u32 = 0x8000;
