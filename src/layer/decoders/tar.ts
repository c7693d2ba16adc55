import { readTarHeader } from "../../tar/tar-header.ts";
import { readAll } from "../byte-reader.ts";
import { type Decoder, HEAD_BYTES } from "./decoder.ts";
import { startsWith } from "./starts-with.ts";

const MAGIC_AT = 257;
const U = 0x75;

/** v7 archives have no magic: theirs are told by the name, and by a checksum that holds. */
export const tar: Decoder = {
  matches: (head, path) =>
    head.length === HEAD_BYTES &&
    ((head[MAGIC_AT] === U && startsWith(head.subarray(MAGIC_AT), "ustar")) || path.endsWith(".tar")) &&
    readTarHeader(Buffer.from(head)) !== undefined,
  decode: (reader, inside) => inside.tar(readAll(reader)),
};
