import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createProgram } from "../../src/cli/program.ts";
import { referenceOf } from "../../src/cli/reference.ts";
import { requireTool } from "../support/tools.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const MAN = join(ROOT, "dist", "exhume.1");
const README = join(ROOT, "README.md");
const MARKED = /<!-- commands -->\n[\s\S]*<!-- \/commands -->/;
const [, ...commands] = referenceOf(createProgram());

describe("the man page", () => {
  it("has every command and every flag", () => {
    const page = readFileSync(MAN, "utf8").replaceAll("\\-", "-");
    for (const { name, options } of commands) {
      expect(page).toContain(`.SS "exhume ${name} `);
      for (const { flags } of options.filter(({ long }) => long !== "--help")) expect(page).toContain(`.B ${flags}\n`);
    }
  });

  it.skipIf(!requireTool("man"))("is formatted without a warning", () => {
    const ended = spawnSync("man", ["--warnings", "-l", MAN], {
      env: { PATH: process.env.PATH ?? "", LC_ALL: "C.UTF-8", MANWIDTH: "80", MANPAGER: "cat" },
    });
    expect([ended.status, ended.stderr.toString()]).toEqual([0, ""]);
    expect(ended.stdout.toString()).toContain("exhume audit [options] <target...>");
    expect(ended.stdout.toString()).toContain("$ exhume audit 'registry.example.com/team/*'");
  });
});

/** With EXHUME_WRITE_README=1 this test writes it. */
it("README lists every command with its flags", () => {
  const rows = commands.map(({ usage, description, options }) => {
    const flags = options.filter(({ long }) => long !== "--help").map(({ long }) => `\`${long}\``);
    return `| \`exhume ${usage.replace("[options] ", "").replace(/ ?\[options\]/, "")}\` | ${description} | ${flags.join(" ")} |`;
  });
  const table = ["| command | what it does | flags |", "|---|---|---|", ...rows].join("\n");
  const text = readFileSync(README, "utf8");
  expect(text).toMatch(MARKED);
  const expected = text.replace(MARKED, () => `<!-- commands -->\n${table}\n<!-- /commands -->`);
  if (process.env.EXHUME_WRITE_README === "1") writeFileSync(README, expected);
  else expect(text).toBe(expected);
});
