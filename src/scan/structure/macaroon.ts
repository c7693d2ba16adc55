/** Version 2 of libmacaroons' binary form: fields of a type, a length and bytes, sections that end in a zero. */
export interface Macaroon {
  readonly location: string;
  readonly caveats: readonly string[];
}

const VERSION = 2;
const END = 0;
const LOCATION = 1;
const IDENTIFIER = 2;
const SIGNATURE = 6;
const SIGNATURE_BYTES = 32;

/** Undefined when the bytes do not end in a signature. */
export const readMacaroon = (bytes: Buffer): Macaroon | undefined => {
  if (bytes[0] !== VERSION) return undefined;
  const identifiers: string[] = [];
  let location = "";
  for (let at = 1; at < bytes.length; ) {
    const type = bytes[at++];
    if (type === END) continue;
    const length = readLength(bytes, at);
    const content = length && bytes.subarray(length.end, length.end + length.value);
    if (!length || !content || content.length < length.value) return undefined;
    at = length.end + length.value;
    if (type === LOCATION && identifiers.length === 0) location = content.toString("latin1");
    if (type === IDENTIFIER) identifiers.push(content.toString("utf8"));
    if (type === SIGNATURE)
      return content.length === SIGNATURE_BYTES ? { location, caveats: identifiers.slice(1) } : undefined;
  }
  return undefined;
};

/** LEB128, at most three bytes: no token is longer. */
const readLength = (bytes: Buffer, start: number): { readonly value: number; readonly end: number } | undefined => {
  let value = 0;
  for (let index = 0; index < 3; index++) {
    const byte = bytes[start + index] ?? 0;
    value |= (byte & 127) << (7 * index);
    if (byte < 128) return { value, end: start + index + 1 };
  }
  return undefined;
};
