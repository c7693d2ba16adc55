import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runProgram } from "../../src/builder/run-program.ts";
import { scratch } from "../support/scratch.ts";

const NEVER = new AbortController().signal;
const sh = (script: string, timeout = 30_000) => ({
  program: "sh",
  args: ["-c", script],
  env: { PATH: process.env.PATH },
  timeout,
});
const isAlive = (pid: string): boolean => {
  try {
    return !readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
  } catch {
    return false;
  }
};

describe("a program that is run", () => {
  it("tells how it ended, and both of its outputs", async () => {
    expect(await runProgram(sh("echo a; echo b >&2; exit 3"), NEVER)).toEqual({
      ok: false,
      timedOut: false,
      output: "a\nb\n",
    });
    expect(await runProgram({ ...sh(""), program: "no-such-program" }, NEVER)).toEqual({
      ok: false,
      timedOut: false,
      output: "no-such-program cannot be run: ENOENT",
    });
  });

  it("ends at its time limit with all that it started", async () => {
    const file = join(scratch(), "pid");
    const ended = await runProgram(sh(`sleep 600 & echo $! > ${file}; wait`, 1000), NEVER);
    expect(ended).toMatchObject({ ok: false, timedOut: true });
    expect(isAlive(readFileSync(file, "utf8").trim())).toBe(false);
  });

  it("ends, though it does not want to, when it is interrupted", async () => {
    const controller = new AbortController();
    const running = runProgram(sh("trap '' TERM; while :; do sleep 1; done"), controller.signal);
    controller.abort();
    await expect(running).rejects.toMatchObject({ name: "AbortError" });
  });
});
