import { rangeSet } from "./byte-set.ts";
import type { Node } from "./pattern.ts";

/** A character as the bytes of its UTF-8. */
export const characterNode = (code: number): Node => {
  const parts = [...Buffer.from(String.fromCodePoint(code), "utf8")].map((byte): Node => {
    return { type: "set", set: rangeSet(byte, byte) };
  });
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : { type: "sequence", parts };
};
