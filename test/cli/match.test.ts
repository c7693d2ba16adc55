import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Ended, exhume } from "../support/exhume.ts";
import { gzipLayer, image, layer } from "../support/image.ts";
import { startRegistry, type TestRegistry } from "../support/registry.ts";
import { expand } from "../support/samples.ts";
import { permanentScratch } from "../support/scratch.ts";
import { onTerminal } from "../support/terminal.ts";
import { requireTool } from "../support/tools.ts";

const cwd = permanentScratch();
const github = expand("ghp_<base62:30><crc32>", 731);
const other = expand("ghp_<base62:30><crc32>", 732);
let registry: TestRegistry;

const match = async (input: string, ...args: readonly string[]): Promise<Ended> =>
  exhume(["match", ...args], { cwd, input: Buffer.from(input) });

beforeAll(async () => {
  registry = await startRegistry();
  registry.push("app", image({ layers: [gzipLayer([layer.file("app/.env", `GITHUB_TOKEN=${github}\n`)])] }), {
    tags: ["1"],
  });
  await exhume(["audit", registry.host], { cwd });
});
afterAll(async () => registry.close());

describe("exhume match", () => {
  it("names the secret, its state and its places, and nothing of the value", async () => {
    const known = await match(`${github}\n`);
    expect([known.status, known.stderr]).toEqual([0, ""]);
    expect(known.stdout).toMatch(/^[0-9a-f]{12} GitHub personal access token .*work new/);
    expect(known.stdout.replace(/\s+/g, " ")).toContain(`live: app/.env in ${registry.host}/app 1`);
    const unknown = await match(other);
    expect([unknown.status, unknown.stdout, unknown.stderr]).toEqual([1, "the case does not know it\n", ""]);
    for (const { stdout } of [known, unknown]) expect(stdout).not.toMatch(/ghp_[A-Za-z0-9]/);
  });

  it("takes a list, one on each line", async () => {
    const { status, stdout } = await match(`${other}\n${github}\n`, "--lines", "--json");
    const lines: readonly { readonly line: number; readonly known: boolean }[] = JSON.parse(stdout);
    expect([status, lines.map(({ line, known }) => [line, known])]).toEqual([
      0,
      [
        [1, false],
        [2, true],
      ],
    ]);
    expect((await match(`${other}\n`, "--lines")).status).toBe(1);
  });

  it("tells machines where it is", async () => {
    const { stdout } = await match(github, "--json");
    expect(JSON.parse(stdout)).toMatchObject({
      known: true,
      matches: [{ state: "new", places: [{ registry: registry.host, repository: "app", path: "app/.env" }] }],
    });
  });

  it.each([[[github]], [["--", github]], [["--json", `-${github}`]]])(
    "takes no value from the command line, and does not repeat it",
    async (args) => {
      const { status, stdout, stderr } = await match("", ...args);
      expect([status, stdout]).toEqual([2, ""]);
      expect(stderr).toMatch(/takes no argument[\s\S]*hint: exhume match < FILE/);
      expect(stderr).not.toContain(github);
    },
  );

  it.skipIf(!requireTool("script"))("does not show what is pasted on a terminal", async () => {
    const shown = await onTerminal(["match"], { cwd, typed: `${github}x\u007f\r` });
    expect(shown).toContain("GitHub personal access token");
    expect(shown).not.toContain(github);
  });

  it("needs a value, and the key of the case", async () => {
    expect(await match("")).toMatchObject({ status: 2, stderr: expect.stringContaining("nothing on stdin") });
    copyFileSync(join(cwd, "exhume.db"), join(cwd, "keyless.db"));
    const keyless = await match(github, "--db", "keyless.db");
    expect([keyless.status, keyless.stderr]).toEqual([2, expect.stringContaining("keyless.db.key is missing")]);
  });
});
