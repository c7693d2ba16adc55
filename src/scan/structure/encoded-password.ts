import { decodedText } from "../extract/base64-value.ts";
import { isPlaceholder } from "../placeholder.ts";
import type { Structure } from "./structure.ts";

/** A password in base64, at a place where nothing else is written; it may be written plain elsewhere. */
export const encodedPassword: Structure = ({ value }) => {
  const plain = decodedText(value);
  if (plain === undefined || plain.length < 3) return { reject: "does not decode to text" };
  if (isPlaceholder(plain)) return { reject: "a placeholder" };
  return { identity: plain, reasons: ["stands where a password is written", "decoded from base64"] };
};
