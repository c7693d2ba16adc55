import { readTarHeader } from "../../tar/tar-header.ts";
import { readAll } from "../byte-reader.ts";
import { type Decoder, HEAD_BYTES } from "./decoder.ts";

/** v7 archives have no magic: theirs are told by the name, and by a checksum that holds. */
export const tar: Decoder = {
  matches: (head, path) =>
    head.length === HEAD_BYTES &&
    (Buffer.from(head).toString("latin1", 257, 262) === "ustar" || path.endsWith(".tar")) &&
    readTarHeader(Buffer.from(head)) !== undefined,
  decode: (reader, inside) => inside.tar(readAll(reader)),
};
