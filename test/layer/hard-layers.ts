import { gzipSync } from "node:zlib";
import type { LAYER_LIMITS } from "../../src/layer/limits.ts";
import { layer } from "../support/image.ts";
import { tarball, type tarEntry } from "../support/tar.ts";
import { zipFile } from "../support/zip.ts";
import { namedSecret, secret } from "./secret-scanner.ts";

const MEBIBYTE = 1024 * 1024;

export const noise = (at: number) => layer.file(`usr/share/noise-${at}`, Buffer.alloc(300_000, `line ${at}\n`));
const filled = (...entries: readonly Parameters<typeof tarEntry>[0][]) =>
  entries.flatMap((entry, at) => [noise(2 * at), entry, noise(2 * at + 1)]);

const ENTRIES = [
  layer.directory("app"),
  ...filled(
    layer.file("app/.env", `A=1\nTOKEN=${secret(1)}\n`),
    layer.file("app/large.bin", Buffer.concat([Buffer.alloc(6 * MEBIBYTE), Buffer.from(secret(2))])),
    { path: "app/second-name", type: "1", linkname: "app/.env" },
    layer.file("app/.env", `TOKEN=${secret(3)}\n`),
    { path: "app/third-name", type: "1", linkname: "app/.env" },
    layer.file("app/empty"),
    layer.whiteout("app/old"),
    layer.opaque("tmp"),
    layer.symlink("link", "app/.env"),
    layer.file("app/lib.jar", zipFile([{ path: "a.properties", content: `x=${secret(4)}` }])),
    layer.file("app/copy.jar", zipFile([{ path: "b.gz", content: gzipSync(`x=${secret(5)}`) }])),
    { path: "app/copy-of-jar", type: "1", linkname: "app/copy.jar" },
    layer.file("app/inner.tar.gz", gzipSync(tarball([layer.file("a", secret(6)), layer.file("a", secret(7))]))),
    layer.file("srv/node_modules/pad/package.json", `{"name":"pad","version":"1.0.0","_x":"${secret(8)}"}`),
    layer.file("srv/node_modules/pad/index.js", `x = "${namedSecret(9)}"`),
    layer.file("srv/vendor/pad/index.js", `x = "${namedSecret(10)}"`),
    layer.file("usr/lib/python3/dist-packages/pad-1.dist-info/RECORD", "pad/a.py,,\n"),
    layer.file("usr/lib/python3/dist-packages/pad/a.py", namedSecret(11)),
    layer.file("app/damaged.gz", gzipSync(Buffer.from(`${secret(12)} `.repeat(100))).subarray(0, 60)),
    layer.file("app/many", Array.from({ length: 1500 }, () => secret(13)).join("\n")),
    layer.file("app/many-too", Array.from({ length: 1500 }, (_, n) => secret(13 + n)).join("\n")),
  ),
];
const ARCHIVE = tarball(ENTRIES);
/** Layers with all that a scan can meet, for what scans them in another way. */
export const LAYERS: readonly (readonly [string, Uint8Array])[] = [
  ["with all kinds of members", gzipSync(ARCHIVE, { level: 0 })],
  ["that is cut inside a body", ARCHIVE.subarray(0, 15_000_100)],
  [
    "with what is no tar behind it",
    Buffer.concat([ARCHIVE.subarray(0, -1024), Buffer.from(`no header ${secret(3000)}`), Buffer.alloc(MEBIBYTE, "x")]),
  ],
];
/** Of their scan: each is hit. */
export const LIMITS: readonly (readonly [string, Partial<typeof LAYER_LIMITS>])[] = [
  ["none is hit", {}],
  ["more findings than are kept", { findings: 40 }],
  ["containers give more than they may", { unpackedBytes: 14_000_000 }],
  ["containers in containers", { depth: 1 }],
  ["entries", { entries: 58 }],
];
