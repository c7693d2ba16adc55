import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { browser } from "../support/browser.ts";
import { requireTool } from "../support/tools.ts";
import { auditedWork, type WorkedCase } from "../support/worked-case.ts";

const { newCase } = auditedWork();

interface Line {
  readonly case: string;
  readonly secret: string;
  readonly step: string;
  readonly at: string;
  readonly by?: string;
}

const lineOf = async (
  work: WorkedCase,
  step: string,
  parts: Partial<Line> & { readonly note?: string } = {},
): Promise<Line> => ({
  ...{ exhume: "step", version: 1, case: (await work.model()).case.id },
  ...{ secret: (await work.secret("github")).fingerprint, step, at: "2026-11-20T08:00:00.000Z", by: "Ann", ...parts },
});
const importing = (work: WorkedCase, lines: readonly object[]) => {
  writeFileSync(join(work.cwd, "events.jsonl"), lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  return work.run("import", "events.jsonl");
};
const boxes = async (work: WorkedCase): Promise<readonly string[]> => {
  const { id } = await work.secret("github");
  const shown = (await work.run("show", id)).stdout;
  return [...shown.matchAll(/^ {2}\[x\] (\w+)/gm)].map(([, kind = ""]) => kind);
};

describe.skipIf(!requireTool("chromium"))("steps that are ticked in a report", () => {
  const { open } = browser();

  it("come back into the case: who, which, and what the work is now", async () => {
    const work = newCase();
    await work.run("report", "--out", "report.html");
    const { id } = await work.secret("github");
    const { page, requests } = await open(readFileSync(join(work.cwd, "report.html"), "utf8"), {
      hash: `#secret/${id}`,
    });
    const step = (name: string) =>
      page
        .locator(".step", { hasText: new RegExp(`^${name}`, "i") })
        .first()
        .getByRole("checkbox");
    for (const name of ["contain", "create", "deploy"]) await step(name).check();
    await page.getByLabel("Your name").fill("Ann O'Neill");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByText("Download events.jsonl").click(),
    ]);
    expect(download.suggestedFilename()).toBe("events.jsonl");
    await download.saveAs(join(work.cwd, "events.jsonl"));
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.getByRole("button", { name: /^Copy as commands/ }).click();
    expect(await page.evaluate("navigator.clipboard.readText()")).toBe(
      `exhume track ${id} --step contain --step create --step deploy --by 'Ann O'\\''Neill'`,
    );
    expect(requests.filter((url) => !url.startsWith("blob:"))).toEqual([]);
    const ended = await work.run("import", "events.jsonl");
    expect([ended.status, ended.stderr]).toEqual([0, ""]);
    expect(ended.stdout).toContain("new -> deployed, steps contain, create, deploy");
    expect((await work.states())["github-personal-access-token"]).toBe("deployed");
    expect(await boxes(work)).toEqual(expect.arrayContaining(["contain", "create", "deploy"]));
    expect((await work.run("log")).stdout).toMatch(/Ann O'Neill \(imported by /);
    // A report that is made now has them ticked, and nothing is left to hand back.
    await work.run("report", "--out", "report.html");
    const again = await open(readFileSync(join(work.cwd, "report.html"), "utf8"), { hash: `#secret/${id}` });
    expect(await again.page.getByRole("checkbox", { checked: true }).count()).toBe((await boxes(work)).length);
    expect(await again.page.getByText("Download events.jsonl").count()).toBe(0);
  });

  it("out of the order of work are told before they are handed back", async () => {
    const work = newCase();
    await work.run("report", "--out", "report.html");
    const { id } = await work.secret("github");
    const { page } = await open(readFileSync(join(work.cwd, "report.html"), "utf8"), { hash: `#secret/${id}` });
    const step = (name: string) =>
      page
        .locator(".step", { hasText: new RegExp(`^${name}`, "i") })
        .first()
        .getByRole("checkbox");
    await step("delete").check();
    await page.getByText("nothing says that the new one is deployed").waitFor();
    await step("deploy").check();
    expect(await page.getByText("nothing says that the new one is deployed").count()).toBe(0);
  });
});

