/** A value as text: bytes that are no UTF-8 are told as latin1, one character a byte. */
export const valueText = (latin1: string): string => {
  const bytes = Buffer.from(latin1, "latin1");
  return bytes.equals(Buffer.from(bytes.toString("utf8"))) ? bytes.toString("utf8") : latin1;
};
