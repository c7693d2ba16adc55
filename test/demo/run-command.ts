import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

export interface DemoCommand {
  readonly args: readonly string[];
  /** Exit code it has to end with. */
  readonly exit: number;
}

const CLI = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));

/** Shows the command as a user types it, then runs the built one; its output goes where ours goes. */
export const runCommand = async ({ args, exit }: DemoCommand): Promise<void> => {
  process.stdout.write(`\n$ exhume ${args.join(" ")}\n`);
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ["ignore", "inherit", "inherit"] });
  const [code, signal] = await once(child, "exit");
  if (code !== exit) throw new Error(`exhume ${args[0]} ended with ${code ?? signal} where ${exit} was expected`);
};
