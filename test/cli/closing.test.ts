import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ReportModel } from "../../src/report/model.ts";
import { type Ended, exhume } from "../support/exhume.ts";
import { type BuiltImage, gzipLayer, image, layer } from "../support/image.ts";
import { startRegistry, type TestRegistry } from "../support/registry.ts";
import { expand } from "../support/samples.ts";
import { permanentScratch } from "../support/scratch.ts";

const cwd = permanentScratch();
const github = expand("ghp_<base62:30><crc32>", 61);
const moved = expand("ghp_<base62:30><crc32>", 62);
const next = expand("ghp_<base62:30><crc32>", 63);
const aws = expand("[default]\naws_access_key_id = AKIA<base32:16>\naws_secret_access_key = <b64:40>\n", 64);
let registry: TestRegistry;
let legacy: BuiltImage;

const run = async (...args: readonly string[]): Promise<Ended> => exhume(args, { cwd });
const push = (repository: string, tag: string, path: string, content: string): BuiltImage => {
  const built = image({ layers: [gzipLayer([layer.file(path, content)])] });
  registry.push(repository, built, { tags: [tag] });
  return built;
};
const secretAt = async (path: string, but = "") => {
  const { secrets }: ReportModel = JSON.parse((await run("report")).stdout);
  return secrets.find(({ id, occurrences }) => id !== but && occurrences.some((place) => place.path === path))!;
};
const fits = ({ stdout, stderr }: Ended): void => {
  const widest = Math.max(...`${stdout}\n${stderr}`.split("\n").map((line) => line.length));
  expect(widest).toBeLessThanOrEqual(80);
};

beforeAll(async () => {
  registry = await startRegistry();
  push("app", "1", "app/.env", `GITHUB_TOKEN=${github}\n`);
  push("app", "keys", "root/.aws/credentials", aws);
  legacy = push("legacy", "1", "srv/t.yml", `token: ${moved}\n`);
});
afterAll(async () => registry.close());

describe("a gate in CI", () => {
  it("fails the first audit for all that is new", async () => {
    const ended = await run("audit", registry.host, "--fail-on", "critical,new");
    expect([ended.status, ended.stderr]).toEqual([
      1,
      expect.stringMatching(/^gate critical,new: 4 secrets fail: [0-9a-f]{12}, /m),
    ]);
  });

  it("passes the next one, which finds nothing new, though all is still open", async () => {
    const ended = await run("audit", registry.host, "--fail-on", "critical,new", "--quiet");
    expect([ended.status, ended.stderr]).toEqual([0, ""]);
    const json = await run("audit", registry.host, "--fail-on", "low,unrotated", "--json");
    const verdict = JSON.parse(json.stdout.trim().split("\n").at(-1)!);
    expect([json.status, verdict]).toEqual([
      1,
      {
        type: "verdict",
        verdict: "complete",
        open: 4,
        secrets: 4,
        gate: { policy: "low,unrotated", failing: expect.any(Array) },
      },
    ]);
    expect(verdict.gate.failing).toHaveLength(4);
  });

  it("judges a case without an audit, and only when it is asked", async () => {
    expect((await run("status")).status).toBe(0);
    const failing = await run("status", "--fail-on", "high,unrotated");
    expect([failing.status, failing.stderr]).toEqual([
      1,
      expect.stringContaining("gate high,unrotated: 4 secrets fail: "),
    ]);
    await run(
      "track",
      (await secretAt("root/.aws/credentials")).id,
      "--state",
      "deployed",
      "--note",
      "new key is live",
    );
    const less = await run("status", "--fail-on", "high,unrotated", "--json");
    expect(JSON.parse(less.stdout).gate.failing).toHaveLength(2);
    expect((await run("status", "--fail-on", "never")).stderr).toBe("gate never: nothing fails\n");
  });

  it.each([
    [["status", "--fail-on", "high,old"], /failOn: write critical, high/],
    [["audit", "127.0.0.1:1", "--fail-on", "new"], /failOn/],
    [["scan", ".", "--fail-on", "high,unrotated"], /a scan has no case, so it cannot tell what is unrotated/],
    [["diff", "7"], /there is no audit 7/],
    [["diff", "last", "1"], /audit last is not before 1/],
    [["close", "ffffffffffff"], /no secret has the id/],
    [["evidence", "aa", "--note", "x"], /not said what this is evidence of/],
    [["evidence", "aa", "--revoked"], /there is no evidence/],
    [["evidence", "aa", "--revoked", "--file", "none.png"], /none\.png cannot be read: ENOENT/],
  ])("%j is refused with a hint", async (args, message) => {
    const ended = await run(...args);
    expect([ended.status, ended.stdout, ended.stderr]).toEqual([2, "", expect.stringMatching(message)]);
    expect(ended.stderr).toMatch(/\n {2}hint: .+\n$/);
  });
});

