import { describe, expect, it } from "vitest";
import { readPathSets } from "../../src/domain/path-sets.ts";
import { buildPathSets } from "../../src/layer/path-set.ts";

const upperLayer = (entries: readonly string[]) => {
  const builder = buildPathSets();
  for (const entry of entries) builder.add(entry.replace(/\/$/, ""), entry.endsWith("/"));
  return readPathSets(builder.build());
};

describe("what a layer does to the paths below", () => {
  it.each([
    { name: "whiteout of a file", entries: ["app/.wh..env"], path: "app/.env", verdict: "deleted" },
    { name: "whiteout at the root", entries: [".wh.secret"], path: "secret", verdict: "deleted" },
    { name: "whiteout of a directory above", entries: ["app/.wh.conf"], path: "app/conf/a/b", verdict: "deleted" },
    { name: "whiteout of a sibling", entries: ["app/.wh.b"], path: "app/a", verdict: undefined },
    { name: "the whiteout file itself is no file", entries: ["app/.wh.b"], path: "app/.wh.b", verdict: undefined },
    { name: "opaque directory", entries: ["app/", "app/.wh..wh..opq"], path: "app/x/y", verdict: "deleted" },
    { name: "opaque, the short form", entries: ["app/.wh..opq"], path: "app/x", verdict: "deleted" },
    { name: "opaque root", entries: [".wh..wh..opq"], path: "x", verdict: "deleted" },
    {
      name: "made again before the opaque",
      entries: ["app/x", "app/.wh..wh..opq"],
      path: "app/x",
      verdict: "overwritten",
    },
    {
      name: "made again behind the opaque",
      entries: ["app/.wh..wh..opq", "app/x"],
      path: "app/x",
      verdict: "overwritten",
    },
    { name: "made again behind a whiteout", entries: ["app/.wh.x", "app/x"], path: "app/x", verdict: "overwritten" },
    { name: "a directory that stays", entries: ["app/"], path: "app/x", verdict: undefined },
    { name: "a directory that became a link", entries: ["app"], path: "app/x", verdict: "overwritten" },
    { name: "AUFS metadata", entries: [".wh..wh.plnk", ".wh..wh.aufs"], path: ".wh.plnk", verdict: undefined },
    { name: "a whiteout of nothing", entries: ["app/.wh."], path: "app/x", verdict: undefined },
    { name: "a whiteout of dot", entries: ["app/.wh.."], path: "app/x", verdict: undefined },
  ])("$name", ({ entries, path, verdict }) => expect(upperLayer(entries).verdict(path)).toBe(verdict));
});

describe("a layer of a million paths", () => {
  const filled = (paths: number, different: number) => {
    const sets = buildPathSets();
    for (let at = 0; at < paths; at++) sets.add(`p${at % different}`, false);
    return sets;
  };
  it("is told to the last when they are the same few", () => {
    const sets = filled(2_500_000, 1000);
    expect(sets.isWhole()).toBe(true);
    expect(readPathSets(sets.build()).verdict("p999")).toBe("overwritten");
  });
  it("is not held whole when they are all different", () => expect(filled(1_100_000, 2_000_000).isWhole()).toBe(false));
});
