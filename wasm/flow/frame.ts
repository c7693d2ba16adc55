import { FRAME_BYTES, FRAMES, MOST_FRAMES, MOST_WAITING, VALUES, VALUES_END, WAITING, WAITING_BYTES } from "./room";

/** An object or a list that is open: `Frame` of `src/scan/extract/flow-frame.ts`. Keys are 0 where there is none. */
@unmanaged
export class Frame {
  isObject: bool;
  isSensitive: bool;
  says: u8;
  traits: u8;
  keyTraits: u8;
  keyQuote: u8;
  enteredQuote: u8;
  nameQuote: u8;
  depth: u32;
  key: usize;
  keyStop: usize;
  entered: usize;
  enteredStop: usize;
  name: usize;
  nameStop: usize;
  /** Numbers of the first of its values that wait, and of the first that is still to be shown. */
  waitsFrom: usize;
  waits: usize;
}

/** A value that waits for the others of its frame. */
@unmanaged
export class Waiting {
  start: usize;
  stop: usize;
  key: usize;
  keyStop: usize;
  quote: u8;
  keyQuote: u8;
  keySays: u8;
  isAsked: bool;
}

// @ts-ignore: decorator
@inline export const SAYS: u32 = 1;
// @ts-ignore: decorator
@inline const DEEPEST: u32 = 100;
// @ts-ignore: decorator
@inline export const LAST_THREE: u32 = 7;
// @ts-ignore: decorator
@inline export const SENSITIVE: u32 = 0x100;

/** Frames that are open, values that wait, and where the next value is shown. */
export let open: usize = 0;
export let waiting: usize = 0;
export let shown: usize = 0;

export function reset(): void {
  open = 0;
  waiting = 0;
  shown = VALUES;
}

export function taken(): void {
  shown = VALUES;
}

// @ts-ignore: decorator
@inline export function frameAt(room: usize, number: usize): Frame {
  return changetype<Frame>(room + FRAMES + number * FRAME_BYTES);
}

// @ts-ignore: decorator
@inline export function waitingAt(room: usize, number: usize): Waiting {
  return changetype<Waiting>(room + WAITING + number * WAITING_BYTES);
}

// @ts-ignore: decorator
@inline export function nextSays(says: u32, traits: u32): u32 {
  return ((says << 1) | (traits & SAYS)) & 15;
}

/** False when there are too many. */
export function openFrame(room: usize, isObject: bool): bool {
  if (open >= MOST_FRAMES) return false;
  const frame = frameAt(room, open);
  memory.fill(changetype<usize>(frame), 0, FRAME_BYTES);
  if (open > 0) {
    const outer = frameAt(room, open - 1);
    const enters = outer.key != 0 && outer.depth < DEEPEST;
    frame.traits = enters ? outer.keyTraits : outer.traits;
    frame.says = enters ? <u8>nextSays(outer.says, outer.keyTraits) : outer.says;
    frame.depth = enters ? outer.depth + 1 : outer.depth;
    if (enters) {
      frame.entered = outer.key;
      frame.enteredStop = outer.keyStop;
      frame.enteredQuote = outer.keyQuote;
    }
  }
  frame.isObject = isObject;
  frame.waitsFrom = waiting;
  frame.waits = waiting;
  open++;
  return true;
}

export function closed(room: usize): void {
  open--;
  waiting = frameAt(room, open).waitsFrom;
}

/** Room for the next value, which waits once it is told so. */
export function nextValue(room: usize): Waiting {
  return changetype<Waiting>(room + WAITING + waiting * WAITING_BYTES);
}

/** False when there are too many. */
export function wait(): bool {
  return ++waiting < MOST_WAITING;
}

/** A value with the most keys. */
// @ts-ignore: decorator
@inline const MOST_VALUE_BYTES: usize = 4 * (4 + 3 * 102);

export function isFull(): bool {
  return shown + MOST_VALUE_BYTES > VALUES_END;
}

/** Shows a value under the keys of the frame that is open, and its own if it has one; without the last of them if `isAbove`. */
export function show(room: usize, value: Waiting, flags: u32, isAbove: bool): void {
  if (value.stop - value.start < SHORTEST) return;
  let place = begin(room, value, flags);
  const from = place;
  for (let number: usize = 0; number < open; number++) {
    const frame = frameAt(room, number);
    if (frame.entered != 0) place = put(room, place, frame.entered, frame.enteredStop, frame.enteredQuote);
  }
  if (value.key != 0) place = put(room, place, value.key, value.keyStop, value.keyQuote);
  if (isAbove && place > from + 12) place -= 12;
  end(room, place);
}

/** The same under the name that its frame gives it. */
export function showNamed(room: usize, value: Waiting, flags: u32, frame: Frame): void {
  if (value.stop - value.start < SHORTEST) return;
  end(room, put(room, begin(room, value, flags), frame.name, frame.nameStop, frame.nameQuote));
}

/** Shorter values are never kept (read-entries.ts). */
// @ts-ignore: decorator
@inline const SHORTEST: usize = 3;

function begin(room: usize, value: Waiting, flags: u32): usize {
  return put(room, shown, value.start, value.stop, <u32>value.quote | flags) + 4;
}

function put(room: usize, place: usize, start: usize, stop: usize, quote: u32): usize {
  store<u32>(room + place, <u32>start);
  store<u32>(room + place, <u32>stop, 4);
  store<u32>(room + place, quote, 8);
  return place + 12;
}

function end(room: usize, place: usize): void {
  store<u32>(room + shown, <u32>((place - shown - 16) / 12), 12);
  shown = place;
}
