import { nameKind } from "../name-model.ts";

/** 1: a key may end there. 2: a value may, that is the name of a setting. 3: neither goes on there. */
const [GOES_ON, KEY_ENDS, VALUE_ENDS, BREAKS] = [0, 1, 2, 3];
const ENDS = Uint8Array.from({ length: 256 }, (_, code) => {
  const char = String.fromCharCode(code);
  if ("\"'`:=>\\".includes(char)) return KEY_ENDS;
  if ("\r\n<{}[],;#&|".includes(char)) return VALUE_ENDS;
  return code < 0x20 && char !== "\t" ? BREAKS : GOES_ON;
});
const SPACE = 0x20;
/** In bytes, to each side; the readers of lines know no longer keys (read-lines.ts, KEY). */
const LONGEST = 200;
/** Words behind the one that says secret: `password base64 value`. */
const WORDS_BEHIND = 3;
/** Of a value that names a setting; texts have more. */
const MOST_WORDS = 6;

/** Whether what stands around a keyword may be a key, or the name of a setting, whose value is a secret. */
export const mayBeKeyAround = (bytes: Buffer, at: number, filled: number): boolean => {
  const end = endOf(bytes, at, Math.min(filled, at + LONGEST));
  if (end < 0) return false;
  const least = Math.max(0, at - LONGEST);
  let start = at;
  while (start > least && ENDS[bytes[start - 1] as number] === GOES_ON) start--;
  const all = bytes.toString("latin1", start, end);
  if (ENDS[bytes[end] as number] !== KEY_ENDS) return all.trim().split(/[ \t]+/).length <= MOST_WORDS && says(all);
  const word = /[^ \t]*$/.exec(all.slice(0, at - start))?.[0] ?? "";
  return says(all.slice(at - start - word.length)) || (word.length < at - start && says(all));
};

/** -1 where the text goes on as no key does. */
const endOf = (bytes: Buffer, at: number, most: number): number => {
  let words = 0;
  for (let end = at; end < most; end++) {
    const byte = bytes[end] as number;
    const ends = ENDS[byte] as number;
    if (ends === BREAKS || (byte === APOSTROPHE && isLetter(bytes[end + 1] as number))) return -1;
    if (ends !== GOES_ON) return end;
    if (byte === SPACE && bytes[end + 1] !== SPACE && ++words > WORDS_BEHIND) return -1;
  }
  return most;
};

const APOSTROPHE = 0x27;
const isLetter = (byte: number): boolean => (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;

/** As path-kind.ts reads a key, or one above. */
const says = (text: string): boolean =>
  nameKind(text) !== undefined || nameKind(text.replace(/s$/i, "")) !== undefined || /credentials?$/i.test(text.trim());
