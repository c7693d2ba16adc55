import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { candidates } from "../../src/cli/completion/candidates.ts";
import { createProgram } from "../../src/cli/program.ts";
import { exhume } from "../support/exhume.ts";
import { scratch } from "../support/scratch.ts";
import { requireTool } from "../support/tools.ts";
import { auditedWork } from "../support/worked-case.ts";

const { newCase } = auditedWork();
const CLI = join(import.meta.dirname, "..", "..", "dist", "cli.js");
const IDS = ["0123456789ab", "0199aaaaaaaa", "fedcba987654"];
const completed = (...words: readonly string[]): readonly string[] => candidates(createProgram(), words, IDS);

/** A folder for PATH in which `exhume` is the built binary. */
const installed = (): string => {
  const bin = join(scratch(), "bin");
  mkdirSync(bin);
  writeFileSync(join(bin, "exhume"), `#!/bin/sh\nexec '${process.execPath}' '${CLI}' "$@"\n`);
  chmodSync(join(bin, "exhume"), 0o755);
  return `${bin}:${process.env.PATH ?? ""}`;
};

describe("candidates", () => {
  it.each<[readonly string[], readonly string[]]>([
    [["sta"], ["status"]],
    [["--ow"], ["--owners"]],
    [
      ["rules", ""],
      ["list", "explain"],
    ],
    [["rules", "ex"], ["explain"]],
    [["status", "--incl"], ["--include-vendored"]],
    [["report", "--format", "s"], ["sarif"]],
    [["fix", "--source", "x", "--builder", "k"], ["kaniko"]],
    [
      ["show", "01"],
      ["0123456789ab", "0199aaaaaaaa"],
    ],
    [["--config", "status", "show", "f"], ["fedcba987654"]],
    [["track", "0123456789ab", "fe"], ["fedcba987654"]],
    [
      ["completion", ""],
      ["bash", "zsh", "fish"],
    ],
    [["plan", "--out", ""], []],
    [["audit", ""], []],
    [["nonsense", ""], []],
  ])("%j gives %j", (words, expected) => expect(completed(...words)).toEqual(expected));

  it("lists commands and not itself", () => {
    expect(completed("")).toEqual(expect.arrayContaining(["audit", "status", "rules", "completion"]));
    expect(completed("").filter((name) => name.startsWith("_"))).toEqual([]);
  });
});

/** What each shell completes when it is asked for the word at the end of a line. */
const SHELLS: Readonly<Record<string, (words: readonly string[]) => string>> = {
  bash: (words) =>
    `source <(exhume completion bash); COMP_WORDS=(exhume ${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length}; _exhume; printf '%s\\n' "\${COMPREPLY[@]}"`,
  zsh: (words) =>
    `compdef() { :; }; compadd() { shift; print -l -- "$@"; }; source <(exhume completion zsh); words=(exhume ${words.map((word) => `'${word}'`).join(" ")}); CURRENT=${words.length + 1}; _exhume`,
  fish: (words) => `exhume completion fish | source; complete -C 'exhume ${words.join(" ")}'`,
};

describe.each(Object.keys(SHELLS))("%s", (shell) => {
  it.skipIf(!requireTool(shell))("completes commands, choices and ids of the case", async () => {
    const { cwd, run, secret } = newCase();
    const { id } = await secret("npm");
    await run("secrets");
    const path = installed();
    const ask = (...words: readonly string[]): readonly string[] => {
      const ended = spawnSync(shell, ["-c", SHELLS[shell]!(words)], { cwd, env: { PATH: path, HOME: cwd } });
      return ended.stdout.toString().trim().split("\n");
    };
    expect(ask("sta")).toEqual(["status"]);
    expect(ask("report", "--format", "sar")).toEqual(["sarif"]);
    expect(ask("show", id.slice(0, 4))).toEqual([id]);
  });
});

it("without a case there are no ids, no file is made and nothing is said", async () => {
  const cwd = scratch();
  expect(await exhume(["__complete", "--", "show", ""], { cwd })).toEqual({ status: 0, stdout: "", stderr: "" });
  expect(await exhume(["completion", "ksh"], { cwd })).toMatchObject({ status: 2 });
});
