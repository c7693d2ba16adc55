import * as F from "./frame";
import { ASKED } from "./room";
import * as S from "./scalar";
import { askedQuote, askedStart, askedStop, forgetAnswer, told, traitsOf, UNKNOWN } from "./traits";

/** What `flowWalk` returns: all was read; a key is unknown; values are to be taken; it cannot be read here. */
// @ts-ignore: decorator
@inline const DONE: u32 = 0;
// @ts-ignore: decorator
@inline const ASKS: u32 = 1;
// @ts-ignore: decorator
@inline const FULL: u32 = 2;
// @ts-ignore: decorator
@inline const GIVES_UP: u32 = 3;
// @ts-ignore: decorator
@inline const GOES_ON: u32 = 4;

/** Bits of traits: `TRAITS` of `src/scan/extract/key-traits.ts`. */
// @ts-ignore: decorator
@inline const NAME: u32 = 2;
// @ts-ignore: decorator
@inline const VALUE: u32 = 4;
// @ts-ignore: decorator
@inline const MARKS: u32 = 8;

let room: usize = 0;
let origin: usize = 0;
let at: usize = 0;
let end: usize = 0;
let wanted: usize = 0;

/** Begins with the text, which may be several documents; values in `asked` are shown whatever their keys are. */
export function flowBegin(roomAt: usize, from: usize, to: usize): void {
  room = roomAt;
  origin = from;
  at = from;
  end = to;
  wanted = room + ASKED;
  F.reset();
  forgetAnswer();
}

export function flowTell(traits: u32, isPlain: bool): void {
  told(room, traits, isPlain);
}

export function flowAskedStart(): usize {
  return askedStart;
}
export function flowAskedStop(): usize {
  return askedStop;
}
export function flowAskedQuote(): u32 {
  return askedQuote;
}
/** Where the values end that are to be taken; taking them is left to whoever asks. */
export function flowShown(): usize {
  const shown = F.shown;
  F.taken();
  return shown;
}

/** Goes on to the end, or to where something is wanted; called again, it goes on from there. */
export function flowWalk(): u32 {
  while (at < end) {
    const byte: u32 = load<u8>(at);
    if (byte == 0x20 || byte == 0x0a) {
      at = behindSpace(at);
      continue;
    }
    if (byte == 0x3a || byte == 0x3d || S.isBlank(byte)) {
      at++;
      continue;
    }
    let done: u32;
    if (byte == 0x7b || byte == 0x5b) done = F.openFrame(room, byte == 0x7b) ? GOES_ON : GIVES_UP;
    else if (F.open == 0) done = GOES_ON;
    else if (byte == 0x7d || byte == 0x5d) done = close();
    else if (byte == 0x2c) {
      F.frameAt(room, F.open - 1).key = 0;
      done = GOES_ON;
    } else {
      const behind = S.behindComment(at, origin, end);
      if (behind != 0) {
        at = behind;
        continue;
      }
      done = readScalar();
      if (done != GOES_ON) return done;
      at = max(at + 1, S.behind);
      continue;
    }
    if (done != GOES_ON) return done;
    at++;
  }
  while (F.open > 0) {
    const done = close();
    if (done != GOES_ON) return done;
  }
  return DONE;
}

/** Spaces and line feeds: most of JSON that is made for people. */
// @ts-ignore: decorator
@inline function behindSpace(from: usize): usize {
  let next = from;
  let others: i32 = 0;
  while (next < end) {
    const bytes = v128.load(next);
    const space = v128.or(i8x16.eq(bytes, i8x16.splat(0x20)), i8x16.eq(bytes, i8x16.splat(0x0a)));
    others = ~i8x16.bitmask(space) & 0xffff;
    if (others != 0) return next + <usize>ctz(others);
    next += 16;
  }
  return end;
}

