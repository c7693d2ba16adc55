import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { openStore } from "../../src/store/store.ts";
import { exhume } from "../support/exhume.ts";
import { expand } from "../support/samples.ts";
import { scratch } from "../support/scratch.ts";
import { tarball } from "../support/tar.ts";

const CLI = join(import.meta.dirname, "..", "..", "dist", "cli.js");
const TOKEN = expand("ghp_<base62:30><crc32>", 1);
const PASSWORD = expand("<password>", 2);
const URL_PASSWORD = expand("<password>", 3);
const VALUES = [TOKEN, PASSWORD, URL_PASSWORD];

const write = (root: string, files: Readonly<Record<string, string | Uint8Array>>): void => {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
};

/** A folder `src` with three values at seven places, and one link that holds the third. */
const planted = (): string => {
  const cwd = scratch();
  const env = `DEBUG=1\nDB_PASSWORD=${PASSWORD}\n`;
  write(join(cwd, "src"), {
    "app/.env": env,
    ".git/config": `[remote]\n  url = https://x:${TOKEN}@github.com/a/b\n`,
    "node_modules/x/index.js": `const t = "${TOKEN}";\n`,
    "dump.gz": gzipSync(env),
    "backup.tar": tarball([{ path: "etc/app.env", content: env }]),
    "clean.txt": "nothing\n",
  });
  symlinkSync(`https://ci:${URL_PASSWORD}@git.corp.internal/x`, join(cwd, "src", "link"));
  return cwd;
};

interface Found {
  readonly path: string;
  readonly line: number;
  readonly ruleId: string;
  readonly secret: number;
  readonly span: { readonly start: number; readonly end: number };
  readonly value?: string;
  readonly sha256?: string;
  readonly fingerprint?: string;
}
interface Scan {
  readonly findings: readonly Found[];
  readonly skips: readonly { readonly path?: string; readonly reason: string }[];
  readonly totals: Readonly<Record<string, unknown>>;
  readonly complete: boolean;
}

const scanJson = async (cwd: string, ...args: readonly string[]) => {
  const ended = await exhume(["scan", ...args, "--format", "json"], { cwd });
  return { ...ended, scan: JSON.parse(ended.stdout) as Scan };
};

