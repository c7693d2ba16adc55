import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { closeSync, openSync, readSync, statSync } from "node:fs";
import type { Corpus } from "./corpus.ts";

type Archives = Pick<Corpus, "tar" | "gzip" | "zstd">;

/** Packs a folder as a layer, the same bytes for the same files: plain, as docker compresses it, and as zstd's default. */
export const packTree = (tree: string, { tar, gzip, zstd }: Archives): Pick<Corpus, "bytes" | "sha256"> => {
  const owner = ["--numeric-owner", "--owner=0", "--group=0"];
  run("tar", ["-C", tree, "--sort=name", "--mtime=@1700000000", ...owner, "--format=gnu", "-cf", tar, "."]);
  run("gzip", ["-n", "-6", "--keep", tar]);
  run("zstd", ["-q", "-3", "-T1", "--keep", tar, "-o", zstd]);
  const size = (path: string): number => statSync(path).size;
  return { bytes: { tar: size(tar), gzip: size(gzip), zstd: size(zstd) }, sha256: sha256Of(tar) };
};

export const run = (program: string, args: readonly string[], cwd?: string): void => {
  execFileSync(program, args, { stdio: ["ignore", 2, 2], ...(cwd === undefined ? {} : { cwd }) });
};

const sha256Of = (path: string): string => {
  const hash = createHash("sha256");
  const buffer = Buffer.alloc(1024 * 1024);
  const file = openSync(path, "r");
  for (let size = readSync(file, buffer); size > 0; size = readSync(file, buffer))
    hash.update(buffer.subarray(0, size));
  closeSync(file);
  return hash.digest("hex");
};
