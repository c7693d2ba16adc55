import type { Command } from "commander";
import { collect, commandConfig, DB_FLAG, interruptible } from "../context.ts";
import { addPullFlags } from "../pull-flags.ts";

const NOTES = `
An audit with --seal keeps the value of each secret as it finds it. This is for
secrets that were found before: each blob is pulled once more, and what is kept
are age files that only the recipients can open (exhume reveal ID --identity
FILE). Do it before images are purged.`;

export function addSeal(program: Command): void {
  const command = program
    .command("seal")
    .description("keep the values of known secrets, encrypted to age recipients")
    .argument("[id...]", "ids of secrets, or their first digits (default: all)")
    .option(...DB_FLAG)
    .option("--seal <recipient>", "who can open them: an age recipient, age1... (repeatable)", collect);
  addPullFlags(command)
    .option("--json", "as JSON")
    .addHelpText("after", NOTES)
    .action(async (ids: readonly string[], flags: { readonly json?: true }, self: Command) => {
      const { sealCommand } = await import("../seal.ts");
      process.exitCode = await sealCommand(
        { config: await commandConfig(self), ids, json: flags.json === true },
        interruptible(),
      );
    });
}
