import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytes, seeded } from "../../support/random.ts";
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

describe.skipIf(!requireTool("git"))("a bundle of git", () => {
  it("is read as its pack; one that is cut is said to be", async () => {
    const folder = repository((git, cwd) => {
      writeFileSync(`${cwd}/.env`, `TOKEN=${secret(1)}\n`);
      git("add", ".env");
      git("commit", "-qm", "first");
      git("rm", "-q", ".env");
      git("commit", "-qm", "second");
      for (const version of ["2", "3"]) git("bundle", "create", `--version=${version}`, `v${version}`, "--all");
    });
    for (const name of ["v2", "v3"]) {
      const { found, skips } = await scanFile("backup.bundle", readFileSync(join(folder, name)));
      expect(found).toEqual([expect.stringMatching(`^backup\\.bundle!/blob/[0-9a-f]{40}: ${secret(1)}$`)]);
      expect(skips).toEqual([]);
    }
    expect((await scanFile("x", readFileSync(join(folder, "v2")).subarray(0, 40))).skips).toEqual([
      "x: the bundle ends inside its header, or has a very long one: its pack is not read",
    ]);
  });
});

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

const random = seeded("git");
const text = (lines: number): string =>
  Array.from({ length: lines }, () => `${bytes(random, 24).toString("hex")}\n`).join("");

/** Thirty versions of a file, in which one secret came and went, and one stayed. */
const history = (git: (...args: readonly string[]) => string, cwd: string): void => {
  const lines = text(300).split("\n");
  for (let version = 0; version < 30; version++) {
    lines[version * 7] = `version ${version}`;
    const secrets = [`STAYS=${secret(1)}`, ...(version === 3 ? [`WAS=${secret(2)}`] : [])];
    // Half of this value stands in the version before it.
    const grown = version < 11 ? "HALF=SECRET-0000" : version === 11 ? `HALF=${secret(3)}` : "";
    writeFileSync(`${cwd}/app.env`, [...lines, ...secrets, grown].join("\n"));
    git("add", "-A");
    git("commit", "-qm", `version ${version}`);
  }
};

describe.skipIf(!requireTool("git"))("a packfile of git", () => {
  const packed = (git: (...args: readonly string[]) => string, ...options: readonly string[]): void => {
    git("pack-objects", "-q", "--all", ...options, "x");
  };
  const packOf = (folder: string): Buffer => {
    const name = readdirSync(folder).find((one) => one.endsWith(".pack"));
    return readFileSync(`${folder}/${name}`);
  };
  const idsIn = (paths: readonly string[]): readonly string[] =>
    paths.flatMap((path) => /!\/(?:blob|tree|commit|tag)\/([0-9a-f]{40})$/.exec(path)?.[1] ?? []).sort();

  it.each([
    ["by offset", ["--delta-base-offset"]],
    ["by id", []],
  ])("every version of every object is read, and each secret told once: changes %s", async (_, options) => {
    let ids: readonly string[] = [];
    let deltas = 0;
    const folder = repository((git, cwd) => {
      history(git, cwd);
      writeFileSync(`${cwd}/large`, bytes(random, 16).toString("hex").repeat(300_000) + secret(4));
      git("add", "-A");
      git("commit", "-qm", "large");
      packed(git, ...options);
      ids = git("cat-file", "--batch-all-objects", "--batch-check=%(objectname)").trim().split("\n");
      deltas = git("verify-pack", "-v", `${readdirSync(cwd).find((name) => name.endsWith(".idx"))}`)
        .split("\n")
        .filter((line) => line.split(/\s+/).length === 7).length;
    });
    const { found, skips, opened } = await scanFile("x.pack", packOf(folder), { sizes: [1000, 7, 65_536] });
    expect(deltas).toBeGreaterThan(25);
    // All but the large one, which is no base of others: it has no id before it is read.
    expect(idsIn(opened)).toHaveLength(ids.length - 1);
    expect(ids).toEqual(expect.arrayContaining([...idsIn(opened)]));
    expect(found.map((line) => line.replace(/[0-9a-f]{40}|at-\d+/, "*")).sort()).toEqual(
      [1, 2, 3, 4].map((n) => `x.pack!/blob/*: ${secret(n)}`),
    );
    expect(skips).toEqual([]);
  });

  it("changes of what is not in it: what they add is scanned, and the loss is said", async () => {
    let pack = Buffer.alloc(0);
    repository((git, cwd) => {
      const lines = text(300);
      writeFileSync(`${cwd}/a`, lines);
      git("add", "-A");
      git("commit", "-qm", "first");
      writeFileSync(`${cwd}/a`, `${lines}NEW=${secret(5)}\n`);
      git("add", "-A");
      git("commit", "-qm", "second");
      pack = execFileSync("git", ["pack-objects", "-q", "--thin", "--stdout", "--revs"], {
        cwd,
        input: "HEAD\n^HEAD~1\n",
      });
    });
    const { found, skips } = await scanFile("thin.pack", pack);
    expect(found.map((line) => line.replace(/at-\d+/, "*"))).toEqual([`thin.pack!/delta/*: ${secret(5)}`]);
    expect(skips).toEqual(["thin.pack: objects whose base is not at hand: 1; only what they add to it is scanned"]);
  });

  it("that is cut or damaged: what was before is kept, and the loss is said", async () => {
    const folder = repository((git, cwd) => {
      history(git, cwd);
      packed(git);
    });
    const pack = packOf(folder);
    const cut = await scanFile("x.pack", pack.subarray(0, pack.length - 600));
    expect(cut.skips).toEqual([
      expect.stringMatching(/^x\.pack: the pack is cut at byte \d+: \d\d of its 90 objects were read$/),
    ]);
    expect(cut.found.length).toBeGreaterThan(0);
    const damaged = Buffer.from(pack);
    damaged.fill(0xff, pack.length - 600, pack.length - 500);
    const { skips } = await scanFile("x.pack", damaged);
    expect(skips[0]).toMatch(/^x\.pack: the pack is damaged at byte/);
  });

  it("in which every byte may be wrong neither throws nor hangs", async () => {
    const folder = repository((git, cwd) => {
      history(git, cwd);
      packed(git, "--delta-base-offset");
    });
    const pack = packOf(folder);
    const hit = fc.record({ at: fc.integer({ min: 8, max: pack.length - 1 }), byte: fc.nat(255) });
    await fc.assert(
      fc.asyncProperty(fc.array(hit, { minLength: 1, maxLength: 6 }), async (hits) => {
        const content = Buffer.from(pack);
        for (const { at, byte } of hits) content[at] = byte;
        const { found } = await scanEntries([
          { path: "x.pack", content },
          { path: "last", content: secret(9) },
        ]);
        expect(found).toContain(`last: ${secret(9)}`);
      }),
      { numRuns: 100 },
    );
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
