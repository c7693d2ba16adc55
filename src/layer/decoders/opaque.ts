import { type Decoder, HEAD_BYTES } from "./decoder.ts";

/** Known by their first bytes, and not unpacked: what is in them stays unseen, which is a loss to be named. */
const FORMATS: readonly (readonly [string, RegExp])[] = [
  ["a 7z archive", /^7z\xbc\xaf\x27\x1c/],
  ["a RAR archive", /^Rar!\x1a\x07[\0\x01]/],
  ["a cabinet of Windows", /^MSCF\0\0\0\0/],
  ["a SquashFS image", /^hsqs[\s\S]{24}\x04\0/],
  ["an lzip file", /^LZIP[\0\x01]/],
  ["an lzop file", /^\x89LZO\0\r\n\x1a\n/],
  // A file system behind a program (AppImage specification, type 2).
  ["an AppImage", /^\x7fELF[\s\S]{4}AI\x02/],
  // Behind the headers of the program (struct l_info), or the name of its first section.
  ["a program packed by UPX", /^(?:\x7fELF[\s\S]{48,480}UPX!|MZ[\s\S]{100,490}UPX0\0)/],
];

const FIRST_BYTES: ReadonlySet<number | undefined> = new Set(Buffer.from("7RMhL\x89\x7f", "latin1"));

const formatOf = (head: Uint8Array): string | undefined => {
  if (!FIRST_BYTES.has(head[0])) return undefined;
  const text = Buffer.from(head).toString("latin1");
  return FORMATS.find(([, magic]) => magic.test(text))?.[0];
};

export const opaque: Decoder = {
  matches: (head) => formatOf(head) !== undefined,
  decode: async (reader, inside) => {
    inside.note(`${formatOf(await reader.peek(HEAD_BYTES))}, which is not unpacked: scanned as it is`);
  },
};