describe("exhume import events.jsonl", () => {
  it("changes nothing the second time", async () => {
    const work = newCase();
    const lines = [await lineOf(work, "create"), await lineOf(work, "deploy")];
    expect((await importing(work, lines)).stdout).toContain("new -> deployed");
    const entries = (await work.model()).log?.entries;
    const again = await importing(work, lines);
    expect([again.status, again.stdout]).toEqual([0, expect.stringContaining("changing 0 secrets")]);
    expect((await work.model()).log?.entries).toBe(entries);
  });

  it.each([
    ["of another case", { case: "0123456789ab" }, /events\.jsonl:2: is of the case 0123456789ab/],
    ["of a secret that is not known", { secret: "f".repeat(64) }, /events\.jsonl:2: the case knows no secret f{12};/],
    ["of a step that is not there", { step: "bury" }, /the runbook of .* has no step bury/],
    ["of the future", { at: "2999-01-01T00:00:00.000Z" }, /events\.jsonl:2: 2999-01-01T00:00:00.000Z is still to come/],
    ["of no day", { at: "yesterday" }, /events\.jsonl:2: at: /],
    ["with a field that nobody knows", { value: "x" }, /events\.jsonl:2: the line: /],
  ])("takes nothing of a file with a line %s", async (_, parts, message) => {
    const work = newCase();
    const ended = await importing(work, [
      await lineOf(work, "create"),
      { ...(await lineOf(work, "deploy")), ...parts },
    ]);
    expect([ended.status, ended.stderr]).toEqual([2, expect.stringMatching(message)]);
    expect(ended.stderr.trim().split("\n").length).toBe(2);
    expect((await work.states())["github-personal-access-token"]).toBe("new");
  });

  it("refuses what the order of work refuses, and what is no JSON", async () => {
    const work = newCase();
    const early = await importing(work, [await lineOf(work, "delete")]);
    expect([early.status, early.stderr]).toEqual([
      2,
      expect.stringMatching(/events\.jsonl:1: .*refused: nothing says that the new one is deployed/),
    ]);
    writeFileSync(join(work.cwd, "events.jsonl"), `${JSON.stringify(await lineOf(work, "create"))}\nnot json\n`);
    const broken = await work.run("import", "events.jsonl");
    expect([broken.status, broken.stderr]).toEqual([2, expect.stringContaining("events.jsonl:2: is no JSON")]);
  });

  it("refuses a note that holds a value", async () => {
    const work = newCase();
    const { id, fingerprint } = await work.secret("generic");
    const value = (await work.run("reveal", id)).stdout.trim();
    expect(value.length).toBeGreaterThan(10);
    const ended = await importing(work, [await lineOf(work, "create", { secret: fingerprint, note: `was ${value}` })]);
    expect([ended.status, ended.stderr]).toEqual([2, expect.stringContaining("holds the value")]);
    expect(ended.stderr).not.toContain(value);
  });
});

describe("exhume track --step", () => {
  it("ticks steps, and says which there are", async () => {
    const work = newCase();
    const { id } = await work.secret("github");
    const ended = await work.run("track", id, "--step", "create", "--step", "deploy");
    expect([ended.status, ended.stdout]).toEqual([0, expect.stringContaining("new -> deployed, steps create, deploy")]);
    const unknown = await work.run("track", id, "--step", "dig");
    expect([unknown.status, unknown.stderr]).toEqual([
      2,
      expect.stringMatching(/has no step dig\n {2}hint: it has contain, create/),
    ]);
    const both = await work.run("track", id, "--step", "soak", "--state", "deleted");
    expect([both.status, both.stderr]).toEqual([2, expect.stringContaining("--step and --state cannot be combined")]);
  });

  it("ticks no box for ever: work that is opened again has all of it before it", async () => {
    const work = newCase();
    const { id } = await work.secret("github");
    await work.run("track", id, "--step", "contain");
    expect(await boxes(work)).toContain("contain");
    await work.run("track", id, "--state", "rotated", "--force", "--note", "done");
    await work.run("track", id, "--state", "new", "--note", "seen again");
    expect(await boxes(work)).toEqual([]);
  });
});
