import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ReportModel } from "../../src/report/model.ts";
import { type Ended, exhume } from "../support/exhume.ts";
import { gzipLayer, image, layer } from "../support/image.ts";
import { startRegistry, type TestRegistry } from "../support/registry.ts";
import { expand } from "../support/samples.ts";
import { permanentScratch } from "../support/scratch.ts";

const cwd = permanentScratch();
const github = expand("ghp_<base62:30><crc32>", 51);
const aws = expand("[default]\naws_access_key_id = AKIA<base32:16>\naws_secret_access_key = <b64:40>\n", 52);
let registry: TestRegistry;

const run = async (...args: readonly string[]): Promise<Ended> => exhume(args, { cwd });
const model = async (): Promise<ReportModel> => JSON.parse((await run("report")).stdout);
const secret = async (rule: RegExp) => (await model()).secrets.find(({ ruleId }) => rule.test(ruleId))!;
const push = (tag: string, ...files: readonly [string, string][]): void =>
  registry.push("app", image({ layers: [gzipLayer(files.map(([path, content]) => layer.file(path, content)))] }), {
    tags: [tag],
  });

beforeAll(async () => {
  registry = await startRegistry();
  push("1", ["app/.env", `GITHUB_TOKEN=${github}\n`], ["root/.aws/credentials", aws]);
  await run("audit", registry.host);
});
afterAll(async () => registry.close());

describe("the work on a case", () => {
  it("starts with everything to do, and says what first", async () => {
    const { stdout } = await run("status");
    expect(stdout).toMatch(/Secrets +3, 3 open/);
    expect((await run("secrets")).stdout.split("\n")).toHaveLength(5);
    expect((await run("plan")).stdout.match(/^### \d+\. /gm)).toHaveLength(2);
  });

  it("records who did what, for both halves of a credential", async () => {
    const { id } = await secret(/^aws-access-key-id/);
    const tracked = await run(
      "track",
      id.slice(0, 6),
      "--state",
      "deployed,rotated",
      "--by",
      "ann",
      "--note",
      "new key in Vault",
    );
    expect([tracked.status, tracked.stdout.trim().split("\n").length]).toEqual([0, 2]);
    const halves = (await model()).secrets.filter(({ provider }) => provider === "aws");
    expect(halves.map(({ work }) => work)).toEqual(
      [0, 1].map(() => ({
        state: "rotated",
        events: ["deployed", "rotated"].map((said) =>
          expect.objectContaining({ actor: "ann", note: "new key in Vault", state: said }),
        ),
      })),
    );
    expect((await run("show", id)).stdout).toContain("new key in Vault");
    expect((await run("secrets")).stderr).toContain("2 more are closed");
  });

  it("ends the alarm: the same audit is clean when all is done", async () => {
    await run("track", (await secret(/^github/)).id, "--state", "deployed,rotated", "--by", "ann");
    expect((await run("audit", registry.host)).status).toBe(0);
  });

  it("opens again by itself when the value is in a new image", async () => {
    push("2", ["srv/config.yml", `token: ${github}\n`]);
    const audited = await run("audit", registry.host);
    expect([audited.status, audited.stderr]).toEqual([1, expect.stringContaining("re-opened: ")]);
    expect((await secret(/^github/)).work.state).toBe("new");
    expect((await secret(/^aws-access-key-id/)).work.state).toBe("rotated");
  });

  it.each([
    [["track", "ffffffffffff", "--state", "rotated"], /no secret has the id/],
    [["track", "zz", "--state", "rotated"], /no secret has the id/],
    [["track", "aa"], /nothing to record/],
    [["show", "ffffffffffff"], /no secret has the id/],
  ])("%j is refused with a hint", async (args, message) => {
    const ended = await run(...args);
    expect([ended.status, ended.stderr]).toEqual([2, expect.stringMatching(message)]);
    expect(ended.stderr).toMatch(/hint: /);
  });
});

describe("the report", () => {
  it("has plain hashes only when asked", async () => {
    expect((await run("report")).stdout).not.toContain('sha256":');
    const revealed: ReportModel = JSON.parse((await run("report", "--reveal-hash")).stdout);
    expect(revealed.secrets.every(({ sha256 }) => /^[0-9a-f]{64}$/.test(sha256 ?? ""))).toBe(true);
  });
});
