import type { Command } from "commander";
import { collect, collectList, commandConfig, DB_FLAG, interruptible } from "../context.ts";

const TARGETS = `
Targets:
  registry.example.com               the whole registry
  'registry.example.com/team/*'      the repositories a pattern names
  registry.example.com/team/app      every tag of one repository
  registry.example.com/team/app:1.2  one image; also @sha256:...
  docker.io/NAMESPACE                a namespace of Docker Hub
  ecr                                Amazon ECR, see --region and --profile
  ecr-public  public.ecr.aws/ALIAS   your registries of ECR Public, or an alias
  registry-storage:DIR               the disk of a self-hosted registry
  docker-daemon:[IMAGE]  podman:[IMAGE]   images of an engine on this machine
  oci:DIR[:ref]  oci-archive:FILE  docker-archive:FILE  - (an archive on stdin)

Logins are those of docker login and podman login. The same command again
goes on where it was, and scans only what is new.`;

const GATE = `
--fail-on SEVERITY[,new|unrotated] names the open secrets that make the exit
code 1: all of that severity or worse; only those that this audit saw for the
first time or re-opened (new); or only those without a replacement in use
(unrotated). With \`never\` none does. exhume status --fail-on does the same.`;

interface Flags {
  readonly quiet?: true;
  readonly json?: true;
  readonly dryRun?: true;
}

export function addAudit(program: Command): void {
  program
    .command("audit")
    .description("scan every image of the targets into a case")
    .argument("<target...>", "registries, repositories, images or archives")
    .option(...DB_FLAG)
    .option("--insecure <host>", "reach this registry over plain http (repeatable)", collect)
    .option("--endpoint <host=url>", "use this address in place of a host's own (repeatable)", collect)
    .option("--region <regions>", "AWS regions of the target ecr, with commas, or all", collectList)
    .option("--profile <profiles>", "AWS profiles of the shared config, with commas", collectList)
    .option("--digests-file <file>", "also audit the images on its lines, REPOSITORY@sha256:...")
    .option("--dry-run", "list everything and say what the audit would cost; no layer is pulled")
    .option("--budget <amount>", "stop at 200GB, 150pulls or 45m, to go on later (repeatable)", collect)
    .option("--on-limit <what>", "at a registry's pull limit: stop (default) or wait")
    .option("--pull-reserve <n>", "pulls of a limit left to others, a number or a percentage (default: 10%)")
    .option("--foreign-layers", "fetch layers no registry holds from the addresses in their manifests")
    .option("--allow-realm <host>", "show logins to this token server of a foreign domain (repeatable)", collect)
    .option("--allow-private <host>", "let registries send exhume to this host in a private network", collect)
    .option("--rules <path>", "add rules, ours, gitleaks' or Kingfisher's: folder or file (repeatable)", collect)
    .option(
      "--seal <recipient>",
      "keep the value of each secret, encrypted to this age recipient (repeatable)",
      collect,
    )
    .option("--concurrency <n>", "blobs pulled and scanned at a time (default: 4)")
    .option("--threads <n>", "threads that scan (default: one for each core, 8 at the most)")
    .option("--max-memory <amount>", "memory each of them may hold: 512MB, 2GB (default: 1GB)")
    .option("--queue <url>", "give the blobs to workers over Redis or Valkey: redis://HOST, rediss://HOST")
    .option("--queue-password-file <file>", "file with its password; or EXHUME_QUEUE_PASSWORD")
    .option("--route <host=key=value>", "a label of a registry, which workers may ask for (repeatable)", collect)
    .option("--fail-on <policy>", "exit 1 from critical, high, medium or low (default) on, or never; see below")
    .option("--fail-confidence <level>", "exit 1 from this confidence on: high, medium, low (default: low)")
    .option("--quiet", "no progress and no summary")
    .option("--json", "events as JSON lines on stdout instead of the summary")
    .addHelpText("after", `${TARGETS}\n${GATE}`)
    .action(async (targets: readonly string[], flags: Flags, command: Command) => {
      const { runAuditCommand } = await import("../run-audit.ts");
      const output = flags.json ? "json" : flags.quiet ? "quiet" : "text";
      process.exitCode = await runAuditCommand(
        { config: await commandConfig(command), targets, output, dryRun: flags.dryRun ?? false },
        interruptible(),
      );
    });
}
