/** Which of the 256 bytes (latin1 characters) an element of a pattern takes. */
export type ByteSet = readonly boolean[];

export const setOf = (takes: (byte: number) => boolean): ByteSet =>
  Array.from({ length: 256 }, (_, byte) => takes(byte));

export const rangeSet = (from: number, to: number): ByteSet => setOf((byte) => byte >= from && byte <= to);

export const unite = (...sets: readonly ByteSet[]): ByteSet => setOf((byte) => sets.some((set) => set[byte]));

export const invert = (set: ByteSet): ByteSet => set.map((taken) => !taken);

export const meets = (a: ByteSet, b: ByteSet): boolean => a.some((taken, byte) => taken && b[byte]);

/** Adds the other case of each ASCII letter. */
export const foldCase = (set: ByteSet): ByteSet => setOf((byte) => set[byte] === true || set[otherCase(byte)] === true);

const otherCase = (byte: number): number => (/[A-Za-z]/.test(String.fromCharCode(byte)) ? byte ^ 0x20 : byte);

/** The one character that the set takes, in lower case: a letter may stand in both its cases. */
export const onlyCharacter = (set: ByteSet): string | undefined => {
  const bytes = set.flatMap((taken, byte) => (taken ? [byte] : []));
  const letters = new Set(bytes.map((byte) => String.fromCharCode(byte).toLowerCase()));
  return letters.size === 1 ? [...letters][0] : undefined;
};

/** As JavaScript source. */
export const setSource = (set: ByteSet): string => {
  const ranges = rangesOf(set);
  const [first, ...more] = ranges;
  if (first === undefined) return "[^\\s\\S]";
  if (first[0] === 0 && first[1] === 255) return "[\\s\\S]";
  if (more.length === 0 && first[0] === first[1]) return byteSource(first[0]);
  return set[0] && set[255] ? `[^${classSource(rangesOf(invert(set)))}]` : `[${classSource(ranges)}]`;
};

type Range = readonly [number, number];

const rangesOf = (set: ByteSet): readonly Range[] => {
  const ranges: Range[] = [];
  let start = -1;
  for (let byte = 0; byte <= 256; byte++) {
    if (set[byte] === true && start < 0) start = byte;
    if (set[byte] !== true && start >= 0) {
      ranges.push([start, byte - 1]);
      start = -1;
    }
  }
  return ranges;
};

const classSource = (ranges: readonly Range[]): string =>
  ranges
    .map(([from, to]) => `${byteSource(from)}${to > from + 1 ? "-" : ""}${to > from ? byteSource(to) : ""}`)
    .join("");

const byteSource = (byte: number): string => {
  const character = String.fromCharCode(byte);
  return /[\w ]/.test(character) ? character : `\\x${byte.toString(16).padStart(2, "0")}`;
};
