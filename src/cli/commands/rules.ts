import type { Command } from "commander";
import { collect, commandConfig, interruptible } from "../context.ts";

const EXPLAIN = `
The values themselves are not shown: a candidate is known by its rule, its
line and its length.`;

export function addRules(program: Command): void {
  const rules = program.command("rules").description("what is looked for, and why something was found or not");
  rules
    .command("list")
    .description("every rule, one line each")
    .option("--rules <path>", "add rules, ours, gitleaks' or Kingfisher's: folder or file (repeatable)", collect)
    .option("--json", "as JSON")
    .action(async (flags: { readonly json?: true }, command: Command) => {
      const { listRules } = await import("../show-rules.ts");
      await listRules({ config: await commandConfig(command), json: flags.json === true }, interruptible());
    });
  rules
    .command("explain")
    .description("every candidate in a file, and what kept or dropped it")
    .argument("<file>", "file or folder, or - for stdin")
    .option("--rules <path>", "add rules, ours, gitleaks' or Kingfisher's: folder or file (repeatable)", collect)
    .option("--json", "a line of JSON for each candidate")
    .addHelpText("after", EXPLAIN)
    .action(async (file: string, flags: { readonly json?: true }, command: Command) => {
      const { explainFile } = await import("../show-rules.ts");
      process.exitCode = await explainFile(
        { config: await commandConfig(command), file, json: flags.json === true },
        interruptible(),
      );
    });
}
