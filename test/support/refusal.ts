import type { Command } from "commander";
import { createProgram } from "../../src/cli/program.ts";

/** What commander says of a command line, without the name of the program, when nothing is run; nothing when it takes it. */
export async function refusal(words: readonly string[]): Promise<string> {
  const program = createProgram();
  const said: string[] = [];
  const quiet = (command: Command): void => {
    command.exitOverride().configureOutput({ writeErr: (text) => said.push(text), writeOut: () => undefined });
    if (command.commands.length === 0) command.action(() => undefined);
    for (const one of command.commands) quiet(one);
  };
  quiet(program);
  try {
    await program.parseAsync([...words], { from: "user" });
    return "";
  } catch (error) {
    return said.join("") || (error as Error).message;
  }
}
