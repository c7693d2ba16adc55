import type { Command } from "commander";
import { commandConfig, DB_FLAG, interruptible } from "../context.ts";

export function addCoverage(program: Command): void {
  program
    .command("coverage")
    .description("what was read and what was not, per registry and repository")
    .option(...DB_FLAG)
    .option("--json", "as JSON")
    .action(async (flags: { readonly json?: true }, command: Command) => {
      const { showCoverage } = await import("../show-lists.ts");
      await showCoverage({ config: await commandConfig(command), json: flags.json === true }, interruptible());
    });
}
