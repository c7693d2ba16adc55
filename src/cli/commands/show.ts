import type { Command } from "commander";
import { commandConfig, DB_FLAG, interruptible } from "../context.ts";

export function addShow(program: Command): void {
  program
    .command("show")
    .description("all that is known of one secret: where it is, how each image shows it, how to rotate it")
    .argument("<id>", "id of the secret, or its first digits")
    .option(...DB_FLAG)
    .option("--json", "as JSON")
    .action(async (id: string, flags: { readonly json?: true }, command: Command) => {
      const { showSecret } = await import("../show.ts");
      await showSecret({ config: await commandConfig(command), json: flags.json === true, id }, interruptible());
    });
}
