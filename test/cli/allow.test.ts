import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { openStore } from "../../src/store/store.ts";
import { exhume } from "../support/exhume.ts";
import { expand } from "../support/samples.ts";
import { scratch } from "../support/scratch.ts";

const TOKEN = expand("ghp_<base62:30><crc32>", 1);
const PASSWORD = expand("<password>", 2);
const OTHER = expand("<password>", 3);
const sha256 = (value: string): string => createHash("sha256").update(value).digest("hex");

const folder = (files: Readonly<Record<string, string>>): string => {
  const cwd = scratch();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(cwd, dirname(path)), { recursive: true });
    writeFileSync(join(cwd, path), content);
  }
  return cwd;
};

const SOURCES = { "src/a.env": `DB_PASSWORD=${PASSWORD}\n`, "src/test/b.env": `T=${TOKEN}\nX_PASSWORD=${OTHER}\n` };

interface Found {
  readonly path: string;
  readonly ruleId: string;
  readonly allowed?: { readonly by: string; readonly reason?: string };
}

const validate = new Ajv2020().compile(JSON.parse(readFileSync("templates/scan.schema.json", "utf8")));

/** Runs a scan that writes JSON; no value may stand in what it writes. */
const scan = async (cwd: string, ...args: readonly string[]) => {
  const { stdout, stderr, status } = await exhume(["scan", ...args, "--format", "json"], { cwd });
  for (const value of [TOKEN, PASSWORD, OTHER]) expect(stdout + stderr).not.toContain(value);
  const json: unknown = JSON.parse(stdout);
  expect(validate(json), JSON.stringify(validate.errors)).toBe(true);
  const { findings, totals } = json as { findings: readonly Found[]; totals: Readonly<Record<string, number>> };
  const allowed = findings.map(({ path, allowed: by }) => `${path} ${by?.by ?? "counts"}`);
  return { stdout, stderr, status, findings, totals, allowed };
};

describe("the ignore file", () => {
  it("allows by rule, path and hash; what is allowed is counted, listed and makes no exit code", async () => {
    const cwd = folder({
      ...SOURCES,
      ".exhumeignore": `rule github-* path src/test/** # fixtures\nsha256 ${sha256(PASSWORD)}\n`,
    });
    const { allowed, totals, status, findings } = await scan(cwd, "src");
    expect(allowed).toEqual(["a.env .exhumeignore:2", "test/b.env .exhumeignore:1", "test/b.env counts"]);
    expect(findings[1]?.allowed).toEqual({ by: ".exhumeignore:1", reason: "fixtures" });
    expect({ status, all: totals.findings, allowed: totals.allowed }).toEqual({ status: 1, all: 3, allowed: 2 });
    writeFileSync(join(cwd, ".exhumeignore"), "path src\n");
    expect((await scan(cwd, "./src")).status).toBe(0);
    const { stdout } = await exhume(["scan", "src"], { cwd });
    expect(stdout).toBe(
      "no secrets in 2 files (113 B)\n3 findings allowed by .exhumeignore:1\n".replace("113", String(bytes(SOURCES))),
    );
  });

  it("is named with --ignore-file; its errors have file and line, and never the value", async () => {
    const cwd = folder({ ...SOURCES, "allow.txt": "path a.env\n", "bad.txt": `rule x\n${PASSWORD}\n` });
    expect((await scan(cwd, "src/a.env", "--ignore-file", "allow.txt")).status).toBe(0);
    for (const file of ["bad.txt", "none.txt"]) {
      const { stderr, stdout, status } = await exhume(["scan", "src", "--ignore-file", file], { cwd });
      expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
      expect(stderr).toContain(file === "bad.txt" ? "bad.txt:2: word 1 is no condition" : "none.txt: cannot be read");
      expect(stderr).not.toContain(PASSWORD);
    }
  });

  it("ends on its day, and names secrets of a case with --db only", async () => {
    const cwd = folder(SOURCES);
    const store = openStore(join(cwd, "exhume.db"), { create: true });
    store.key();
    store.close();
    const first = await scan(cwd, "src/a.env", "--db", "exhume.db");
    const fingerprint = String((first.findings[0] as { fingerprint?: string } | undefined)?.fingerprint);
    writeFileSync(join(cwd, ".exhumeignore"), `path a.env until 2020-02-02\nsecret ${fingerprint.slice(0, 12)}\n`);
    const without = await scan(cwd, "src/a.env");
    expect(without.status).toBe(1);
    expect(without.stderr).toContain(".exhumeignore:1 ended on 2020-02-02: what it allowed counts again");
    expect(without.stderr).toContain("their lines count with --db only");
    const withKey = await scan(cwd, "src/a.env", "--db", "exhume.db");
    expect({ allowed: withKey.allowed, status: withKey.status }).toEqual({
      allowed: ["src/a.env .exhumeignore:2"],
      status: 0,
    });
  });
});

const bytes = (files: Readonly<Record<string, string>>): number =>
  Object.values(files).reduce((sum, text) => sum + text.length, 0);

