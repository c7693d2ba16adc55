import type { Command } from "commander";
import { commandConfig, DB_FLAG, filled, interruptible } from "../context.ts";
import type { AddEvidence } from "../evidence.ts";

const NOTES = `
Of a file the case keeps its name and SHA-256, not the file: keep that yourself.
What is said here counts until the secret is seen again in a new image, or is
taken up again after it had ended.`;

export function addEvidence(program: Command): void {
  program
    .command("evidence")
    .description("record what shows that secrets are dead, or that their use was looked into")
    .argument("<id...>", "ids of secrets, or their first digits")
    .option(...DB_FLAG)
    .option("--revoked", "the provider revoked it: a screenshot, an answer, a ticket")
    .option("--logs-reviewed", "the logs of its use were read: say what was found")
    .option("--file <file>", "the evidence itself")
    .option("--note <text>", "what it shows", filled)
    .option("--by <name>", "whose word it is (default: your user name)", filled)
    .option("--json", "as JSON")
    .addHelpText("after", NOTES)
    .action(async (ids: readonly string[], flags: Omit<AddEvidence, "config" | "ids">, command: Command) => {
      const { addEvidence: append } = await import("../evidence.ts");
      await append({ config: await commandConfig(command), ids, ...flags }, interruptible());
    });
}
