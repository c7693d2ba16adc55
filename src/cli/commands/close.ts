import type { Command } from "commander";
import { commandConfig, DB_FLAG, filled, interruptible } from "../context.ts";

const NOTES = `
A secret is closed (state verified) when all of it is proven:
  revoked  exhume verify found it dead, exhume evidence --revoked says so, or it
           has expired
  absent   no live tag of the repositories that held it holds it, and their last
           audit saw them in full
  clean    nor does the newest image of each of them
  logs     exhume evidence --logs-reviewed says what was found
Otherwise nothing is written for it, what is missing is said, and the exit code
is 1. There is no --force: what cannot be proven is not closed here. A risk that
is to stay is accepted: exhume track ID --state accepted --note WHY.`;

interface Flags {
  readonly json?: true;
  readonly by?: string;
  readonly note?: string;
}

export function addClose(program: Command): void {
  program
    .command("close")
    .description("end the work on secrets with a proof, or say what of it is missing")
    .argument("<id...>", "ids of secrets, or their first digits")
    .option(...DB_FLAG)
    .option("--by <name>", "who closes it (default: your user name)", filled)
    .option("--note <text>", "what is to be said besides", filled)
    .option("--json", "as JSON")
    .addHelpText("after", NOTES)
    .action(async (ids: readonly string[], { json, ...flags }: Flags, command: Command) => {
      const { closeSecrets } = await import("../close.ts");
      const asked = { config: await commandConfig(command), ids, json: json === true, ...flags };
      process.exitCode = await closeSecrets(asked, interruptible());
    });
}
