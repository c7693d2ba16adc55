import { vi } from "vitest";
import { exitCodeOf } from "../../src/cli/errors.ts";
import { createProgram } from "../../src/cli/program.ts";

export interface Answered {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command in this process, so that it lives in the time of the test. */
export const runHere = async (args: readonly string[]): Promise<Answered> => {
  const written = { stdout: "", stderr: "" };
  const spies = (["stdout", "stderr"] as const).map((name) =>
    vi.spyOn(process[name], "write").mockImplementation((text, ...rest) => {
      written[name] += String(text);
      for (const done of rest) if (typeof done === "function") done();
      return true;
    }),
  );
  const before = process.exitCode;
  process.exitCode = undefined;
  try {
    await createProgram().parseAsync(["node", "exhume", ...args]);
    return { code: Number(process.exitCode ?? 0), ...written };
  } catch (error) {
    return { code: exitCodeOf(error), ...written };
  } finally {
    process.exitCode = before;
    for (const spy of spies) spy.mockRestore();
  }
};
