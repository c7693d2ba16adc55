import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createProgram } from "../../src/cli/program.ts";
import { referenceOf } from "../../src/cli/reference.ts";
import { onTerminal } from "../support/terminal.ts";
import { requireTool } from "../support/tools.ts";
import { auditedWork } from "../support/worked-case.ts";

const { newCase } = auditedWork();
const [, ...commands] = referenceOf(createProgram());

describe("the help of every command", () => {
  it.each(commands.map(({ name, notes }) => [name, notes]))("%s has an example", (name, notes) =>
    expect(notes).toMatch(new RegExp(`^ +\\$ (?:.*[|(<] ?)?exhume ${name}\\b`, "m")),
  );

  it.each(commands.map(({ name, notes }) => [name, notes]))("%s keeps its notes within 80 columns", (_, notes) =>
    expect(notes!.split("\n").filter((line) => line.length > 80)).toEqual([]),
  );

  it("every example uses flags that there are", () => {
    const unknown = commands.flatMap(({ name, notes, options }) => {
      const known = new Set([...options, ...referenceOf(createProgram())[0]!.options].map(({ long }) => long));
      const lines = notes.split("\n").filter((line) => line.includes(`exhume ${name} `));
      const flags = lines.flatMap(
        (line) =>
          line
            .split(`exhume ${name} `)[1]!
            .split(" | ")[0]!
            .match(/(?<= )--[a-z-]+/g) ?? [],
      );
      return flags.filter((flag) => !known.has(flag)).map((flag) => `${name} ${flag}`);
    });
    expect(unknown).toEqual([]);
  });
});

describe("did you mean", () => {
  it.each<[readonly string[], RegExp]>([
    [["statsu"], /Did you mean status\?/],
    [["rules", "explian"], /Did you mean explain\?/],
    [["status", "--jsno"], /Did you mean --json\?/],
    [["report", "--format", "markdwn"], /Allowed choices are .*markdown/],
  ])("%j", async (args, message) => {
    const ended = await newCase().run(...args);
    expect([ended.status, ended.stderr]).toEqual([2, expect.stringMatching(message)]);
  });

  it("an id that is mistyped is suggested, one that is another is not", async () => {
    const work = newCase();
    const { id } = await work.secret("npm");
    const other = (digit: string | undefined): string => (digit === "0" ? "1" : "0");
    const wrong = [
      `${id.slice(0, 3)}${other(id[3])}${id.slice(4)}`,
      `${id.slice(0, 2)}${id.slice(3)}`,
      `${id.slice(0, 5)}${other(id[5])}${id.slice(5)}`,
      `${id.slice(0, 4)}${other(id[4])}`,
    ];
    for (const typed of wrong)
      expect([typed, (await work.run("show", typed)).stderr]).toEqual([
        typed,
        expect.stringMatching(`no secret has the id ${typed}\n  hint: did you mean .*${id}`),
      ]);
    expect((await work.run("show", "0".repeat(12))).stderr).toContain("hint: exhume secrets --all lists them");
  });
});

describe.skipIf(!requireTool("script"))("the next command", () => {
  it("is told at a terminal, with the case that was named", async () => {
    const { cwd } = newCase();
    expect(await onTerminal(["status"], { cwd })).toMatch(/next: exhume plan --out checklist\.md {3}what to rotate/);
    expect(await onTerminal(["secrets", "--db", "exhume.db"], { cwd })).toContain(
      "next: exhume show ID --db exhume.db",
    );
  });

  it("is not told with --json, after a failure, or in a pipe", async () => {
    const { cwd, run } = newCase();
    for (const args of [
      ["status", "--json"],
      ["show", "ffff"],
      ["completion", "bash"],
    ])
      expect(await onTerminal(args, { cwd })).not.toContain("next:");
    expect((await run("status")).stderr).not.toContain("next:");
  });
});

describe("--json", () => {
  const silent = ["completion", "reveal", "report"];
  it("is a flag of every command that tells people something", () => {
    const without = commands.filter(({ options }) => options.every(({ long }) => long !== "--json"));
    expect(without.map(({ name }) => name).filter((name) => !silent.includes(name))).toEqual([]);
  });

  it("is JSON", async () => {
    const work = newCase();
    const { id } = await work.secret("npm");
    writeFileSync(join(work.cwd, "settings.py"), 'password = "changeme"\n');
    writeFileSync(join(work.cwd, "Dockerfile"), "FROM scratch\n");
    const told = async (...args: readonly string[]): Promise<unknown> => JSON.parse((await work.run(...args)).stdout);
    expect(await told("plan", "--json")).toMatchObject({ version: 1, secrets: expect.any(Array) });
    expect(await told("evidence", id, "--revoked", "--note", "seen", "--json")).toMatchObject({ secrets: [{ id }] });
    expect(await told("fix", "--lint", ".", "--json")).toEqual(expect.anything());
    expect(await told("scan", ".", "--json")).toEqual(expect.anything());
    const [first = ""] = (await work.run("rules", "explain", "settings.py", "--json")).stdout.split("\n");
    expect(JSON.parse(first)).toMatchObject({
      kept: expect.any(Boolean),
      path: expect.stringContaining("settings.py"),
    });
    expect(first).not.toContain("changeme");
  });
});
