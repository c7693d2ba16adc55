import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { exhume } from "../support/exhume.ts";
import { scratch } from "../support/scratch.ts";
import { requireTool } from "../support/tools.ts";
import { writeFiles } from "../support/write-files.ts";

const FILES = {
  Dockerfile: "FROM node:20\r\nARG NPM_TOKEN\r\nRUN npm ci\r\nCOPY . /app\r\n",
  "package.json": "{}",
  ".env": "API_TOKEN=q8Zr2LwYx7\n",
  "docs/readme.md": "",
};

const git = (cwd: string, ...args: readonly string[]): string =>
  execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.org", ...args], { cwd, encoding: "utf8" });

/** A source under git, all committed. */
const source = (files: Readonly<Record<string, string>> = FILES): { readonly cwd: string; readonly app: string } => {
  const cwd = scratch();
  const app = join(cwd, "app");
  writeFiles(app, files);
  git(app, "init", "-q");
  git(app, "add", "-A", "-f");
  git(app, "commit", "-qm", "all");
  return { cwd, app };
};

const write = async (cwd: string, ...flags: readonly string[]) =>
  exhume(["fix", "--lint", "app", "--write", ...flags], { cwd });

const text = (app: string, path = "Dockerfile"): string => readFileSync(join(app, path), "utf8");

describe.skipIf(!requireTool("git"))("exhume fix --write", () => {
  it("edits a clean source in place, says so, and keeps line ends and modes", async () => {
    const { cwd, app } = source();
    chmodSync(join(app, "Dockerfile"), 0o750);
    git(app, "commit", "-qam", "mode");
    const { status, stderr } = await write(cwd);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "written: app/Dockerfile\nwritten: app/.dockerignore\n" });
    expect(text(app)).toBe(
      "# syntax=docker/dockerfile:1\r\nFROM node:20\r\nRUN --mount=type=secret,id=NPM_TOKEN,env=NPM_TOKEN,required=true npm ci\r\nCOPY . /app\r\n",
    );
    expect(statSync(join(app, "Dockerfile")).mode & 0o777).toBe(0o750);
    expect(git(app, "status", "--porcelain")).toBe(" M Dockerfile\n?? .dockerignore\n");
    expect(readdirSync(app).sort()).toEqual([".dockerignore", ".env", ".git", "Dockerfile", "docs", "package.json"]);
  });

  it("has nothing left to do afterwards", async () => {
    const { cwd, app } = source();
    await write(cwd);
    git(app, "add", "-A");
    git(app, "commit", "-qm", "fixed");
    const before = text(app);
    const { status, stdout } = await write(cwd);
    expect({ status, after: text(app) }).toEqual({ status: 0, after: before });
    expect(stdout).toContain("Dockerfile: nothing to move");
  });

  it.each([
    [
      "changes that are not committed",
      (app: string) => writeFileSync(join(app, "package.json"), "{ }"),
      /not committed, package.json first/,
    ],
    ["no git at all", (app: string) => execFileSync("rm", ["-rf", join(app, ".git")]), /app is no git repository/],
    [
      "a file that git does not track",
      (app: string) => {
        git(app, "rm", "-q", "--cached", "Dockerfile");
        git(app, "commit", "-qm", "untracked");
      },
      /git does not track Dockerfile/,
    ],
    [
      "a submodule",
      (app: string) => {
        writeFiles(join(app, "lib"), { Dockerfile: FILES.Dockerfile, "a.js": "" });
        git(join(app, "lib"), "init", "-q");
      },
      /lib\/Dockerfile is in the git repository lib/,
    ],
  ] as const)("refuses %s, and takes it with --force", async (_what, prepare, message) => {
    const { cwd, app } = source();
    prepare(app);
    const refused = await write(cwd);
    expect(refused.stderr).toMatch(message);
    expect(refused.stderr).toContain("hint: ");
    expect({ status: refused.status, text: text(app) }).toEqual({ status: 2, text: FILES.Dockerfile });
    const forced = await write(cwd, "--force");
    expect({ status: forced.status, moved: text(app).includes("--mount=type=secret") }).toEqual({
      status: 0,
      moved: true,
    });
  });

  it("is not held up by files beside it that git does not know", async () => {
    const { cwd, app } = source();
    writeFiles(app, { "notes.txt": "", "patches/a.patch": "" });
    expect((await write(cwd)).status).toBe(0);
  });

  it("runs nothing that the repository is set up to run", async () => {
    const { cwd, app } = source({ ...FILES, ".gitattributes": "*.json filter=evil\n*.md filter=a=b\n" });
    const run = `touch ${join(cwd, "ran")}; cat`;
    for (const key of ["core.fsmonitor", "filter.evil.clean", "filter.evil.process", "filter.a=b.clean"])
      git(app, "config", key, run);
    for (const name of ["post-index-change", "pre-commit"])
      writeFileSync(join(app, ".git", "hooks", name), `#!/bin/sh\n${run}\n`, { mode: 0o755 });
    // A newer time makes git compare the contents, through the filter.
    writeFileSync(join(app, "package.json"), "{}");
    writeFileSync(join(app, "docs", "readme.md"), "");
    expect((await write(cwd)).status).toBe(0);
    expect(existsSync(join(cwd, "ran"))).toBe(false);
  });

  it("edits what a link leads to, and never through a link out of the tree", async () => {
    const { cwd, app } = source({ "build/recipe.txt": FILES.Dockerfile, "a.js": "" });
    writeFiles(cwd, { "outside/Dockerfile": FILES.Dockerfile });
    symlinkSync("build/recipe.txt", join(app, "Dockerfile"));
    symlinkSync("../outside/Dockerfile", join(app, "Dockerfile.out"));
    git(app, "add", "-A");
    git(app, "commit", "-qm", "links");
    const { stderr } = await write(cwd);
    expect(stderr).toBe("written: app/build/recipe.txt\n");
    expect(statSync(join(app, "Dockerfile")).size).toBeGreaterThan(FILES.Dockerfile.length);
    expect(readFileSync(join(cwd, "outside", "Dockerfile"), "utf8")).toBe(FILES.Dockerfile);
  });

  it("writes all of a source or nothing: a folder that takes no file undoes the rest", async () => {
    const { cwd, app } = source({
      ...FILES,
      "a/Dockerfile": FILES.Dockerfile,
      "a/x.js": "",
    });
    // A name of 255 bytes is the longest there is, so there is no room beside it for a new version (NAME_MAX).
    const long = `${"d".repeat(244)}.Dockerfile`;
    writeFileSync(join(app, long), FILES.Dockerfile);
    git(app, "add", "-A");
    git(app, "commit", "-qm", "long");
    const { status, stderr } = await write(cwd);
    expect(stderr).toContain("cannot be written: ENAMETOOLONG");
    expect(status).toBe(2);
    expect(git(app, "status", "--porcelain")).toBe("");
  });
});
