import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ReportModel } from "../../src/report/model.ts";
import { type Ended, exhume } from "../support/exhume.ts";
import { gzipLayer, image, layer } from "../support/image.ts";
import { startRegistry, type TestRegistry } from "../support/registry.ts";
import { expand } from "../support/samples.ts";
import { permanentScratch } from "../support/scratch.ts";
import { onTerminal } from "../support/terminal.ts";
import { requireTool } from "../support/tools.ts";

const cwd = permanentScratch();
const github = expand("ghp_<base62:30><crc32>", 711);
const pem = expand("<pem:ed25519>", 712).trimEnd();
let registry: TestRegistry;

const run = async (...args: readonly string[]): Promise<Ended> => exhume(args, { cwd });
const model = async (): Promise<ReportModel> => JSON.parse((await run("report")).stdout);
let secrets: ReportModel["secrets"];
const idOf = (rule: RegExp): string => secrets.find(({ ruleId }) => rule.test(ruleId))!.id;

beforeAll(async () => {
  registry = await startRegistry();
  const files = [layer.file("app/.env", `GITHUB_TOKEN=${github}\n`), layer.file("app/tls.key", `${pem}\n`)];
  registry.push("app", image({ layers: [gzipLayer(files)] }), { tags: ["1"] });
  await run("audit", registry.host);
  secrets = (await model()).secrets;
});
afterAll(async () => registry.close());

const copyCase = (db: string, key?: string): void => {
  copyFileSync(join(cwd, "exhume.db"), join(cwd, db));
  if (key !== undefined) copyFileSync(join(cwd, "exhume.db.key"), join(cwd, key));
};

const HAS_TERMINAL = requireTool("script");

