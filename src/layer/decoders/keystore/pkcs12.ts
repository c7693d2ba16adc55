import { oneChunk } from "../../one-chunk.ts";
import type { Decoder, Inside } from "../decoder.ts";
import { type Bag, bagText, createBagNames } from "./bag-text.ts";
import {
  BMP_STRING,
  type DerElement,
  EXPLICIT_0,
  integer,
  octets,
  oid,
  readDer,
  SEQUENCE,
  SET,
  within,
} from "./der.ts";
import { openKey } from "./open-key.ts";
import { openSafe } from "./open-safe.ts";
import { readKeystore } from "./read-keystore.ts";

/** RFC 7292, and the identifiers of PKCS#7 and PKCS#9 that it uses. */
const DATA = "2a864886f70d010701";
const ENCRYPTED_DATA = "2a864886f70d010706";
const BAG = "2a864886f70d010c0a01";
const KEY_BAG = `${BAG}01`;
const SHROUDED_KEY_BAG = `${BAG}02`;
const CERTIFICATE_BAG = `${BAG}03`;
const SECRET_BAG = `${BAG}05`;
const NESTED_BAG = `${BAG}06`;
const FRIENDLY_NAME = "2a864886f70d010914";

/** Bags in bags; real files have none. */
const DEEPEST = 8;

/** `.p12` and `.pfx`: private keys with their certificates, under their aliases. */
export const pkcs12: Decoder = {
  matches: (head) =>
    head[0] === SEQUENCE &&
    /^30(?:80|8[1-4](?:[0-9a-f]{2}){1,4}|[0-7][0-9a-f])02010330(?:80|8[1-4](?:[0-9a-f]{2}){1,4}|[0-7][0-9a-f])0609(?:2a864886f70d01070[12])/.test(
      Buffer.from(head.subarray(0, 40)).toString("hex"),
    ),
  decode: async (reader, inside) => {
    const bytes = await readKeystore(reader, inside);
    if (bytes === undefined) return;
    const [version, content] = within(readDer(bytes), SEQUENCE);
    const safes = within(readDer(octets(dataOf(content)) ?? NOTHING), SEQUENCE);
    if (integer(version) !== 3 || safes.length === 0) return inside.note("the keystore is cut, or not as it should be");
    const nameOf = createBagNames();
    for (const safe of safes)
      for (const bag of bagsOf(safe, inside)) await inside.document(nameOf(bag), oneChunk(bagText(bag)));
  },
};

const NOTHING = new Uint8Array(0);

/** What a ContentInfo of the kind `data` holds; undefined for other kinds. */
const dataOf = (info: DerElement | undefined): DerElement | undefined => {
  const [kind, content] = within(info, SEQUENCE);
  return oid(kind) === DATA ? within(content, EXPLICIT_0)[0] : undefined;
};

const bagsOf = (safe: DerElement, inside: Inside): readonly Bag[] => {
  const plain = octets(dataOf(safe));
  if (plain !== undefined) return bagsIn(plain, { inside, opened: false, depth: 0 });
  const [kind, content] = within(safe, SEQUENCE);
  const opened = oid(kind) === ENCRYPTED_DATA ? openSafe(within(content, EXPLICIT_0)[0], inside) : undefined;
  if (opened !== undefined) return bagsIn(opened, { inside, opened: true, depth: 0 });
  inside.note(
    "a part of the keystore is encrypted, and neither a default password nor what is known of ciphers opens it",
  );
  return [];
};

interface Safe {
  readonly inside: Inside;
  readonly opened: boolean;
  readonly depth: number;
}

const bagsIn = (contents: Uint8Array, safe: Safe): readonly Bag[] =>
  safe.depth > DEEPEST ? [] : within(readDer(contents), SEQUENCE).flatMap((bag) => toBags(bag, safe));

const toBags = (element: DerElement, safe: Safe): readonly Bag[] => {
  const [kind, wrapped, attributes] = within(element, SEQUENCE);
  const [value] = within(wrapped, EXPLICIT_0);
  if (value === undefined) return [];
  const alias = friendlyName(attributes);
  switch (oid(kind)) {
    case KEY_BAG:
      return [{ alias, label: "PRIVATE KEY", der: value.bytes, opened: safe.opened }];
    case SHROUDED_KEY_BAG:
      return [shrouded(value.bytes, { alias, safe })];
    case SECRET_BAG: {
      const secret = octets(within(within(value, SEQUENCE)[1], EXPLICIT_0)[0]);
      return secret === undefined ? [] : [shrouded(secret, { alias, safe })];
    }
    case CERTIFICATE_BAG: {
      const der = octets(within(within(value, SEQUENCE)[1], EXPLICIT_0)[0]);
      return der === undefined ? [] : [{ alias, label: "CERTIFICATE", der }];
    }
    case NESTED_BAG:
      return bagsIn(value.bytes, { ...safe, depth: safe.depth + 1 });
    default:
      return [];
  }
};

const shrouded = (
  der: Uint8Array,
  { alias, safe }: { readonly alias: string | undefined; readonly safe: Safe },
): Bag => {
  const key = openKey(der, safe.inside);
  return key === undefined
    ? { alias, label: "ENCRYPTED PRIVATE KEY", der }
    : { alias, label: "PRIVATE KEY", der: key, opened: true };
};

/** UTF-16, big endian; what is no printable text would break the lines. */
const friendlyName = (attributes: DerElement | undefined): string | undefined => {
  for (const attribute of within(attributes, SET)) {
    const [kind, values] = within(attribute, SEQUENCE);
    const [value] = within(values, SET);
    if (oid(kind) !== FRIENDLY_NAME || value?.tag !== BMP_STRING) continue;
    const units = Buffer.from(value.content.subarray(0, LONGEST_ALIAS * 2 - (value.content.length % 2)));
    return units.length % 2 === 0
      ? units
          .swap16()
          .toString("utf16le")
          .replace(/[^\x20-\x7e]/g, "?")
      : undefined;
  }
  return undefined;
};

/** The lines before a block must fit in what the rule for it sees. */
const LONGEST_ALIAS = 50;