describe("exhume scan of a folder", () => {
  it("reads every file, hidden, packed or linked, and exits with 1", async () => {
    const { scan, status } = await scanJson(planted(), "src");
    expect(scan.findings.map(({ path, line }) => `${path}:${line}`)).toEqual([
      ".git/config:2",
      "app/.env:2",
      "backup.tar!/etc/app.env:2",
      "dump.gz:2",
      "node_modules/x/index.js:1",
      "<paths>:8",
    ]);
    expect(scan.totals).toMatchObject({ files: 6, findings: 6, secrets: 3, losses: 0 });
    expect({ status, complete: scan.complete }).toEqual({ status: 1, complete: true });
  });

  it("writes what its schema describes, with each flag", async () => {
    const cwd = planted();
    const validate = new Ajv2020().compile(JSON.parse(readFileSync("templates/scan.schema.json", "utf8")));
    for (const flags of [[], ["--reveal-hash"], ["--reveal"]]) {
      const { scan } = await scanJson(cwd, "src", ...flags);
      expect(validate(scan), JSON.stringify(validate.errors)).toBe(true);
    }
  });

  it("tells places that can be opened from here, in 80 columns", async () => {
    const { stdout } = await exhume(["scan", "./src/app/.env"], { cwd: planted() });
    expect(stdout).toContain("./src/app/.env:2: Password assigned to a name\n");
    expect(stdout).toContain("1 finding of 1 secret in 1 file");
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it("exits with 0 when nothing is found, or nothing as severe as --fail-on", async () => {
    const cwd = planted();
    expect((await exhume(["scan", "src/clean.txt"], { cwd })).status).toBe(0);
    expect((await exhume(["scan", "src/app", "--fail-on", "critical"], { cwd })).status).toBe(0);
    expect((await exhume(["scan", "src/app", "--fail-on", "high"], { cwd })).status).toBe(1);
  });

  it("says what holds no bytes, and goes on", async () => {
    const cwd = scratch();
    write(cwd, { "a.txt": "a\n" });
    spawnSync("sh", ["-c", "mkfifo pipe"], { cwd });
    const { status, stderr } = await exhume(["scan", "."], { cwd });
    expect(stderr).toContain("pipe: a named pipe: not read");
    expect(status).toBe(0);
  });

  it("says what it may not read, and exits with 3", async () => {
    const cwd = scratch();
    write(cwd, { b: "y" });
    // 17 times 250 characters are more than Linux takes as one path (PATH_MAX, 4096 bytes).
    const name = "d".repeat(250);
    spawnSync("sh", ["-c", `for i in $(seq 17); do mkdir ${name}; cd ${name}; done`], { cwd });
    const { scan, status } = await scanJson(cwd, ".");
    spawnSync("rm", ["-rf", name], { cwd });
    expect(scan.skips.map(({ path, reason }) => `${path?.slice(0, 4)}: ${reason}`)).toEqual([
      "dddd: cannot be read: ENAMETOOLONG",
    ]);
    expect({ status, files: scan.totals.files, complete: scan.complete }).toEqual({
      status: 3,
      files: 1,
      complete: false,
    });
  });

  it("says what is damaged, keeps what stands before it, and exits with 3 when that is nothing", async () => {
    const cwd = scratch();
    const packed = gzipSync(Buffer.from(`DB_PASSWORD=${PASSWORD}\n${"x".repeat(2_000_000)}`));
    write(cwd, { "cut.gz": packed.subarray(0, packed.length - 20), "empty.gz": packed.subarray(0, 12) });
    const whole = await scanJson(cwd, ".");
    expect(whole.scan.findings.map(({ path }) => path)).toEqual(["cut.gz"]);
    expect(whole.scan.skips.map(({ path }) => path)).toEqual(["cut.gz", "empty.gz"]);
    expect({ found: whole.status, lost: (await scanJson(cwd, "empty.gz")).status }).toEqual({ found: 1, lost: 3 });
  });

  it("a path that is not there is a usage error", async () => {
    const { status, stderr } = await exhume(["scan", "nowhere"], { cwd: scratch() });
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringContaining("nowhere cannot be read: ENOENT"),
    });
  });

  it("a pipe that is named is one too, and not waited for; what a shell has opened is read", async () => {
    const cwd = scratch();
    spawnSync("sh", ["-c", "mkfifo pipe"], { cwd });
    const { status, stdout, stderr } = await exhume(["scan", "pipe"], { cwd });
    expect([status, stdout, stderr.split("\n")]).toEqual([
      2,
      "",
      ["exhume: pipe is not a file or folder", "  hint: give a stream on stdin: exhume scan - < PIPE", ""],
    ]);
    const piped = `printf 'DB_PASSWORD=%s\n' "$VALUE" | node ${CLI} scan /dev/stdin`;
    const env = { PATH: process.env.PATH, VALUE: PASSWORD };
    expect(spawnSync("sh", ["-c", piped], { cwd, env }).status).toBe(1);
  });
});

describe("values", () => {
  it("stand in no output of any mode but --reveal", async () => {
    const cwd = planted();
    write(cwd, { "src/named": "x" });
    symlinkSync("clean.txt", join(cwd, "src", `${TOKEN}.lnk`));
    write(cwd, { [`src/${TOKEN}/.env`]: `DB_PASSWORD=${PASSWORD}\n` });
    for (const args of [
      ["scan", "src"],
      ["scan", "src", "--reveal-hash"],
      ["scan", "src", "--format", "json"],
      ["scan", "src", "--format", "json", "--reveal-hash"],
      ["rules", "explain", "src"],
    ]) {
      const { stdout, stderr } = await exhume(args, { cwd });
      expect(stdout).toContain("name says password");
      for (const value of VALUES) expect(stdout + stderr, args.join(" ")).not.toContain(value);
    }
  });

  it("come with --reveal, with a warning on stderr, as the bytes at their span", async () => {
    const cwd = planted();
    const { scan, stderr } = await scanJson(cwd, "src/app", "--reveal", "--reveal-hash");
    const [found] = scan.findings;
    const bytes = readFileSync(join(cwd, "src/app/.env"));
    expect(found?.value).toBe(PASSWORD);
    expect(bytes.subarray(found?.span.start, found?.span.end).toString()).toBe(PASSWORD);
    expect(found?.sha256).toBe(createHash("sha256").update(PASSWORD).digest("hex"));
    expect(stderr).toContain("warning: the values of secrets are printed");
    expect((await exhume(["scan", "src/app", "--reveal"], { cwd })).stdout).toContain(`value "${PASSWORD}"`);
  });

  it("have the fingerprint of a case only when its key is there", async () => {
    const cwd = planted();
    const store = openStore(join(cwd, "exhume.db"), { create: true });
    store.key();
    store.close();
    const first = (await scanJson(cwd, "src/app")).scan.findings[0];
    const [a, b] = [
      await scanJson(cwd, "src/app", "--db", "exhume.db"),
      await scanJson(cwd, "src", "--db", "exhume.db"),
    ];
    expect(first?.fingerprint).toBeUndefined();
    expect(a.scan.findings[0]?.fingerprint).toMatch(/^[0-9a-f]{64}$/);
    expect(b.scan.findings.find(({ path }) => path === "app/.env")?.fingerprint).toBe(a.scan.findings[0]?.fingerprint);
  });
});

