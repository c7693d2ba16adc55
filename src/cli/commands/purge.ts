import type { Command } from "commander";
import { commandConfig, DB_FLAG, interruptible } from "../context.ts";

const NOTES = `
A layer is served for as long as one manifest names it: to delete a tag is not
enough. The plan names every manifest of the case that holds a secret, in every
repository and registry, the indexes above it and what refers to it, in the
order in which they can be deleted, with commands for each registry. exhume
runs none of them. Rotate first: a purge revokes nothing.`;

export function addPurge(program: Command): void {
  program
    .command("purge")
    .description("which manifests to delete so that no registry serves the secrets any more; nothing is deleted")
    .argument("[id...]", "ids of secrets, or their first digits (default: all that are not put aside)")
    .option(...DB_FLAG)
    .option("--json", "as JSON")
    .addHelpText("after", NOTES)
    .action(async (ids: readonly string[], flags: { readonly json?: true }, command: Command) => {
      const { purgeCommand } = await import("../purge.ts");
      await purgeCommand({ config: await commandConfig(command), ids, json: flags.json === true }, interruptible());
    });
}
