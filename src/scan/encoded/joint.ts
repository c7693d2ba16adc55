import type { Radix } from "./radix.ts";

/** What stands between two characters of an encoding where it is wrapped into lines, or escaped itself. */
export interface Joint {
  readonly size: number;
  /** Value of the character that is written so. */
  readonly value?: number;
}

/** Bytes that decide what stands there. */
export const LONGEST_JOINT = 160;

const ESCAPED: readonly (readonly [RegExp, string])[] = [
  [/^\\{1,3}\/|^%2[Ff]|^\\{1,2}u002[Ff]|^&#(?:47|x2[Ff]);/, "/"],
  [/^%2[Bb]|^\\{1,2}u002[Bb]|^&#(?:43|x2[Bb]);/, "+"],
];
/** A line's end as it is, or as strings write it; a continuation of shells. The next line holds nothing else. */
const NEWLINE =
  /^(?:\\?\r?\n[ \t]{0,32}|\\{1,3}(?:r\\{1,3})?n[ \t]{0,32})(?=[\w+/-]{100}|[\w+/-]{1,99}={0,2}(?:[%&"'`\\\s<,;)}\]](?<! )|$))/;

/** What stands at the start of `text`, latin1; undefined when the encoding ends there. */
export const jointOf = (text: string, { name, values }: Radix): Joint | undefined => {
  const [newline] = NEWLINE.exec(text) ?? [];
  if (newline !== undefined) return { size: newline.length };
  if (name !== "base64") return undefined;
  for (const [pattern, char] of ESCAPED) {
    const [found] = pattern.exec(text) ?? [];
    if (found !== undefined) return { size: found.length, value: values[char.charCodeAt(0)] as number };
  }
  return undefined;
};
