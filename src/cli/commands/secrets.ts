import type { Command } from "commander";
import { CONFIDENCE_FLAG, commandConfig, DB_FLAG, interruptible, VENDORED_FLAG } from "../context.ts";

export function addSecrets(program: Command): void {
  program
    .command("secrets")
    .description("every secret of the case, one line each")
    .option(...DB_FLAG)
    .option(...VENDORED_FLAG)
    .option(...CONFIDENCE_FLAG)
    .option("--all", "closed work and documented examples too")
    .option("--json", "as JSON")
    .action(async (flags: { readonly all?: true; readonly json?: true }, command: Command) => {
      const { showSecrets } = await import("../show-lists.ts");
      await showSecrets(
        { config: await commandConfig(command), json: flags.json === true, all: flags.all === true },
        interruptible(),
      );
    });
}
