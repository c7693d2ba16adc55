import { beam } from "./code/beam.ts";
import { inlineSourceMap } from "./code/inline-source-map.ts";
import { javaClass } from "./code/java-class.ts";
import { pyc } from "./code/pyc.ts";
import { sourceMap } from "./code/source-map.ts";
import { brotli, bzip2, gzip, lz4, lzma, zstd } from "./compressed.ts";
import { deb } from "./deb.ts";
import type { Decoder } from "./decoder.ts";
import { gitBundle } from "./git/git-bundle.ts";
import { gitObject } from "./git/git-object.ts";
import { gitPack } from "./git/git-pack.ts";
import { jks } from "./keystore/jks.ts";
import { pkcs12 } from "./keystore/pkcs12.ts";
import { opaque } from "./opaque.ts";
import { cpio } from "./rpm/cpio.ts";
import { rpm } from "./rpm/rpm.ts";
import { sqlite } from "./sqlite/sqlite.ts";
import { tar } from "./tar.ts";
import { xz } from "./xz/xz.ts";
import { zip } from "./zip/zip.ts";

/** Told by the first bytes; names only decide where those of a format are too common. */
const DECODERS: readonly Decoder[] = [
  zip,
  gzip,
  zstd,
  tar,
  deb,
  rpm,
  cpio,
  gitObject,
  gitPack,
  gitBundle,
  xz,
  bzip2,
  lz4,
  lzma,
  brotli,
  sqlite,
  jks,
  pkcs12,
  pyc,
  javaClass,
  beam,
  sourceMap,
  inlineSourceMap,
  opaque,
];

export const decoderOf = (head: Uint8Array, path: string): Decoder | undefined =>
  DECODERS.find((decoder) => decoder.matches(head, path));
