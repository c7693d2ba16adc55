import type { Command } from "commander";
import { commandConfig, DB_FLAG, interruptible } from "../context.ts";

const NOTES = `
An audit is named by its number in exhume runs, or by last or previous; now is
the case with the work that was done since. Without names: previous and last.`;

export function addDiff(program: Command): void {
  program
    .command("diff")
    .description("what changed between two audits: secrets, images, coverage")
    .argument("[from]", "the earlier audit", "previous")
    .argument("[to]", "the later one", "last")
    .option(...DB_FLAG)
    .option("--json", "as JSON, without a limit")
    .addHelpText("after", NOTES)
    .action(async (from: string, to: string, flags: { readonly json?: true }, command: Command) => {
      const { showDiff } = await import("../show-runs.ts");
      await showDiff({ config: await commandConfig(command), json: flags.json === true, from, to }, interruptible());
    });
}