describe("exhume reveal", () => {
  it("prints the bare value and nothing else, so that a script can pass it on", async () => {
    const { status, stdout, stderr } = await run("reveal", idOf(/^github/).slice(0, 8), "--note", "check");
    expect([status, stdout, stderr]).toEqual([0, github, ""]);
  });

  it("gives a key as a file has it", async () => {
    expect((await run("reveal", idOf(/^private-key/))).stdout).toBe(`${pem}\n`);
  });

  it("gives a password of a URL as it is meant, and what looks alike elsewhere as it stands", async () => {
    const [kept, undone, plain] = ["%20", "%2540", "%40"].map((sign, at) =>
      expand(`<alnum:9>${sign}<alnum:9>`, 713 + at),
    ) as [string, string, string];
    const urls = [kept, undone].map((value, at) => `URL_${at}=postgres://shop:${value}@db${at}.corp.internal/shop\n`);
    const env = `${urls.join("")}LDAP_PASSWORD=${plain}\n`;
    const other = await startRegistry();
    other.push("url", image({ layers: [gzipLayer([layer.file("app/.env", env)])] }), { tags: ["1"] });
    await run("audit", other.host, "--db", "url.db");
    const found: ReportModel = JSON.parse((await run("report", "--db", "url.db")).stdout);
    const both = async (id: string): Promise<readonly string[]> => [
      (await run("reveal", id, "--db", "url.db")).stdout,
      (await run("reveal", id, "--db", "url.db", "--decoded")).stdout,
    ];
    const shown = await Promise.all(found.secrets.map(({ id }) => both(id)));
    const once = undone.replace("%25", "%");
    expect(new Map(shown.map(([asItStands, meant]) => [asItStands, meant]))).toEqual(
      new Map([
        [kept, kept.replace("%20", " ")],
        [once, once],
        [plain, plain],
      ]),
    );
    await other.close();
  });

  it("leaves a trace of who had it and what for", async () => {
    const id = idOf(/^github/);
    await run("reveal", id, "--by", "kim", "--note", "to revoke it");
    const events = (await model()).secrets.find((secret) => secret.id === id)!.work.events;
    expect(events.at(-1)).toMatchObject({ kind: "revealed", actor: "kim", note: "to revoke it" });
  });

  it("shows nothing when the log cannot be written", async () => {
    copyCase("full.db", "full.db.key");
    const db = new Database(join(cwd, "full.db"));
    db.exec("CREATE TRIGGER refuse BEFORE INSERT ON event BEGIN SELECT RAISE(ABORT, 'disk full'); END");
    db.close();
    const { status, stdout, stderr } = await run("reveal", idOf(/^github/), "--db", "full.db");
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/the log of the case full\.db cannot be written: the value is not shown\n {2}hint: /);
  });

  it("needs the key of the case", async () => {
    copyCase("keyless.db");
    const { status, stdout, stderr } = await run("reveal", idOf(/^github/), "--db", "keyless.db");
    expect([status, stdout, stderr]).toEqual([2, "", expect.stringContaining("keyless.db.key is missing")]);
  });

  it.skipIf(!HAS_TERMINAL).each([["n\n"], ["\n"], [""]])(
    "asks before it shows a value on a terminal: %j is no",
    async (typed) => {
      const shown = await onTerminal(["reveal", idOf(/^github/)], { cwd, typed });
      expect(shown).not.toContain(github);
      expect(shown).toContain("Show the value of");
      expect(shown).toContain("exhume: nothing was shown");
    },
  );

  it.skipIf(!HAS_TERMINAL)("shows it on a terminal to who says yes", async () => {
    expect(await onTerminal(["reveal", idOf(/^github/)], { cwd, typed: "y\n" })).toContain(`${github}\r\n`);
    expect(await onTerminal(["reveal", idOf(/^github/), "--yes"], { cwd })).toMatch(
      new RegExp(`^pulling [^\\n]*\\n${github}\\r\\n$`),
    );
  });

  it("opens what is sealed in the case, with an identity from a file or from stdin", async () => {
    const identity = await generateX25519Identity();
    writeFileSync(join(cwd, "identity.txt"), `${identity}\n`);
    await run("audit", registry.host, "--db", "sealed.db", "--seal", await identityToRecipient(identity));
    const sealed: ReportModel = JSON.parse((await run("report", "--db", "sealed.db")).stdout);
    const { id } = sealed.secrets.find(({ ruleId }) => ruleId.startsWith("github"))!;
    const before = registry.requests.length;
    const reveal = async (path: string, input = ""): Promise<Ended> =>
      exhume(["reveal", id, "--db", "sealed.db", "--identity", path], { cwd, input: Buffer.from(input) });
    expect(await reveal("identity.txt")).toEqual({ status: 0, stdout: github, stderr: "" });
    expect(await reveal("-", identity)).toEqual({ status: 0, stdout: github, stderr: "" });
    expect(registry.requests.length).toBe(before);
    const mistaken = await reveal(identity);
    expect([mistaken.status, mistaken.stdout]).toEqual([2, ""]);
    expect(mistaken.stderr).not.toContain(identity.slice(20));
    rmSync(join(cwd, "identity.txt"));
  });

  it("seals what was found before, and says to whom it cannot", async () => {
    const nobody = await run("seal");
    expect([nobody.status, nobody.stderr]).toEqual([2, expect.stringContaining("there is nobody to seal to")]);
    const recipient = await identityToRecipient(await generateX25519Identity());
    const sealed = await run("seal", "--seal", recipient);
    expect([sealed.status, sealed.stdout, sealed.stderr]).toEqual([0, "2 values sealed now, 0 before\n", ""]);
  });

  it("keeps the value out of every file, and of all that is said besides", async () => {
    const id = idOf(/^github/);
    await run("reveal", id, "--note", "to revoke it");
    const outputs = await Promise.all([run("report"), run("show", id), run("status"), run("plan"), run("secrets")]);
    await registry.close();
    outputs.push(await run("reveal", id));
    expect(outputs.at(-1)).toMatchObject({ status: 2, stdout: "" });
    const files = readdirSync(cwd, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const texts = [
      ...files.map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1")),
      ...outputs.flatMap(({ stdout, stderr }) => [stdout, stderr]),
    ];
    const needles = [github, pem.split("\n")[1] ?? "", Buffer.from(github).toString("base64").slice(0, 40)];
    expect(texts.filter((one) => needles.some((needle) => one.includes(needle)))).toEqual([]);
  });
});
