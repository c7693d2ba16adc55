import { type Command, Option } from "commander";
import { commandConfig, DB_FLAG, interruptible } from "../context.ts";

const FORMATS = ["auto", "trufflehog", "gitleaks", "betterleaks", "kingfisher", "trivy", "sarif", "exhume"];

const NOTES = `
A value is fingerprinted under the key of the case and forgotten: a secret that
an audit and another tool found is one secret. A tool that masks values (Trivy,
and others with --redact) tells places only: they are joined with what the case
knows there, and what is left is said to be without a value.

events.jsonl of an HTML report holds the steps that somebody ticked in it: they
are checked as exhume track checks them, and all of the file is taken or none.

The same file is taken once. What cannot be read is said with file and line,
the rest is taken, and the exit code is 3.`;

export function addImport(program: Command): void {
  program
    .command("import")
    .description(
      "take findings of TruffleHog, gitleaks, betterleaks, Kingfisher, Trivy or SARIF, or ticks of a report, into the case",
    )
    .argument("<file...>", "JSON or JSON lines, as the tool wrote them")
    .option(...DB_FLAG)
    .addOption(new Option("--format <tool>", "whose output it is").choices(FORMATS).default("auto"))
    .option("--json", "as JSON")
    .addHelpText("after", NOTES)
    .action(
      async (files: readonly string[], flags: { readonly format: string; readonly json?: true }, command: Command) => {
        const { runImportCommand } = await import("../run-import.ts");
        const { format, json = false } = flags;
        process.exitCode = await runImportCommand(
          { config: await commandConfig(command), files, format, json },
          interruptible(),
        );
      },
    );
}
