import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";

const CLI = join(import.meta.dirname, "..", "..", "dist", "cli.js");

interface OnTerminal {
  readonly cwd: string;
  readonly typed?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly width?: number;
}

/**
 * All that a terminal shows when the built binary runs on it (util-linux, script(1)). `typed` is typed once it has said
 * something. Ask `requireTool("script")` before.
 */
export const onTerminal = async (
  args: readonly string[],
  { cwd, typed = "", env = {}, width = 80 }: OnTerminal,
): Promise<string> => {
  const command = `stty cols ${width}; ${[process.execPath, CLI, ...args].map((part) => `'${part}'`).join(" ")}`;
  const all = { PATH: process.env.PATH ?? "", HOME: cwd, TERM: "dumb", ...env };
  const child = spawn("script", ["-qec", command, "/dev/null"], { cwd, env: all });
  child.stdout.once("data", () => child.stdin.end(typed));
  const [shown] = await Promise.all([text(child.stdout), once(child, "close")]);
  return shown;
};
