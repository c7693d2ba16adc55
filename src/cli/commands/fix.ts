import { type Command, Option } from "commander";
import { CONFIDENCE_FLAG, collect, commandConfig, DB_FLAG, interruptible, VENDORED_FLAG } from "../context.ts";
import type { FixCommand } from "../fix.ts";

const NOTES = `
Without a source the Dockerfile is reconstructed from the history of the
images; the diff says so. Diffs are shown with values masked. Patch files hold
the lines they remove as they are, so they are written for your eyes only
(0600).`;

export function addFix(program: Command): void {
  program
    .command("fix")
    .description("Dockerfile diffs that move the secrets out, and what is left to do by hand")
    .option(...DB_FLAG)
    .option(...VENDORED_FLAG)
    .option(...CONFIDENCE_FLAG)
    .option("--source <folder>", "source of all images of the case: its Dockerfile, ignore file and context")
    .option("--dockerfile <file>", "one Dockerfile; its folder is the context")
    .option("--map <repo=folder>", "source of the images of one repository (repeatable)", collect)
    .option("--out <folder>", "write patches here")
    .addOption(
      new Option("--builder <builder>", "who builds").choices(["docker", "buildah", "podman"]).default("docker"),
    )
    .addOption(new Option("--form <form>", "how a secret is mounted").choices(["auto", "env", "file"]).default("auto"))
    .option("--no-syntax", "do not add a # syntax= line (it makes the builder pull a frontend image)")
    .addHelpText("after", NOTES)
    .action(async (flags: Omit<FixCommand, "config">, command: Command) => {
      const { fixSources } = await import("../fix.ts");
      process.exitCode = await fixSources({ config: commandConfig(command), ...flags }, interruptible());
    });
}
