const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;

/** The bytes that a base64 value holds, as text; undefined when it is no base64. Bytes that are no UTF-8 are replaced. */
export const decodeBase64 = (value: string): string | undefined =>
  value.length >= 4 && BASE64.test(value) ? Buffer.from(value, "base64").toString("utf8") : undefined;

/** The same when there is nothing to replace: many a word looks like base64 and holds no text. */
export const embeddedText = (value: string): string | undefined => {
  const text = decodeBase64(value);
  return text === undefined || text.includes("\uFFFD") ? undefined : text;
};
