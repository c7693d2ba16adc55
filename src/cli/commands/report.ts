import { type Command, Option } from "commander";
import { FORMAT_IDS } from "../../report/format-ids.ts";
import { CONFIDENCE_FLAG, commandConfig, DB_FLAG, interruptible, VENDORED_FLAG } from "../context.ts";

interface Flags {
  readonly format: string;
  readonly out?: string;
  readonly revealHash?: true;
}

const NOTES = `
csv has a row per task to fill in with a spreadsheet, for exhume track --from.
sarif is SARIF 2.1.0, junit is for the gate of a CI (a secret fails while it is
open), defectdojo is for its "Generic Findings Import". github-issues and
jira-issues have one issue for each open task: JSON lines, or with --out a file
each. Ids stay the same in all of them, and no value is in any.

--reveal-hash is off because a plain hash of a short password can be guessed
by trying passwords: whoever gets the report could. It is for scoring against
labelled sets.`;

export function addReport(program: Command): void {
  program
    .command("report")
    .description("the whole case for machines (JSON Schema: templates/report.schema.json) or people")
    .option(...DB_FLAG)
    .option(...VENDORED_FLAG)
    .option(...CONFIDENCE_FLAG)
    .addOption(new Option("--format <format>", "how it is written").choices(FORMAT_IDS).default("json"))
    .option("--out <path>", "write it to a file, or a file for each issue into a folder")
    .option("--reveal-hash", "add the plain SHA-256 of every value")
    .addHelpText("after", NOTES)
    .action(async (flags: Flags, command: Command) => {
      const { showReport } = await import("../show.ts");
      await showReport(
        {
          config: await commandConfig(command),
          format: flags.format,
          out: flags.out,
          revealHash: flags.revealHash === true,
        },
        interruptible(),
      );
    });
}
