import type { Command } from "commander";
import { CONFIDENCE_FLAG, commandConfig, DB_FLAG, interruptible, VENDORED_FLAG } from "../context.ts";

export function addPlan(program: Command): void {
  program
    .command("plan")
    .description("the rotation checklist (Markdown): what first, and how")
    .option(...DB_FLAG)
    .option(...VENDORED_FLAG)
    .option(...CONFIDENCE_FLAG)
    .option("--out <file>", "write it to a file")
    .option("--json", "the whole report as JSON, as exhume report writes it")
    .action(async ({ json, ...flags }: { readonly out?: string; readonly json?: true }, command: Command) => {
      const { writeReport } = await import("../report.ts");
      const format = json === true ? "json" : "markdown";
      await writeReport({ ...flags, config: await commandConfig(command), format, revealHash: false }, interruptible());
    });
}