describe("the end of a secret", () => {
  it("is refused without a proof: nothing is written, and what is missing is said", async () => {
    const { id } = await secretAt("srv/t.yml");
    const refused = await run("close", id);
    expect(refused.status).toBe(1);
    expect(refused.stdout).toMatch(/^[0-9a-f]{12} {2}GitHub .*: not closed$/m);
    for (const part of ["revoked", "absent", "clean", "logs"]) expect(refused.stdout).toContain(`[ ] ${part}: `);
    expect(refused.stdout).toContain(`exhume evidence ${id} --logs-reviewed --note`);
    fits(refused);
    expect((await secretAt("srv/t.yml")).work).toEqual({ state: "new", events: [] });
  });

  it("takes the hash and the name of a file for evidence, never a value", async () => {
    const { id } = await secretAt("srv/t.yml");
    for (const [path, content] of [
      ["value.txt", `${moved}\n`],
      ["screen.png", "picture"],
    ] as const)
      writeFileSync(join(cwd, path), content);
    for (const [told, message] of [
      [["--note", `it was ${moved}.`], `the note holds the value of ${id}`],
      [["--file", "value.txt"], `the evidence is the value of ${id} itself`],
    ] as const) {
      const refused = await run("evidence", id, "--revoked", ...told);
      expect([refused.status, refused.stderr]).toEqual([2, expect.stringContaining(message)]);
    }
    expect((await run("evidence", id, "--revoked", "--file", "screen.png", "--by", "ann")).status).toBe(0);
    expect((await run("evidence", id, "--logs-reviewed", "--note", "no use after June", "--by", "bob")).status).toBe(0);
    const { work } = await secretAt("srv/t.yml");
    expect(work.state).toBe("new");
    expect(work.events.map(({ kind, actor, data }) => [kind, actor, data])).toEqual([
      [
        "evidence",
        "ann",
        {
          evidence: "revoked",
          file: "screen.png",
          sha256: createHash("sha256").update("picture").digest("hex"),
          bytes: 7,
        },
      ],
      ["evidence", "bob", { evidence: "logs-reviewed" }],
    ]);
    expect((await run("show", id)).stdout).toMatch(
      /\[x\] revoked: by ann on .*\n(?:.*\n)*? {2}\[ \] absent: a live tag holds it/,
    );
  });

  it("is written with its proof once an audit no longer finds it", async () => {
    const { id } = await secretAt("srv/t.yml");
    registry.remove("legacy", legacy.manifest.digest);
    await run("audit", registry.host, "--quiet");
    const closed = await run("close", id, "--by", "ann");
    expect([closed.status, closed.stdout]).toEqual([0, expect.stringContaining(": new -> verified\n")]);
    expect(closed.stdout.match(/\[x\]/g)).toHaveLength(4);
    fits(closed);
    const { work } = await secretAt("srv/t.yml");
    expect(work.events.at(-1)).toMatchObject({
      kind: "state",
      state: "verified",
      actor: "ann",
      data: {
        revoked: expect.stringContaining("screen.png"),
        absent: expect.stringContaining("in no live tag"),
        clean: "no image is left",
        logs: expect.stringContaining("no use after June"),
      },
    });
    expect(readFileSync(join(cwd, "exhume.db")).includes(moved)).toBe(false);
    expect((await run("close", id)).stdout).toContain(": verified already\n");
    expect((await secretAt("srv/t.yml")).work.events).toHaveLength(work.events.length);
  });

  it("closes both halves of a credential, or says of each what is missing", async () => {
    const { id } = await secretAt("root/.aws/credentials");
    const refused = await run("close", id, "--json");
    const halves: readonly { readonly closed: boolean }[] = JSON.parse(refused.stdout);
    expect([refused.status, halves.map(({ closed }) => closed)]).toEqual([1, [false, false]]);
    await run("track", id, "--state", "accepted", "--note", "a lab account");
    expect((await run("close", id)).stdout).toContain("it was ended as accepted");
  });
});

describe("a value that leaks again", () => {
  it("is told by the audit, the diff, the status and the secret", async () => {
    const old = await secretAt("app/.env");
    for (const state of ["deployed", "rotated"]) await run("track", old.id, "--state", state);
    push("app", "2", "app/.env", `GITHUB_TOKEN=${next}\n`);
    const audited = await run("audit", registry.host, "--fail-on", "high,new");
    const fresh = await secretAt("app/.env", old.id);
    expect(audited.status).toBe(1);
    expect(audited.stderr).toContain(`${old.id} was rotated, and leaked again: ${fresh.id} took its place in`);
    expect(audited.stderr).toContain(`gate high,new: 1 secret fails: ${fresh.id}\n`);
    const [diff, status, shown, runs] = [
      await run("diff"),
      await run("status"),
      await run("show", old.id),
      await run("runs"),
    ];
    expect(diff.stdout).toMatch(
      new RegExp(`New secrets\n {2}${fresh.id} .*\n +${old.id} was rotated, and leaked again\n`),
    );
    expect(status.stdout).toMatch(/^Changes {5}1 new, 4 closed since run 4; 1 rotated and leaked again$/m);
    expect(status.stdout.split("\n").length).toBeLessThanOrEqual(25);
    expect(shown.stdout).toContain(`${old.id} is followed by ${fresh.id} (new): rotated, and leaked again`);
    expect(shown.stdout).toMatch(/- v1 .* rotated, .*\n {2}- v2 .* new, .*tag 2\n/);
    expect(
      runs.stdout
        .trim()
        .split("\n")
        .map((line) => line.split(/ +/).at(0)),
    ).toEqual(["RUN", "5", "4", "3", "2", "1"]);
    for (const ended of [diff, status, runs]) fits(ended);
    for (const { stdout, stderr } of [audited, diff, status, shown, runs])
      for (const value of [github, next]) expect(stdout + stderr).not.toContain(value);
  });
});
