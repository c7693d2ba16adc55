import { type Command, Option } from "commander";
import { CONFIDENCE_FLAG, collect, commandConfig, DB_FLAG, interruptible, minutes, VENDORED_FLAG } from "../context.ts";
import type { FixCommand } from "../fix.ts";

const NOTES = `
Without a source the Dockerfile is reconstructed from the history of the
images; the diff says so. Diffs are shown with values masked. Patch files hold
the lines they remove as they are, so they are written for your eyes only
(0600).

--prove builds each Dockerfile as it was and as it is fixed, with canaries in
place of secrets, and looks for them in every byte of both images. It runs the
commands of the Dockerfile, and the builder may pull base images. It pushes
nothing, uses no secret of yours, and removes what it made. Exit code 1: a
proof failed; 3: something could not be proven.`;

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
    .option("--prove", "build before and after with canaries for secrets, and look for them in the images")
    .option("--prove-timeout <minutes>", "of one build", minutes, 10)
    .option("--prove-offline", "steps of the builds get no network (docker)")
    .addHelpText("after", NOTES)
    .action(async (flags: Omit<FixCommand, "config">, command: Command) => {
      const { fixSources } = await import("../fix.ts");
      process.exitCode = await fixSources({ config: commandConfig(command), ...flags }, interruptible());
    });
}