/** Shows the values that waited. */
function close(): u32 {
  const frame = F.frameAt(room, F.open - 1);
  if (frame.waits < F.waiting) {
    const nameTraits = frame.name == 0 ? 0 : traitsOf(room, frame.name, frame.nameStop, frame.nameQuote);
    if (nameTraits == UNKNOWN) return ASKS;
    for (; frame.waits < F.waiting; frame.waits++) {
      if (F.isFull()) return FULL;
      const one = F.waitingAt(room, frame.waits);
      const says = frame.name == 0 ? saysAbove(frame, one) : nameTraits & F.SAYS;
      if (frame.isSensitive || (says & F.LAST_THREE) != 0 || one.isAsked) {
        const flags = frame.isSensitive ? F.SENSITIVE : 0;
        if (frame.name == 0) F.show(room, one, flags, true);
        else F.showNamed(room, one, flags, frame);
      }
    }
  }
  F.closed(room);
  return GOES_ON;
}

function saysAbove(frame: F.Frame, one: F.Waiting): u32 {
  if (one.key != 0) return frame.depth > 0 ? frame.says : one.keySays;
  return frame.depth > 1 ? <u32>frame.says >> 1 : <u32>frame.traits & F.SAYS;
}

function readScalar(): u32 {
  if (F.isFull()) return FULL;
  const frame = F.frameAt(room, F.open - 1);
  const isKey = frame.isObject && frame.key == 0;
  S.findScalar(at, end, isKey);
  if (!isKey) return place(frame);
  const traits = traitsOf(room, S.start, S.stop, S.quote);
  if (traits == UNKNOWN) return ASKS;
  frame.key = S.start;
  frame.keyStop = S.stop;
  frame.keyQuote = <u8>S.quote;
  frame.keyTraits = <u8>traits;
  return GOES_ON;
}

function place(frame: F.Frame): u32 {
  const traits: u32 = frame.key == 0 ? frame.traits : frame.keyTraits;
  if ((traits & (MARKS | NAME)) != 0 && mayDiffer(traits)) return GIVES_UP;
  if ((traits & MARKS) != 0 && isMark()) frame.isSensitive = true;
  if ((traits & NAME) != 0 && frame.name == 0 && S.stop > S.start) {
    frame.name = S.start;
    frame.nameStop = S.stop;
    frame.nameQuote = <u8>S.quote;
  }
  const isAsked = asks(S.start);
  const value = F.nextValue(room);
  value.start = S.start;
  value.stop = S.stop;
  value.quote = <u8>S.quote;
  value.key = frame.key;
  value.keyStop = frame.keyStop;
  value.keyQuote = frame.keyQuote;
  value.keySays = <u8>(<u32>frame.keyTraits & F.SAYS);
  value.isAsked = isAsked;
  frame.key = 0;
  if ((traits & VALUE) != 0) return F.wait() ? GOES_ON : GIVES_UP;
  const says = value.key == 0 ? <u32>frame.says : F.nextSays(frame.says, traits);
  if ((says & F.LAST_THREE) != 0 || isAsked) F.show(room, value, 0, false);
  return GOES_ON;
}

/** Its escapes may say what it does not, as far as that is looked at: a mark, or nothing at all. */
function mayDiffer(traits: u32): bool {
  if (S.quote != S.DOUBLE || S.start == S.stop) return false;
  const first: u32 = load<u8>(S.start);
  if (first == S.BACKSLASH) return true;
  if ((traits & MARKS) == 0 || (first != 0x74 && (first | 0x20) != 0x73)) return false;
  return S.next(S.BACKSLASH, S.start, S.stop) < S.stop;
}

function isMark(): bool {
  const length = S.stop - S.start;
  if (length == 4) return load<u32>(S.start) == 0x65757274; // true
  if (length == 6) return load<u32>(S.start) == 0x72636573 && load<u16>(S.start, 4) == 0x7465; // secret
  // SecureString
  return length == 12 && load<u64>(S.start) == 0x7453657275636553 && load<u32>(S.start, 8) == 0x676e6972;
}

/** Values come in their order, and so do those that are asked for. */
function asks(start: usize): bool {
  const offset = <u32>(start - origin);
  while (load<u32>(wanted) < offset) wanted += 4;
  return load<u32>(wanted) == offset;
}
