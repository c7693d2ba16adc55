import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { unifiedDiff } from "../../src/dockerfile/diff.ts";
import { fixDockerfile } from "../../src/dockerfile/fix.ts";
import { scratch } from "../support/scratch.ts";
import { requireTool } from "../support/tools.ts";
import { inputOf, readCases } from "./cases.ts";

const run = (program: string, args: readonly string[], at: { cwd: string; input: string }): void => {
  execFileSync(program, args, { cwd: at.cwd, input: at.input, stdio: ["pipe", "pipe", "pipe"] });
};

const write = (folder: string, path: string, text: string): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};

const APPLY = [
  ["git", ["apply", "--check"], ["apply"]],
  ["patch", ["-p1", "--binary", "--dry-run"], ["-p1", "--binary"]],
] as const;

describe.each(APPLY)("%s", (program, check, apply) => {
  describe.skipIf(!requireTool(program))("takes the diff", () => {
    const applies = (folder: string, diff: string): void => {
      run(program, check, { cwd: folder, input: diff });
      run(program, apply, { cwd: folder, input: diff });
    };

    it.each(
      readCases()
        .filter((one) => one.expected.fixes.length > 0)
        .map((one) => [one.name, one] as const),
    )("of %s", (_name, one) => {
      const folder = scratch();
      const { before, patchedText, ignoreFile } = fixDockerfile(inputOf(one));
      write(folder, "Dockerfile", before);
      if (ignoreFile?.before !== undefined) write(folder, ignoreFile.path, ignoreFile.before);
      const ignored = ignoreFile ? unifiedDiff(ignoreFile.path, ignoreFile.before, ignoreFile.after) : "";
      applies(folder, unifiedDiff("Dockerfile", before, patchedText) + ignored);
      expect(readFileSync(join(folder, "Dockerfile"), "utf8")).toBe(patchedText);
      if (ignoreFile) expect(readFileSync(join(folder, ignoreFile.path), "utf8")).toBe(ignoreFile.after);
    });

    it.each([
      ["a folder with a blank", "my app/Dockerfile", "FROM a\n", "FROM b\n"],
      ["no line end at the end", "docker/app.Dockerfile", "FROM a\nRUN b", "FROM a\nRUN c"],
      ["a new file", ".dockerignore", undefined, "**/.env\n"],
    ])("with %s", (_what, path, before, after) => {
      const folder = scratch();
      if (before !== undefined) write(folder, path, before);
      applies(folder, unifiedDiff(path, before, after));
      expect(readFileSync(join(folder, path), "utf8")).toBe(after);
    });
  });
});

describe("unifiedDiff", () => {
  it("is empty when nothing changes", () => expect(unifiedDiff("Dockerfile", "FROM a\n", "FROM a\n")).toBe(""));
});
