import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { exhume } from "../support/exhume.ts";
import { scratch } from "../support/scratch.ts";
import { onTerminal } from "../support/terminal.ts";
import { requireTool } from "../support/tools.ts";
import { auditedWork } from "../support/worked-case.ts";

const { newCase } = auditedWork();
const COLOUR = /\u001b\[\d/;

describe.skipIf(!requireTool("script"))("colour on a terminal", () => {
  it.each<[string, Readonly<Record<string, string>>, boolean]>([
    ["a terminal", { TERM: "xterm-256color" }, true],
    ["NO_COLOR", { TERM: "xterm-256color", NO_COLOR: "1" }, false],
    ["TERM=dumb", { TERM: "dumb" }, false],
    ["FORCE_COLOR=0", { TERM: "xterm-256color", FORCE_COLOR: "0" }, false],
  ])("%s", async (_, env, coloured) => {
    const { cwd } = newCase();
    for (const args of [["status"], ["secrets"], ["--help"]])
      expect([args, COLOUR.test(await onTerminal(args, { cwd, env }))]).toEqual([args, coloured]);
  });

  it("an error has its name in colour", async () => {
    const env = { TERM: "xterm" };
    expect(await onTerminal(["status"], { cwd: scratch(), env })).toMatch(/\u001b\[\d+m.*exhume:\u001b\[/);
  });
});

describe("colour in a pipe", () => {
  it("is only there when it is forced, and never in a file", async () => {
    const { cwd } = newCase();
    const run = (env: Readonly<Record<string, string>>, ...args: readonly string[]) => exhume(args, { cwd, env });
    expect((await run({ TERM: "xterm-256color" }, "status")).stdout).not.toMatch(COLOUR);
    expect((await run({ FORCE_COLOR: "1" }, "status")).stdout).toMatch(COLOUR);
    expect((await run({ FORCE_COLOR: "1" }, "status", "--json")).stdout).not.toMatch(COLOUR);
    await run({ FORCE_COLOR: "1" }, "plan", "--out", "checklist.md");
    expect(readFileSync(join(cwd, "checklist.md"), "utf8")).not.toMatch(COLOUR);
  });

  it("leaves the text as it is without it", async () => {
    const { cwd } = newCase();
    const coloured = await exhume(["secrets"], { cwd, env: { FORCE_COLOR: "1" } });
    const plain = await exhume(["secrets"], { cwd });
    expect(coloured.stdout.replace(/\u001b\[\d+m/g, "")).toBe(plain.stdout);
  });
});
