import type { Command } from "commander";
import { collect, commandConfig, DB_FLAG, interruptible } from "../context.ts";

const NOTES = `
The value is read from stdin and from nowhere else:
  $ exhume match < found.txt
  $ pbpaste | exhume match
  $ exhume match --lines < suspects.txt
It is tried as it is and as people write it down: without blanks and quotes,
behind a name or a user (NAME=value, user:password), with escapes undone,
decoded from base64; keys in whatever form they stand. Nothing of it is
printed or kept. The key file of the case is needed.

Exit codes, as those of grep: 0 the case knows it (with --lines one of them),
1 it does not, 2 usage or operation.`;

export function addMatch(program: Command): void {
  program
    .command("match")
    .description("say whether the case knows a value: which secret it is, and where")
    .usage("[options] < value")
    .allowExcessArguments()
    .allowUnknownOption()
    .option(...DB_FLAG)
    .option("--lines", "one value on each line")
    .option("--rules <path>", "the rules that were added to the audit (repeatable)", collect)
    .option("--json", "as JSON")
    .addHelpText("after", NOTES)
    .action(async (flags: { readonly lines?: true; readonly json?: true }, command: Command) => {
      const { matchCommand } = await import("../match.ts");
      process.exitCode = await matchCommand(
        {
          config: await commandConfig(command),
          given: command.args.length,
          lines: flags.lines === true,
          json: flags.json === true,
        },
        interruptible(),
      );
    });
}
