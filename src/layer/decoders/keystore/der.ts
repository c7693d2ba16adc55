/** One element of ASN.1 in BER or DER (X.690): definite and indefinite lengths, tags below 31. */
export interface DerElement {
  readonly tag: number;
  readonly content: Uint8Array;
  /** With tag and length. */
  readonly bytes: Uint8Array;
}

export const SEQUENCE = 0x30;
export const SET = 0x31;
const INTEGER = 0x02;
const OCTETS = 0x04;
const OID = 0x06;
export const BMP_STRING = 0x1e;
/** Context-specific, constructed: `[0]`. */
export const EXPLICIT_0 = 0xa0;
const CONSTRUCTED = 0x20;

/** Real files nest seven deep; elements of indefinite length are read by recursion. */
const DEEPEST = 32;

/** The first element of `bytes`; undefined when it is cut or not as it should be. */
export const readDer = (bytes: Uint8Array, depth = 0): DerElement | undefined => {
  const [tag, first] = bytes;
  if (tag === undefined || first === undefined || (tag & 31) === 31 || depth > DEEPEST) return undefined;
  if (first === 0x80) return readIndefinite(bytes, depth);
  const size = first < 0x80 ? 0 : first & 0x7f;
  if (size > 4 || bytes.length < 2 + size) return undefined;
  const length = size === 0 ? first : bytes.subarray(2, 2 + size).reduce((sum, byte) => sum * 256 + byte, 0);
  const end = 2 + size + length;
  return end > bytes.length
    ? undefined
    : { tag, content: bytes.subarray(2 + size, end), bytes: bytes.subarray(0, end) };
};

const readIndefinite = (bytes: Uint8Array, depth: number): DerElement | undefined => {
  let at = 2;
  while (bytes[at] !== 0 || bytes[at + 1] !== 0) {
    const child = readDer(bytes.subarray(at), depth + 1);
    if (child === undefined) return undefined;
    at += child.bytes.length;
  }
  return { tag: bytes[0] as number, content: bytes.subarray(2, at), bytes: bytes.subarray(0, at + 2) };
};

/** The elements that `content` is made of, up to damage. */
const elementsOf = (content: Uint8Array): readonly DerElement[] => {
  const elements: DerElement[] = [];
  for (let rest = content; rest.length > 0; ) {
    const element = readDer(rest);
    if (element === undefined) break;
    elements.push(element);
    rest = rest.subarray(element.bytes.length);
  }
  return elements;
};

/** The elements of an element with this tag; none when it has another. */
export const within = (element: DerElement | undefined, tag: number): readonly DerElement[] =>
  element?.tag === tag ? elementsOf(element.content) : [];

/** The bytes of an octet string, also of one in pieces. */
export const octets = (element: DerElement | undefined): Uint8Array | undefined => {
  if (element?.tag === OCTETS) return element.content;
  if (element?.tag !== (OCTETS | CONSTRUCTED)) return undefined;
  return Buffer.concat(elementsOf(element.content).flatMap((piece) => octets(piece) ?? []));
};

/** In hex, as the specifications number them byte by byte. */
export const oid = (element: DerElement | undefined): string =>
  element?.tag === OID ? Buffer.from(element.content).toString("hex") : "";

/** Up to 48 bits. */
export const integer = (element: DerElement | undefined): number | undefined =>
  element?.tag === INTEGER && element.content.length >= 1 && element.content.length <= 6
    ? Buffer.from(element.content).readUIntBE(0, element.content.length)
    : undefined;
