/** Where the last call of `jsonText` stopped reading and writing, and what it met. */
let readTo: usize = 0;
let writtenTo: usize = 0;
let met: u32 = 0;

export function jsonReadTo(): usize {
  return readTo;
}
export function jsonWrittenTo(): usize {
  return writtenTo;
}
export function jsonMet(): u32 {
  return met;
}

/** What `jsonText` returns: the string has ended; its bytes go on; there is no room for it. */
// @ts-ignore: decorator
@inline const ENDED: u32 = 0;
// @ts-ignore: decorator
@inline const GOES_ON: u32 = 1;
// @ts-ignore: decorator
@inline const NO_ROOM: u32 = 2;

/** Bits of `jsonMet`: what only a parser knows, and bytes beyond ASCII. */
// @ts-ignore: decorator
@inline const DIFFICULT: u32 = 1;
// @ts-ignore: decorator
@inline const BEYOND_ASCII: u32 = 2;
/** The longest escape: `\u0041`. */
// @ts-ignore: decorator
@inline const LONGEST_ESCAPE: usize = 6;

/** Undoes the escapes of a string of JSON (RFC 8259, 7) in [from, end), up to its closing quote, into [to, room). */
export function jsonText(from: usize, end: usize, to: usize, room: usize, isLast: bool): u32 {
  let at = from;
  let out = to;
  let all = i8x16.splat(0);
  let difficult: u32 = 0;
  let state = GOES_ON;
  while (at < end) {
    if (out + 32 > room) {
      state = NO_ROOM;
      break;
    }
    const bytes = v128.load(at);
    all = v128.or(all, bytes);
    v128.store(out, bytes);
    const special = i8x16.bitmask(
      v128.or(
        v128.or(i8x16.eq(bytes, i8x16.splat(0x22)), i8x16.eq(bytes, i8x16.splat(0x5c))),
        i8x16.lt_u(bytes, i8x16.splat(0x20)),
      ),
    );
    const plain = min<usize>(special == 0 ? 16 : <usize>ctz(special), end - at);
    at += plain;
    out += plain;
    if (special == 0 || at >= end) continue;
    const byte: u32 = load<u8>(at);
    if (byte == 0x22) {
      at++;
      state = ENDED;
      break;
    }
    if (byte != 0x5c) {
      difficult = DIFFICULT;
      at++;
      out++;
      continue;
    }
    if (!isLast && end - at < LONGEST_ESCAPE) break;
    const said = saidBy(load<u8>(at, 1));
    if (said != 0) {
      store<u8>(out++, said);
      at += 2;
      continue;
    }
    const code = load<u8>(at, 1) == 0x75 ? codeAt(at + 2) : -1;
    if (code < 0 || (code & 0xf800) == 0xd800) {
      difficult = DIFFICULT;
      at += 2;
    } else {
      out = encode(out, code);
      at += LONGEST_ESCAPE;
    }
  }
  readTo = min(at, end);
  writtenTo = out;
  met = difficult | (i8x16.bitmask(all) != 0 ? BEYOND_ASCII : 0);
  return state;
}

/** By the byte behind a backslash; 0 when it is more than one letter, or wrong. */
// @ts-ignore: decorator
@inline function saidBy(byte: u8): u8 {
  switch (byte) {
    case 0x22: case 0x5c: case 0x2f: return byte;
    case 0x6e: return 0x0a;
    case 0x74: return 0x09;
    case 0x72: return 0x0d;
    case 0x62: return 0x08;
    case 0x66: return 0x0c;
    default: return 0;
  }
}

/** Four digits; -1 when they are none. */
function codeAt(at: usize): i32 {
  let code: i32 = 0;
  for (let next = at; next < at + 4; next++) {
    const byte: u32 = load<u8>(next);
    const letter = byte | 0x20;
    const digit: i32 = byte - 0x30 <= 9 ? byte - 0x30 : letter - 0x61 <= 5 ? letter - 0x57 : -1;
    if (digit < 0) return -1;
    code = (code << 4) | digit;
  }
  return code;
}

/** As UTF-8. */
function encode(out: usize, code: u32): usize {
  if (code < 0x80) {
    store<u8>(out, <u8>code);
    return out + 1;
  }
  if (code < 0x800) {
    store<u8>(out, <u8>(0xc0 | (code >> 6)));
    store<u8>(out, <u8>(0x80 | (code & 0x3f)), 1);
    return out + 2;
  }
  store<u8>(out, <u8>(0xe0 | (code >> 12)));
  store<u8>(out, <u8>(0x80 | ((code >> 6) & 0x3f)), 1);
  store<u8>(out, <u8>(0x80 | (code & 0x3f)), 2);
  return out + 3;
}
