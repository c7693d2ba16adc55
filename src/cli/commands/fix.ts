import { type Command, Option } from "commander";
import {
  CONFIDENCE_FLAG,
  collect,
  commandConfig,
  DB_FLAG,
  interruptible,
  minutes,
  programEnvironment,
  VENDORED_FLAG,
} from "../context.ts";
import { GATES } from "../fix/gates.ts";
import type { FixCommand } from "../fix.ts";

const NOTES = `
Examples:
  $ exhume fix --source ../app                   what leaked, in one source
  $ exhume fix --map team/app=../app --out fixes one patch per repository, and
                                                 what else is to be done
  $ exhume fix --source ../app --write           edit in place, under git
  $ exhume fix --lint .                          without a case: by names and
                                                 shapes alone
  $ exhume fix --gate github                     the CI step that audits an
                                                 image before it is pushed

Without a source the Dockerfile is reconstructed from the history of the
images; the diff says so. Each secret and each Dockerfile has a verdict: auto
(builds, same inputs), auto+confirm (behaviour may change: read the lines that
begin with Check), manual (the reason by its code, and what to do).

Diffs are shown with values masked. Patch files hold the lines they remove as
they are, so they are written for your eyes only (0600). --write refuses a
source that is not under git or has changes; --force does it anyway.

--prove builds each Dockerfile as it was and as it is fixed, with canaries in
place of secrets, and looks for them in every byte of both images. It runs the
commands of the Dockerfile, and the builder may pull base images. It pushes
nothing, uses no secret of yours, and removes what it made. Exit code 1: a
proof failed; 3: something could not be proven.`;

type Flags = Omit<FixCommand, "config" | "environment"> & { readonly json?: true };

export function addFix(program: Command): void {
  program
    .command("fix")
    .description("Dockerfile diffs that move the secrets out, and what is left to do by hand")
    .option(...DB_FLAG)
    .option(...VENDORED_FLAG)
    .option(...CONFIDENCE_FLAG)
    .option("--source <folder>", "source of all images of the case: its Dockerfiles, ignore files and context")
    .option("--dockerfile <file>", "one Dockerfile; its folder is the context")
    .option("--map <repo=folder>", "source of the images of one repository (repeatable)", collect)
    .option("--lint <folder>", "a folder or Dockerfile, without a case: what would leak, by names and shapes")
    .option("--out <folder>", "write NAME.patch and NAME-REMEDIATION.md here, for each source")
    .option("--write", "edit the source in place")
    .option("--force", "with --write: also a source that git could not bring back")
    .addOption(new Option("--format <format>", "how it is shown").choices(["text", "json"]).default("text"))
    .option("--json", "the same as --format json")
    .addOption(
      new Option("--builder <builder>", "who builds (default: as the CI files of the source say, else docker)").choices(
        ["docker", "buildah", "podman", "kaniko"],
      ),
    )
    .addOption(new Option("--form <form>", "how a secret is mounted").choices(["auto", "env", "file"]).default("auto"))
    .option("--no-syntax", "do not add a # syntax= line (it makes the builder pull a frontend image)")
    .option("--prove", "build before and after with canaries for secrets, and look for them in the images")
    .option("--prove-timeout <minutes>", "of one build", minutes, 10)
    .option("--prove-offline", "steps of the builds get no network (docker)")
    .addOption(new Option("--gate <ci>", "print the step that audits an image before it is pushed").choices(GATES))
    .addHelpText("after", NOTES)
    .action(async ({ json, ...flags }: Flags, command: Command) => {
      const { fixSources } = await import("../fix.ts");
      process.exitCode = await fixSources(
        {
          ...flags,
          ...(json ? { format: "json" } : {}),
          config: await commandConfig(command),
          environment: programEnvironment(new Set()),
        },
        interruptible(),
      );
    });
}
