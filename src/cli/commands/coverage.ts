import type { Command } from "commander";
import { UserError } from "../../domain/user-error.ts";
import { commandConfig, DB_FLAG, filled, interruptible } from "../context.ts";

interface Flags {
  readonly withdraw?: string;
  readonly note?: string;
  readonly by?: string;
  readonly json?: true;
}

const NO_TARGET = "--note and --by say why and by whom a target is withdrawn";

export function addCoverage(program: Command): void {
  program
    .command("coverage")
    .description("what was read and what was not, per registry and repository")
    .option(...DB_FLAG)
    .option("--withdraw <target>", "a target that was typed wrong: nothing of it is missing", filled)
    .option("--note <text>", "with --withdraw: why", filled)
    .option("--by <name>", "with --withdraw: who says so (default: your user name)", filled)
    .option("--json", "as JSON")
    .action(async ({ withdraw: target, note, by, json }: Flags, command: Command) => {
      const config = await commandConfig(command);
      if (target !== undefined) return (await import("../withdraw.ts")).withdraw({ config, target, note, by });
      if (note !== undefined || by !== undefined)
        throw new UserError({ code: "COVERAGE_OPTIONS", message: NO_TARGET, hint: "add --withdraw TARGET" });
      const { showCoverage } = await import("../show-lists.ts");
      return showCoverage({ config, json: json === true }, interruptible());
    });
}