describe("stdin", () => {
  it("is one document, also when it is packed", async () => {
    const cwd = scratch();
    for (const input of [Buffer.from(`a\nDB_PASSWORD=${PASSWORD}\n`), gzipSync(`a\nDB_PASSWORD=${PASSWORD}\n`)]) {
      const { stdout, status } = await exhume(["scan", "-"], { cwd, input });
      expect(stdout).toContain("<stdin>:2: Password assigned to a name");
      expect(status).toBe(1);
    }
  });
});

describe("exhume rules", () => {
  it("list names every rule, as text and as JSON", async () => {
    const cwd = scratch();
    const rules = JSON.parse((await exhume(["rules", "list", "--json"], { cwd })).stdout) as readonly { id: string }[];
    const { stdout } = await exhume(["rules", "list"], { cwd });
    expect(rules.length).toBeGreaterThan(200);
    expect(stdout.trimEnd().split("\n")).toHaveLength(rules.length + 1);
    expect(rules.find(({ id }) => id === "github-personal-access-token")).toEqual({
      id: "github-personal-access-token",
      title: expect.any(String),
      provider: "github",
      severity: expect.any(String),
    });
  });

  it("explain says of each candidate what kept or dropped it", async () => {
    const cwd = scratch();
    write(cwd, {
      "app.env": `A_PASSWORD=changeme\nGITHUB_TOKEN=${TOKEN}\nDB_PASSWORD=${PASSWORD}\nPG_URL=postgres://a:\${PW}@db/x\n`,
    });
    const { stdout, status } = await exhume(["rules", "explain", "app.env"], { cwd });
    const text = stdout.replace(/\n {4}/g, " ");
    expect(text).toContain("app.env:1: generic-password dropped, 8 characters: a placeholder\n");
    expect(text).toMatch(/app\.env:2: generic-secret dropped, 40 characters: overlaps github-/);
    expect(text).toMatch(/app\.env:2: github-\S+ kept, ghp_….{4} \(40 characters\): high confidence; checksum valid/);
    expect(text).toMatch(
      /app\.env:3: generic-password kept, •+ \(\d+ characters\): medium confidence; name says password/,
    );
    expect(text).toContain("app.env:4: database-url-password dropped, 5 characters: a reference");
    expect(status).toBe(0);
  });
});

describe("files that a package manager installed", () => {
  const shared = `token: ${TOKEN}\n`;
  const FILES = {
    "var/lib/dpkg/status":
      "Package: tool\nStatus: install ok installed\nVersion: 1.2\nMaintainer: Test <test@lists.debian.org>\n",
    "var/lib/dpkg/info/tool.md5sums": `${createHash("md5").update(shared).digest("hex")}  usr/share/tool/test.txt\n`,
    "usr/share/tool/test.txt": shared,
    "app/node_modules/x/package.json": '{"name": "x", "version": "1.0.0"}',
    "app/node_modules/x/test.js": `const password = "${PASSWORD}";\n`,
  };

  it("are counted, and told when they are asked for: in a folder as in an archive of it", async () => {
    const cwd = scratch();
    write(join(cwd, "root"), FILES);
    const entries = Object.entries(FILES).map(([path, content]) => ({ path, content }));
    writeFileSync(join(cwd, "root.tar"), tarball(entries));
    for (const target of ["root", "root.tar"]) {
      const quiet = await scanJson(cwd, target);
      expect({ status: quiet.status, findings: quiet.scan.findings, hidden: quiet.scan.totals.hidden }).toEqual({
        status: 0,
        findings: [],
        hidden: { vendored: 1, lowConfidence: 0, weakInLibraries: 1 },
      });
      const { scan } = await scanJson(cwd, target, "--include-vendored");
      expect(scan.findings).toEqual([
        expect.objectContaining({
          provenance: "vendored",
          provenanceReason: "equals the file of the Debian package tool 1.2",
          confidence: "low",
        }),
      ]);
    }
    const { stdout } = await exhume(["scan", "root", "--include-vendored", "--min-confidence", "high"], { cwd });
    expect(stdout).toContain("1 more of less confidence: --min-confidence low");
  });
});
