import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { Digest } from "../../src/domain/digest.ts";
import { type TarEntry, tarball } from "./tar.ts";
import { zstdFrame } from "./zstd.ts";

export interface BuiltLayer {
  readonly bytes: Uint8Array;
  readonly digest: Digest;
  readonly diffId: Digest;
  readonly compression: "gzip" | "zstd" | "none";
}

/** Makers of tar entries: `gzipLayer([layer.file("app/.env", text), layer.whiteout("app/old"), layer.opaque("tmp")])`. */
export const layer = {
  file: (path: string, content: string | Uint8Array = ""): TarEntry => ({ path, content }),
  directory: (path: string): TarEntry => ({ path: `${path}/`, type: "5", mode: 0o755 }),
  symlink: (path: string, linkname: string): TarEntry => ({ path, type: "2", linkname }),
  hardlink: (path: string, linkname: string): TarEntry => ({ path, type: "1", linkname }),
  whiteout: (path: string): TarEntry => ({ path: path.replace(/([^/]+)$/, ".wh.$1") }),
  opaque: (directory: string): TarEntry => ({ path: directory === "" ? ".wh..wh..opq" : `${directory}/.wh..wh..opq` }),
};

/** Layers from entries, or from the bytes of a tar. */
export const gzipLayer = (content: LayerContent): BuiltLayer => built(content, "gzip");
export const zstdLayer = (content: LayerContent): BuiltLayer => built(content, "zstd");
export const plainLayer = (content: LayerContent): BuiltLayer => built(content, "none");
type LayerContent = readonly TarEntry[] | Uint8Array;

export const digestOf = (bytes: Uint8Array): Digest => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

const built = (content: LayerContent, compression: BuiltLayer["compression"]): BuiltLayer => {
  const tar = content instanceof Uint8Array ? content : tarball(content);
  const bytes = compression === "gzip" ? gzipSync(tar) : compression === "zstd" ? zstdFrame(tar) : tar;
  return { bytes, digest: digestOf(bytes), diffId: digestOf(tar), compression };
};
