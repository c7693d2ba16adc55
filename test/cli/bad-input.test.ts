import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { exhume } from "../support/exhume.ts";
import { gzipLayer, image, layer } from "../support/image.ts";
import { startRegistry } from "../support/registry.ts";
import { expand } from "../support/samples.ts";
import { scratch } from "../support/scratch.ts";

const oneLine = (stderr: string): readonly string[] => stderr.trimEnd().split("\n");

describe("what cannot be done is one line and a hint, exit 2", () => {
  it.each([
    ["an unknown target form", ["audit", "containers-storage:app"], /containers-storage.*not supported/],
    ["a name with capitals", ["audit", "r.example/App"], /"App" is not a repository name/],
    ["an archive that is not there", ["audit", "oci-archive:none.tar"], /none\.tar/],
    ["a layout that is not there", ["audit", "oci:none"], /none/],
    ["a case that is not there", ["status"], /there is no case at exhume\.db/],
    ["a folder for the case that is not there", ["audit", "127.0.0.1:1", "--db", "none/case.db"], /none\/case\.db/],
    ["a severity that does not exist", ["audit", "127.0.0.1:1", "--fail-on", "terrible"], /failOn/],
    ["a settings file that is not there", ["status", "--config", "none.yml"], /none\.yml/],
    ["a folder of rules that is not there", ["audit", "127.0.0.1:1", "--rules", "none"], /none/],
  ])("%s", async (_name, args, message) => {
    const ended = await exhume(args, { cwd: scratch() });
    expect(ended).toMatchObject({ status: 2, stdout: "" });
    expect(oneLine(ended.stderr)).toEqual([expect.stringMatching(message), expect.stringMatching(/^ {2}hint: ./)]);
  });

  it("a file that is typed as a registry is no host to be looked for", async () => {
    const cwd = scratch();
    writeFileSync(join(cwd, "app.tar"), "");
    const { status, stderr } = await exhume(["audit", "app.tar"], { cwd });
    expect([status, oneLine(stderr)]).toEqual([
      2,
      [
        expect.stringMatching(/"app\.tar": it is a file/),
        "  hint: write docker-archive:app.tar or oci-archive:app.tar",
      ],
    ]);
  });

  it.each([
    ["no target", ["audit"], /missing required argument 'target'/],
    ["an unknown flag", ["audit", "--fast", "x"], /unknown option '--fast'/],
    ["a command with a slip", ["statsu"], /Did you mean status/],
    ["a state that does not exist", ["track", "ab", "--state", "done"], /Allowed choices/],
    ["nothing to show", ["show"], /\(exhume show --help shows how it is used\)/],
    ["a command below another one", ["rules", "explain"], /\(exhume rules explain --help shows how it is used\)/],
    ["a confidence that does not exist", ["secrets", "--min-confidence", "sure"], /write high, medium, low/],
  ])("%s", async (_name, args, message) => {
    const ended = await exhume(args, { cwd: scratch() });
    expect(ended.status).toBe(2);
    expect(ended.stderr).toMatch(message);
  });

  it.each(["http://user:hush hush@proxy.example:x", "ftp://user:hush@proxy.example"])(
    "a proxy that is no address of one is named, and what it holds is not: %s",
    async (https_proxy) => {
      const env = { https_proxy };
      const ended = await exhume(["audit", "r.example:1"], { cwd: scratch(), env });
      expect(ended).toMatchObject({ status: 2, stdout: "" });
      expect(oneLine(ended.stderr)).toEqual([
        expect.stringMatching(/https_proxy in the environment is no address/),
        expect.stringMatching(/^ {2}hint: ./),
      ]);
      expect(ended.stderr).not.toContain("hush");
    },
  );

  it("a rule with an error names file and line", async () => {
    const cwd = scratch();
    mkdirSync(join(cwd, "rules"));
    writeFileSync(join(cwd, "rules", "own.yml"), "rules:\n  - id: own\n    title: Own\n    pattern: (unclosed\n");
    const ended = await exhume(["audit", "127.0.0.1:1", "--rules", "rules"], { cwd });
    expect(ended.status).toBe(2);
    expect(oneLine(ended.stderr)[0]).toMatch(/rules\/own\.yml:\d+: /);
  });

  it("a case of a newer version is left alone", async () => {
    const cwd = scratch();
    const db = new Database(join(cwd, "exhume.db"));
    db.exec(`PRAGMA application_id = ${0x65786875}; PRAGMA user_version = 999; CREATE TABLE later (x)`);
    db.close();
    const ended = await exhume(["audit", "127.0.0.1:1"], { cwd });
    expect(ended.status).toBe(2);
    expect(oneLine(ended.stderr)).toEqual([expect.stringContaining("newer exhume"), expect.stringMatching(/hint/)]);
  });
});

