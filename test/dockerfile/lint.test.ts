import { describe, expect, it } from "vitest";
import { fixDockerfile } from "../../src/dockerfile/fix.ts";
import { lintDockerfile } from "../../src/dockerfile/lint/lint-dockerfile.ts";
import { isSecretVariable } from "../../src/dockerfile/lint/secret-variable.ts";
import { contextOf } from "./cases.ts";
import { CLEAN, LEAKY, type Shape } from "./lint-shapes.ts";

const lint = ({ text, files = {} }: Shape) =>
  lintDockerfile({
    text,
    path: "Dockerfile",
    context: contextOf(files),
    builder: "docker",
    found: [],
    foundIn: () => false,
  });

describe("lint of an ordinary Dockerfile", () => {
  it("has enough shapes", () => expect(CLEAN.length).toBeGreaterThanOrEqual(20));

  it.each(CLEAN)("proposes nothing: $what", (shape) => {
    expect(lint(shape).map(({ secretId }) => secretId)).toEqual([]);
  });
});

describe("lint of a Dockerfile that leaks", () => {
  it.each(LEAKY)("finds $what", ({ ids, ...shape }) => {
    const leaks = lint(shape);
    expect([...new Set(leaks.map(({ secretId }) => secretId))]).toEqual(ids.map((id) => `lint:${id}`));
    expect(JSON.stringify(leaks)).not.toContain("q8Zr2LwY");
  });

  it.each(LEAKY)("ends in a fix or a step for each, and says nothing of it twice: $what", (shape) => {
    const fix = (text: string, ignore = {}) =>
      fixDockerfile({
        text,
        path: "Dockerfile",
        leaks: lint({ ...shape, text, files: { ...shape.files, ...ignore } }),
        context: contextOf({ ...shape.files, ...ignore }),
      });
    const first = fix(shape.text);
    expect(first.proposals.length + first.manual.length).toBeGreaterThan(0);
    const { ignoreFile } = first;
    const again = fix(first.patchedText, ignoreFile ? { [ignoreFile.path]: ignoreFile.after } : {});
    expect(again.proposals).toEqual([]);
  });
});

describe("a name", () => {
  it.each([
    "TOKEN",
    "AWS_SECRET_ACCESS_KEY",
    "npmToken",
    "GITHUB_PAT",
    "DB_PASS",
    "SSH_PRIVATE_KEY",
    "BUNDLE_GEMS__TOKEN",
  ])("%s says that a build argument is secret", (name) => expect(isSecretVariable(name, undefined)).toBe(true));

  it.each([
    "KEY_ID",
    "AWS_ACCESS_KEY_ID",
    "PUBLIC_KEY",
    "GPG_KEY",
    "PASSWORD_FILE",
    "TOKEN_URL",
    "MONKEY",
    "AUTHOR",
    "VITE_TOKEN",
    "COMPASS",
  ])("%s does not", (name) => expect(isSecretVariable(name, undefined)).toBe(false));
});
