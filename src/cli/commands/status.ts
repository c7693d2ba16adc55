import type { Command } from "commander";
import { CONFIDENCE_FLAG, commandConfig, DB_FLAG, interruptible, VENDORED_FLAG } from "../context.ts";

export function addStatus(program: Command): void {
  program
    .command("status")
    .description("where the work stands: verdict, open secrets, what to do first")
    .option(...DB_FLAG)
    .option(...VENDORED_FLAG)
    .option(...CONFIDENCE_FLAG)
    .option("--fail-on <policy>", "exit 1 for what it names, 3 if not all was read: high, high,new, high,unrotated")
    .option("--queue <url>", "also the workers of an audit over this Redis or Valkey")
    .option("--queue-password-file <file>", "file with its password; or EXHUME_QUEUE_PASSWORD")
    .option("--json", "as JSON")
    .action(async (flags: { readonly json?: true; readonly failOn?: string }, command: Command) => {
      const { showStatus } = await import("../show-lists.ts");
      const asked = { json: flags.json === true, gate: flags.failOn !== undefined };
      process.exitCode = await showStatus({ config: await commandConfig(command), ...asked }, interruptible());
    });
}