describe("what could not be seen is a ledger entry, exit 3", () => {
  it.each([
    ["nobody listens", "127.0.0.1:1", /connection refused/],
    ["the name does not exist", "registry.invalid/app", /registry\.invalid.*(?:not found|could not be resolved)/],
  ])("%s", async (_name, target, reason) => {
    const cwd = scratch();
    const ended = await exhume(["audit", target], { cwd });
    expect(ended.status).toBe(3);
    expect(ended.stdout).toContain("INCOMPLETE");
    expect(ended.stderr).toMatch(reason);
    expect(ended.stderr).toMatch(/^next: exhume coverage /m);
    expect((await exhume(["report"], { cwd })).stdout).toMatch(reason);
    expect((await exhume(["secrets"], { cwd })).stderr).toContain("no secret in what was read");
  });

  it("one target that fails does not keep the others from being audited", async () => {
    const registry = await startRegistry();
    registry.push("app", image({ layers: [gzipLayer([layer.file("a", "b")])] }), { tags: ["1"] });
    const ended = await exhume(["audit", "127.0.0.1:1", registry.host], { cwd: scratch() });
    await registry.close();
    expect(ended.status).toBe(3);
    expect(ended.stdout).toMatch(/1 image,/);
  });
});

const CLI = join(import.meta.dirname, "..", "..", "dist", "cli.js");
/** The exit code of a command that nobody reads any more. */
const unheard = async (command: string, cwd: string): Promise<number> => {
  const script = `{ sleep 0.2; node ${CLI} ${command}; echo $? > code; } | :; cat code`;
  return Number((await promisify(execFile)("sh", ["-c", script], { cwd })).stdout);
};

describe("a reader that has seen enough", () => {
  it("is success", async () => {
    const cwd = scratch();
    const registry = await startRegistry();
    await exhume(["audit", registry.host], { cwd });
    await registry.close();
    expect(execFileSync("sh", ["-c", `node ${CLI} report | head -c 1; echo`], { cwd, encoding: "utf8" })).toBe("{\n");
    expect(await unheard("report", cwd)).toBe(0);
  });

  it("does not end what a command does, nor change its exit code", async () => {
    const cwd = scratch();
    writeFileSync(join(cwd, ".env"), `GITHUB_TOKEN=${expand("ghp_<base62:30><crc32>", 71)}\n`);
    expect(await unheard("scan .", cwd)).toBe(1);
    const registry = await startRegistry();
    const leak = layer.file("app/.env", `GITHUB_TOKEN=${expand("ghp_<base62:30><crc32>", 71)}\n`);
    registry.push("app", image({ layers: [gzipLayer([leak])] }), { tags: ["1"] });
    expect(await unheard(`audit --json ${registry.host}`, cwd)).toBe(1);
    await registry.close();
    expect(await unheard("status --fail-on low", cwd)).toBe(1);
    const runs = JSON.parse((await exhume(["runs", "--json"], { cwd })).stdout);
    expect(runs).toMatchObject([{ found: 1, finishedAt: expect.any(String) }]);
  });
});

it("the help of every command fits 80 columns", async () => {
  const cwd = scratch();
  const main = (await exhume(["--help"], { cwd })).stdout;
  const commands = [...main.matchAll(/^ {2}([a-z]+) \[/gm)].map(([, command = ""]) => command);
  expect(commands).toContain("audit");
  const texts = await Promise.all(commands.map(async (command) => (await exhume([command, "--help"], { cwd })).stdout));
  expect([main, ...texts].flatMap((text) => text.split("\n")).filter((line) => line.length > 80)).toEqual([]);
});
