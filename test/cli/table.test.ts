import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { auditedWork, type WorkedCase } from "../support/worked-case.ts";

const { newCase } = auditedWork();

/** A case with its table in `work.csv`; `fill` writes it back with other cells in the row of a provider. */
const withTable = async () => {
  const work = newCase();
  const path = join(work.cwd, "work.csv");
  await work.run("report", "--format", "csv", "--out", "work.csv");
  const text = readFileSync(path, "utf8");
  const fill = (cells: Readonly<Record<string, string>>): void =>
    writeFileSync(
      path,
      text
        .split("\r\n")
        .map((line) => {
          const provider = Object.keys(cells).find((name) => line.includes(`,${name},`));
          return provider === undefined ? line : line.replace(",new,,,,new,", `,${cells[provider]},new,`);
        })
        .join("\r\n"),
    );
  return { work, text, fill };
};
const events = async (work: WorkedCase): Promise<number> =>
  JSON.parse((await work.run("log", "--json")).stdout).entries.length;

describe("the table of work", () => {
  it("goes out and comes back: what was filled in, and nothing else, is recorded", async () => {
    const { work, text, fill } = await withTable();
    expect(text.startsWith("\ufeffid,wave,severity,title,owner,due")).toBe(true);
    expect(text).toContain("Ann <ann@corp.example>");
    expect((await work.run("track", "--from", "work.csv")).stdout).toBe("4 rows, nothing to change\n");
    fill({ github: "deployed,in the vault,,bob", npm: 'false-positive,"=not ours, it is\na mirror\'s",,' });
    const dry = await work.run("track", "--from", "work.csv", "--dry-run");
    expect(dry.stdout).toContain("would change 2 secrets of 2 tasks; nothing is written");
    expect(await events(work)).toBe(0);
    const done = await work.run("track", "--from", "work.csv", "--by", "ann");
    expect([done.status, done.stdout]).toEqual([
      0,
      expect.stringMatching(/changing 2 secrets of 2 tasks[\s\S]*new -> deployed/),
    ]);
    const { log } = { log: (await work.run("log")).stdout };
    expect(log).toMatch(/bob: new -> deployed\n {4}in the vault/);
    expect(log).toMatch(/ann: new -> false-positive\n {4}=not ours, it is a mirror's/);
    expect((await work.run("track", "--from", "work.csv")).stdout).toBe("4 rows, nothing to change\n");
    expect((await work.run("report", "--format", "csv")).stdout).toContain(",\"'=not ours, it is a mirror's\",");
  });

  it("comes from stdin too", async () => {
    const { work } = await withTable();
    const { id } = await work.secret("npm");
    const ended = await work.feed(`id;state;note\n${id};triaged;seen\n`, "track", "--from", "-");
    expect([ended.status, ended.stdout]).toEqual([0, expect.stringContaining("new -> triaged")]);
    const wrong = await work.feed("id;state\nzz;done\n", "track", "--from", "-");
    expect([wrong.status, wrong.stderr]).toEqual([2, expect.stringContaining("stdin:2: done is no state of work")]);
  });

  it("is taken as a whole or not at all: a row against the order of work, or one that is overtaken", async () => {
    const { work, fill } = await withTable();
    fill({ github: "deployed,,,", npm: "rotated,,," });
    const refused = await work.run("track", "--from", "work.csv");
    expect([refused.status, refused.stderr]).toEqual([
      2,
      expect.stringMatching(
        /work\.csv:\d: \w{12} .*: new -> rotated refused: nothing says that the new one is deployed/,
      ),
    ]);
    expect(await events(work)).toBe(0);
    fill({ github: "deployed,,,", npm: "deployed,,," });
    await work.run("track", (await work.secret("npm")).id, "--state", "replacing");
    const overtaken = await work.run("track", "--from", "work.csv");
    expect([overtaken.status, overtaken.stderr]).toEqual([
      2,
      expect.stringMatching(/work\.csv:\d: .*is replacing now[\s\S]*--force/),
    ]);
    expect(await events(work)).toBe(1);
    expect((await work.run("track", "--from", "work.csv", "--force")).stdout).toContain(
      "changing 2 secrets of 2 tasks",
    );
  });

  it.each([
    [["--from", "nowhere.csv"], /nowhere\.csv: cannot be read/],
    [["--from", "work.csv", "--state", "new"], /row by row/],
    [["--from", "work.csv", "ab"], /row by row/],
  ])("%j is refused with a hint", async (args, message) => {
    const { work } = await withTable();
    const ended = await work.run("track", ...args);
    expect([ended.status, ended.stderr]).toEqual([2, expect.stringMatching(message)]);
  });
});

describe("owners and days", () => {
  it("come from files that are named, and errors in them have their line", async () => {
    const work = newCase();
    writeFileSync(join(work.cwd, "OWNERS"), "* @platform\nteam/chat @chat\n");
    writeFileSync(join(work.cwd, "sla.yml"), "critical: PT1H\nhigh: 3650\nmedium: 3650\nlow: 3650\n");
    const files = ["--owners", "OWNERS", "--sla", "sla.yml"];
    const { id } = await work.secret("npm");
    expect((await work.run("show", id, ...files)).stdout).toContain("Owner: @chat (owners file line 2). Due 20");
    expect((await work.run("plan", ...files)).stdout).toContain("Owner: `@platform` (`owners file line 1`)");
    expect((await work.run("plan")).stdout).toContain("Owner: unknown.");
    writeFileSync(join(work.cwd, "exhume.yml"), "owners: OWNERS\nsla: sla.yml\n");
    expect((await work.run("secrets", "--json")).stdout).toContain('"name": "@chat"');
    writeFileSync(join(work.cwd, "sla.yml"), "critical: 1\nhigh: soon\n");
    const ended = await work.run("status");
    expect([ended.status, ended.stderr]).toEqual([
      2,
      expect.stringMatching(/sla\.yml:2: high: write days[\s\S]*hint: /),
    ]);
  });
});