describe("the baseline", () => {
  it("knows what stood there, on whatever line, and nothing else", async () => {
    const cwd = folder(SOURCES);
    const base = await scan(cwd, "src");
    writeFileSync(join(cwd, "base.json"), base.stdout);
    writeFileSync(join(cwd, "src/a.env"), `\n\n${SOURCES["src/a.env"]}`);
    const same = await scan(cwd, `${cwd}/src`, "--baseline", "base.json");
    expect(same).toMatchObject({ status: 0, totals: { findings: 3, known: 3, allowed: 0 } });
    expect((await exhume(["scan", "src", "--baseline", "base.json"], { cwd })).stdout).toContain(
      "3 known from the baseline",
    );
    writeFileSync(join(cwd, "src/c.env"), SOURCES["src/a.env"]);
    writeFileSync(join(cwd, "src/a.env"), `${SOURCES["src/a.env"]}`.repeat(2));
    const more = await scan(cwd, "src", "--baseline", "base.json");
    expect(more.status).toBe(1);
    expect(more.allowed.filter((one) => one.endsWith("counts"))).toEqual(["a.env counts", "c.env counts"]);
  });

  it("tells a new token from the old one at its place", async () => {
    const cwd = folder(SOURCES);
    writeFileSync(join(cwd, "base.json"), (await scan(cwd, "src")).stdout);
    const fresh = expand("ghp_<base62:30><crc32>", 4);
    writeFileSync(join(cwd, "src/test/b.env"), SOURCES["src/test/b.env"].replace(TOKEN, fresh));
    expect((await scan(cwd, "src", "--baseline", "base.json")).allowed[1]).toBe("test/b.env counts");
  });

  it("goes by value with the key of a case on both sides", async () => {
    const cwd = folder(SOURCES);
    const store = openStore(join(cwd, "exhume.db"), { create: true });
    store.key();
    store.close();
    writeFileSync(join(cwd, "base.json"), (await scan(cwd, "src", "--db", "exhume.db")).stdout);
    const changed = `${PASSWORD.slice(0, -1)}${PASSWORD.endsWith("x") ? "y" : "x"}`;
    writeFileSync(join(cwd, "src/a.env"), `DB_PASSWORD=${changed}\n`);
    const byPlace = await scan(cwd, "src/a.env", "--baseline", "base.json");
    const byValue = await scan(cwd, "src/a.env", "--baseline", "base.json", "--db", "exhume.db");
    expect([byPlace.status, byValue.status]).toEqual([0, 1]);
    expect(byPlace.stderr).toContain("a password that was changed for one of the same length is known");
    expect(byValue.stderr).not.toContain("same length");
  });

  it("does not make known what an ignore file allowed", async () => {
    const cwd = folder({ ...SOURCES, ".exhumeignore": "path src\n" });
    writeFileSync(join(cwd, "base.json"), (await scan(cwd, "src")).stdout);
    writeFileSync(join(cwd, ".exhumeignore"), "");
    expect((await scan(cwd, "src", "--baseline", "base.json")).totals).toMatchObject({ known: 0, allowed: 0 });
  });

  it("that is none is a usage error", async () => {
    const cwd = folder({ ...SOURCES, "text.json": "no", "other.json": "{}" });
    for (const [file, problem] of [
      ["text.json", "is no JSON"],
      ["other.json", "is no output of exhume"],
      ["none.json", "cannot be read"],
    ]) {
      const { status, stderr } = await exhume(["scan", "src", "--baseline", String(file)], { cwd });
      expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining(`${file}: ${problem}`) });
    }
  });
});

describe("exhume scan", () => {
  it("fails from a confidence on", async () => {
    const cwd = folder(SOURCES);
    const status = async (...args: readonly string[]) => (await scan(cwd, "src/a.env", ...args)).status;
    expect([await status("--fail-confidence", "medium"), await status("--fail-confidence", "high")]).toEqual([1, 0]);
  });

  it("takes the name of stdin, and rules go by it", async () => {
    const cwd = folder({ ".exhumeignore": "path conf/app.env\n" });
    const input = Buffer.from(`DB_PASSWORD=${PASSWORD}\n`);
    const named = await exhume(["scan", "-", "--name", "conf/app.env", "--format", "json"], { cwd, input });
    expect({ status: named.status, stdout: named.stdout }).toEqual({
      status: 0,
      stdout: expect.stringContaining('"path":"conf/app.env"'),
    });
    expect((await exhume(["scan", "-"], { cwd, input })).status).toBe(1);
  });

  it("takes rules of gitleaks and says what it leaves out", async () => {
    const value = expand("<lower:16>", 5);
    const cwd = folder({
      "src/a.txt": `acme=${value}\nacme=${value}dummy\n`,
      "own.toml": `[[rules]]\nid = "acme"\nregex = '''acme=([a-z]{16,24})'''\n[rules.allowlist]\nstopwords = ["dummy"]\n[[rules]]\nid = "bomb"\nregex = '''(a+)+b'''\n`,
    });
    const { stdout, stderr, status } = await exhume(["scan", "src", "--rules", "own.toml"], { cwd });
    expect({ status, stdout }).toEqual({ status: 1, stdout: expect.stringContaining("src/a.txt:1: acme\n") });
    expect(stdout).toContain("1 candidate left out by allow lists of the rules");
    expect(stderr).toContain("own.toml:6: rule bomb: not used: may take for ever");
    expect(stderr).toContain("own.toml: 1 rules are used, 1 are not, 0 are used in part");
    expect(stdout + stderr).not.toContain(value);
    const listed = await exhume(["rules", "list", "--rules", "own.toml"], { cwd });
    expect(listed.stdout).toMatch(/^acme +high +acme$/m);
  });

  it("finds what own rules ask for where a keyword of the package's rules would not count", async () => {
    const value = expand("<lower:16>", 6);
    const cwd = folder({
      "src/a.txt": `x1AIO_${value}.\n`,
      "own.toml": `[[rules]]\nid = "acme"\nregex = '''x1AIO_([a-z]{16})'''\nkeywords = ["AIO_"]\n`,
    });
    const { stdout } = await exhume(["scan", "src", "--rules", "own.toml"], { cwd });
    expect(stdout).toContain("src/a.txt:1: acme\n");
  });
});
