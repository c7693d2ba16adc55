import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { scratch } from "../../support/scratch.ts";
import type { TarEntry } from "../../support/tar.ts";
import { requireTool } from "../../support/tools.ts";
import { secret } from "../secret-scanner.ts";
import { scanEntries, scanFile } from "./scan-container.ts";

/** A repository whose commits are made by `work`. */
const repository = (work: (git: (...args: readonly string[]) => string, folder: string) => void): string => {
  const cwd = scratch();
  const git = (...args: readonly string[]): string =>
    execFileSync("git", ["-c", "user.name=x", "-c", "user.email=x@example.com", ...args], {
      cwd,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
  git("init", "-q");
  work(git, cwd);
  return cwd;
};

/** Its `.git` as entries of a layer. */
const entriesOf = (folder: string): readonly TarEntry[] =>
  readdirSync(`${folder}/.git`, { recursive: true, encoding: "utf8" })
    .filter((name) => statSync(`${folder}/.git/${name}`).isFile())
    .map((name) => ({ path: `app/.git/${name}`, content: readFileSync(`${folder}/.git/${name}`) }));

describe.skipIf(!requireTool("git"))("loose objects of git", () => {
  it("a file that a later commit deleted, and a commit message", async () => {
    const folder = repository((git, cwd) => {
      writeFileSync(`${cwd}/.env`, `TOKEN=${secret(1)}\n`);
      git("add", ".env");
      git("commit", "-qm", "first");
      git("rm", "-q", ".env");
      writeFileSync(`${cwd}/big`, `${"x".repeat(300_000)}${secret(2)}`);
      git("add", "big");
      git("commit", "-qm", `remove ${secret(3)}`);
    });
    const { found, skips } = await scanEntries(entriesOf(folder));
    const inObjects = found
      .filter((line) => line.includes("/objects/"))
      .map((line) => line.replace(/[0-9a-f]{2}\/[0-9a-f]{38}/, "*"));
    expect(inObjects.sort()).toEqual([
      `app/.git/objects/*!/blob: ${secret(1)}`,
      `app/.git/objects/*!/blob: ${secret(2)}`,
      `app/.git/objects/*!/commit: ${secret(3)}`,
    ]);
    expect(skips).toEqual([]);
  });
});

describe("what looks like a loose object", () => {
  const path = `objects/ab/${"c".repeat(38)}`;

  it("and is cut keeps what could be read", async () => {
    const zlib = deflateSync(`blob 30000\0${secret(1)}${"x".repeat(9000)}`, { level: 0 });
    const { found, skips } = await scanFile(path, zlib.subarray(0, 5000));
    expect(found).toEqual([`${path}!/blob: ${secret(1)}`]);
    expect(skips).toEqual([`${path}: the zlib data is cut: the rest of the object is lost`]);
  });

  it("and is none is said", async () => {
    expect((await scanFile(path, deflateSync("hello"))).skips).toEqual([`${path}: no object of git: not unpacked`]);
  });

  it("is not unpacked elsewhere", async () => {
    expect(await scanFile("some/file", deflateSync(`blob 3\0${secret(1)}`))).toMatchObject({ found: [], skips: [] });
  });
});
