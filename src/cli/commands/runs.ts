import type { Command } from "commander";
import { commandConfig, DB_FLAG, interruptible } from "../context.ts";

export function addRuns(program: Command): void {
  program
    .command("runs")
    .description("the audits of the case: when, of what, and how it stood after each")
    .option(...DB_FLAG)
    .option("--json", "as JSON")
    .action(async (flags: { readonly json?: true }, command: Command) => {
      const { showRuns } = await import("../show-runs.ts");
      await showRuns({ config: await commandConfig(command), json: flags.json === true }, interruptible());
    });
}
