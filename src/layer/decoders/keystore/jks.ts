import { oneChunk } from "../../one-chunk.ts";
import type { Decoder, Inside } from "../decoder.ts";
import { type Bag, bagText, createBagNames } from "./bag-text.ts";
import { openJavaKey } from "./open-java-key.ts";
import { readKeystore } from "./read-keystore.ts";

const JKS = 0xfeedfeed;
const JCEKS = 0xcececece;

/** What entries are: sun.security.provider.JavaKeyStore and com.sun.crypto.provider.JceKeyStore of OpenJDK write these tags. */
const PRIVATE_KEY = 1;
const CERTIFICATE = 2;
const SECRET_KEY = 3;

/** Java's own keystores: private keys with their certificates, under their aliases. */
export const jks: Decoder = {
  matches: (head) => {
    if (head[0] !== JKS >>> 24 && head[0] !== JCEKS >>> 24) return false;
    const bytes = Buffer.from(head.subarray(0, 8));
    return bytes.length === 8 && [JKS, JCEKS].includes(bytes.readUInt32BE(0)) && [1, 2].includes(bytes.readUInt32BE(4));
  },
  decode: async (reader, inside) => {
    const bytes = await readKeystore(reader, inside);
    if (bytes === undefined) return;
    const nameOf = createBagNames();
    for (const bag of bagsOf(bytes, inside)) await inside.document(nameOf(bag), oneChunk(bagText(bag)));
  },
};

/** Past the end of the bytes. */
class Cut extends Error {}

function* bagsOf(bytes: Buffer, inside: Inside): Generator<Bag> {
  const input = createInput(bytes);
  try {
    const version = input.number();
    const entries = input.number();
    for (let entry = 0; entry < entries; entry++) {
      const tag = input.number();
      const alias = printable(input.text());
      input.take(DATE_BYTES);
      if (tag === PRIVATE_KEY) {
        yield keyBag(input.take(input.number()), { alias, inside });
        for (let left = input.number(); left > 0; left--) yield certificateBag(input, { version, alias });
      } else if (tag === CERTIFICATE) yield certificateBag(input, { version, alias });
      else if (tag === SECRET_KEY)
        return inside.note(`a secret key of Java under the alias ${alias}: it and what follows are not read`);
      else throw new Cut();
    }
  } catch (error) {
    if (!(error instanceof Cut)) throw error;
    inside.note("the keystore is cut, or not as it should be");
  }
}

const DATE_BYTES = 8;

const keyBag = (der: Uint8Array, { alias, inside }: { readonly alias: string; readonly inside: Inside }): Bag => {
  const key = openJavaKey(der, inside);
  return key === undefined
    ? { alias, label: "ENCRYPTED PRIVATE KEY", der }
    : { alias, label: "PRIVATE KEY", der: key, opened: true };
};

/** Since version 2 the type stands before it. */
const certificateBag = (
  input: Input,
  { version, alias }: { readonly version: number; readonly alias: string },
): Bag => {
  if (version === 2) input.text();
  return { alias, label: "CERTIFICATE", der: input.take(input.number()) };
};

/** Cut first: an alias may have 64 KiB. */
const printable = (alias: string): string => alias.slice(0, 50).replace(/[^\x20-\x7e]/g, "?");

interface Input {
  number(): number;
  /** Java's modified UTF-8 with its length in two bytes before it. */
  text(): string;
  take(length: number): Uint8Array;
}

const createInput = (bytes: Buffer): Input => {
  let at = 4;
  const take = (length: number): Buffer => {
    if (at + length > bytes.length) throw new Cut();
    at += length;
    return bytes.subarray(at - length, at);
  };
  return {
    number: () => take(4).readUInt32BE(0),
    text: () => take(take(2).readUInt16BE(0)).toString("utf8"),
    take,
  };
};
