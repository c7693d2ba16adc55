import { type Command, Option } from "commander";
import { CONFIDENCE_FLAG, commandConfig, DB_FLAG, interruptible, VENDORED_FLAG } from "../context.ts";

interface Flags {
  readonly format: string;
  readonly out?: string;
  readonly revealHash?: true;
}

const HASHES = `
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
    .addOption(new Option("--format <format>", "json or markdown").choices(["json", "markdown"]).default("json"))
    .option("--out <file>", "write it to a file")
    .option("--reveal-hash", "add the plain SHA-256 of every value")
    .addHelpText("after", HASHES)
    .action(async (flags: Flags, command: Command) => {
      const { showReport } = await import("../show.ts");
      await showReport(
        { config: commandConfig(command), format: flags.format, out: flags.out, revealHash: flags.revealHash === true },
        interruptible(),
      );
    });
}
