const BASE64 = /^[A-Za-z0-9+/]{4,}={0,2}$/;

/** What a value in base64 says, when that is text; undefined when it is no base64 or no text. */
export const decodedText = (value: string): string | undefined => {
  const written = value.replace(/\s+/g, "");
  if (written.length % 4 !== 0 || !BASE64.test(written)) return undefined;
  const decoded = Buffer.from(written, "base64").toString("latin1");
  return /^[\t\r\n\x20-\x7e\x80-\xff]+$/.test(decoded) ? decoded.replace(/\r?\n$/, "") : undefined;
};
