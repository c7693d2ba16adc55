import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, it } from "vitest";
import { scratch } from "../support/scratch.ts";
import { type TarEntry, tarEntry, tarHeader } from "../support/tar.ts";
import { auditHostile, expectRefused } from "./run-hostile.ts";

const MEBIBYTE = 1024 * 1024;
const octal = (size: number): string => size.toString(8).padStart(11, "0");
const bytesOf = (...entries: readonly TarEntry[]): Buffer => Buffer.concat(entries.map(tarEntry));
const times = (text: string, count: number): string => `[${`${text},`.repeat(count)}${text}]`;

/** Writes an archive piece by piece and audits it. */
const auditArchive = async (pieces: Iterable<Uint8Array>) => {
  const cwd = scratch();
  const file = createWriteStream(join(cwd, "a.tar"));
  for (const piece of pieces) if (!file.write(piece)) await once(file, "drain");
  file.end();
  await once(file, "close");
  return auditHostile(`docker-archive:${join(cwd, "a.tar")}`, { cwd });
};

describe("archives of images", () => {
  it.each<[string, () => Iterable<Uint8Array>, RegExp]>([
    [
      "a header of 1 GiB",
      function* () {
        yield tarHeader({ path: "p", type: "x", size: octal(1024 * MEBIBYTE) });
        for (let at = 0; at < 64; at++) yield Buffer.alloc(MEBIBYTE, "9 a=bcde\n");
      },
      /tar header of 1073741824 bytes is over the limit/,
    ],
    [
      "more entries than any set of images",
      function* () {
        for (let at = 0; at < 251; at++) {
          const name = (entry: number): string => `${"d/".repeat(20)}${String(at * 1000 + entry).padStart(59, "x")}`;
          yield Buffer.concat(Array.from({ length: 1000 }, (_, entry) => tarHeader({ path: name(entry) })));
        }
      },
      /more than 250000 tar entries/,
    ],
    [
      "sizes that are none",
      () => [bytesOf({ path: "p", type: "x", content: "12 size=abc\n" }, { path: "a" })],
      /pax size .* no number/,
    ],
  ])("T10 %s", async (_name, pieces, message) => {
    expectRefused(await auditArchive(pieces()), message);
  });

  it.each([
    [
      "a manifest.json of 32 MiB",
      times('{"Config":"c"}', 2_200_000),
      /its manifest\.json is larger than 4194304 bytes/,
    ],
    ["one with 200,000 images", times('{"Config":"c"}', 200_000), /names 200001 images with 0 layers, too many/],
    [
      "one with 900,000 layers",
      `[{"Config":"c","Layers":${times('"c"', 900_000)}}]`,
      /names 1 images with 900001 layers, too many/,
    ],
  ])("T4 %s", async (_name, content, message) => {
    expectRefused(
      await auditArchive([bytesOf({ path: "c", content: "{}" }, { path: "manifest.json", content })]),
      message,
    );
  });

  it("T8 one that is all zeros when it is unpacked, from a pipe", async () => {
    const bomb = Buffer.concat(Array(24).fill(gzipSync(Buffer.alloc(64 * MEBIBYTE), { level: 1 })));
    expectRefused(await auditHostile("-", { input: bomb }), /unpacks to more than 200 times its size/);
  });
});
