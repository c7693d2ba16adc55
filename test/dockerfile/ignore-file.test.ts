import { describe, expect, it } from "vitest";
import { activeIgnoreFile, appendIgnore, ignorePattern, isIgnored } from "../../src/dockerfile/ignore-file.ts";
import { contextOf } from "./cases.ts";

describe("isIgnored", () => {
  it.each([
    [".env", ".env", true],
    [".env", "conf/.env", false],
    ["/.env", ".env", true],
    ["**/.env", "a/b/.env", true],
    ["**/.env", ".env", true],
    ["*.env", "prod.env", true],
    ["*.env", "a/prod.env", false],
    ["conf", "conf/deep/.env", true],
    ["conf/", "conf/.env", true],
    ["*\n!src", "src/.env", false],
    ["*\n!src\n**/.env", "src/.env", true],
    ["**/.env\n!conf/.env", "conf/.env", false],
    ["# .env", ".env", false],
    ["  .env  \r\n", ".env", true],
    ["\uFEFF.env", ".env", true],
    [" #.env", "#.env", true],
    ["! .env\n", ".env", false],
    ["**\n! conf/.env", "conf/.env", false],
    ["./conf/../.env", ".env", true],
    ["/", ".env", false],
    ["a?c", "abc", true],
    ["[z-a]", "z", false],
    ["", ".env", false],
  ])("%j on %s: %s", (text, path, expected) => expect(isIgnored(text, path)).toBe(expected));
});

describe("ignorePattern", () => {
  it("ignores the name at any depth, unless another file of that name is needed", () => {
    expect(ignorePattern(contextOf({ "conf/.env": "" }), "conf/.env")).toBe("**/.env");
    expect(ignorePattern(contextOf({ "conf/a.json": "", "src/a.json": "" }), "conf/a.json")).toBe("conf/a.json");
    expect(ignorePattern(contextOf({ ".aws/credentials": "" }), ".aws/credentials")).toBe(".aws/credentials");
    expect(ignorePattern(contextOf({ "config.json": "" }), "config.json")).toBe("config.json");
  });

  it.each(["a[1].json", "x*y", "q?.env"])("takes %s literally", (path) => {
    const pattern = ignorePattern(contextOf({ [path]: "" }), path);
    expect(isIgnored(pattern, path)).toBe(true);
  });
});

describe("appendIgnore", () => {
  it.each([
    [undefined, "x\n"],
    ["", "x\n"],
    ["a\n", "a\nx\n"],
    ["a", "a\nx\n"],
    ["a\r\nb", "a\r\nb\r\nx\r\n"],
  ])("to %j gives %j", (text, expected) => expect(appendIgnore(text, "x")).toBe(expected));
});

describe("activeIgnoreFile", () => {
  const files = { ".dockerignore": "d", ".containerignore": "c", "docker/app.Dockerfile.dockerignore": "s" };
  it.each([
    ["docker", "docker/app.Dockerfile", "docker/app.Dockerfile.dockerignore"],
    ["docker", "Dockerfile", ".dockerignore"],
    ["buildah", "docker/app.Dockerfile", ".containerignore"],
    ["podman", "Dockerfile", ".containerignore"],
  ] as const)("%s, %s: %s", (builder, dockerfile, path) =>
    expect(activeIgnoreFile(contextOf(files), { dockerfile, builder }).path).toBe(path),
  );
});
