import { describe, expect, it } from "vitest";
import { type PathVerdict, packHashes, pathHash, readPathSets } from "../../src/domain/path-sets.ts";

const pack = (paths: readonly string[]): string => packHashes(Float64Array.from(paths, pathHash));

describe("the verdict of an upper layer", () => {
  const upper = readPathSets({
    files: pack(["etc/passwd", "opt/was-a-directory", "reset/kept.txt", "both/made-again"]),
    directories: pack(["etc", "opt", "reset", "both", "srv/was-a-file"]),
    whiteouts: pack(["root/.npmrc", "home/build", "both/made-again"]),
    opaques: pack(["reset"]),
  });
  const table: readonly (readonly [string, PathVerdict | undefined])[] = [
    ["untouched/file", undefined],
    ["etc/shadow", undefined],
    ["etc/passwd", "overwritten"],
    ["srv/was-a-file", "overwritten"],
    ["opt/was-a-directory/key.pem", "overwritten"],
    ["opt/was-a-directory/deep/down/key.pem", "overwritten"],
    ["root/.npmrc", "deleted"],
    ["root/.npmrc2", undefined],
    ["home/build/.aws/credentials", "deleted"],
    ["home/builder", undefined],
    ["reset/gone.txt", "deleted"],
    ["reset/deep/gone.txt", "deleted"],
    ["reset/kept.txt", "overwritten"],
    ["both/made-again", "overwritten"],
    ["both/made-again/below", "deleted"],
    ["reset-not/file", undefined],
  ];
  it.each(table)("%s: %s", (path, verdict) => expect(upper.verdict(path)).toBe(verdict));

  it("an opaque root deletes everything below", () => {
    const root = readPathSets({ files: "", directories: "", whiteouts: "", opaques: pack([""]) });
    expect(root.verdict("a")).toBe("deleted");
    expect(root.verdict("a/b/c")).toBe("deleted");
  });
});

describe("the hashes", () => {
  it("of 200,000 alike paths hardly meet", () => {
    const paths = Array.from({ length: 200_000 }, (_, n) => `usr/lib/node_modules/pkg${n % 977}/dist/file${n}.js`);
    expect(Buffer.from(pack(paths), "base64").length / 5).toBeGreaterThanOrEqual(199_998);
    const reader = readPathSets({ files: pack(paths), directories: "", whiteouts: "", opaques: "" });
    expect(paths.filter((path) => reader.verdict(path) !== "overwritten")).toEqual([]);
    const strangers = paths.map((path) => `${path}.map`);
    expect(strangers.filter((path) => reader.verdict(path) !== undefined).length).toBeLessThanOrEqual(2);
  });

  it("are kept once each, in 5 bytes", () => {
    expect(Buffer.from(pack(["b", "a", "b", "a"]), "base64").length).toBe(10);
  });
});
