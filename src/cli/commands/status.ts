import type { Command } from "commander";
import { CONFIDENCE_FLAG, commandConfig, DB_FLAG, interruptible, VENDORED_FLAG } from "../context.ts";

export function addStatus(program: Command): void {
  program
    .command("status")
    .description("where the work stands: verdict, open secrets, what to do first")
    .option(...DB_FLAG)
    .option(...VENDORED_FLAG)
    .option(...CONFIDENCE_FLAG)
    .option("--json", "as JSON")
    .action(async (flags: { readonly json?: true }, command: Command) => {
      const { showStatus } = await import("../show.ts");
      await showStatus({ config: commandConfig(command), json: flags.json === true }, interruptible());
    });
}
