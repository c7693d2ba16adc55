import type { Command } from "commander";
import { commandConfig, DB_FLAG } from "../context.ts";

interface Flags {
  readonly json?: true;
  readonly verify?: true;
  readonly expectHead?: string;
}

const NOTES = `
Each entry has a hash over the entry before it and itself: --verify finds one
that was changed, moved, put in or taken out. What is missing at the end leaves
no trace in what is left: compare with a hash that somebody else has kept, of a
checklist or report made earlier: --expect-head HASH.`;

export function addLog(program: Command): void {
  program
    .command("log")
    .description("who did what on which secret and why, newest last")
    .argument("[id]", "one secret: its id, or the first digits")
    .option(...DB_FLAG)
    .option("--verify", "prove that no entry was changed")
    .option("--expect-head <hash>", "the same, and that the entry with this hash is there (16 digits or more)")
    .option("--json", "as JSON")
    .addHelpText("after", NOTES)
    .action(async (id: string | undefined, flags: Flags, command: Command) => {
      const { showLog, verifyLog } = await import("../log.ts");
      const show = { config: await commandConfig(command), json: flags.json === true, id };
      if (flags.verify === true || flags.expectHead !== undefined)
        process.exitCode = verifyLog({ ...show, expectHead: flags.expectHead });
      else showLog(show);
    });
}
