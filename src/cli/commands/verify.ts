import type { Command } from "commander";
import { collect, collectList, commandConfig, DB_FLAG, filled, interruptible } from "../context.ts";
import type { VerifyCommand } from "../verify.ts";

const NOTES = `
Without --provider it says who could be asked about what, and sends nothing.
With it, it shows the exact requests and where they leave a trace, asks, pulls
the values from the registry again, and sends one read-only question at a time.
What was learned is in the log of the case (exhume show ID): active or dead.
Canaries, expired and malformed secrets and documented examples are left out.

Logins are tried and certificates looked at only at hosts that you allow:
  $ exhume verify --provider postgres --allow-host db.corp.internal:5432
  $ exhume verify --provider tls --allow-host www.example.com
A tunnel is named behind it: --allow-host db.corp:5432=127.0.0.1:15432

Exit codes: 0 all are dead, 1 one is active, 3 something was not learned.`;

export function addVerify(program: Command): void {
  program
    .command("verify")
    .description("ask providers whether secrets still work: read-only, only whom you name, after you agree")
    .argument("[id...]", "ids of secrets, or their first digits (default: all that reports show)")
    .option(...DB_FLAG)
    .option("--provider <providers>", "whom to ask, with commas: github, aws, postgres ...", collectList)
    .option("--allow-host <host>", "try logins here: HOST[:PORT][=ADDRESS[:PORT]] (repeatable)", collect)
    .option("--endpoint <name=url>", "ask here in place of a provider or host, npm=URL (repeatable)", collect)
    .option("--insecure <host>", "plain http or unchecked TLS with this host (repeatable)", collect)
    .option("--authorized-keys <file>", "look for the public half of SSH keys here (repeatable)", collect)
    .option("--user <name>", "user of secrets that were found without one")
    .option("--identity <file>", "age identity that opens values as they are sealed in the case")
    .option("--from <target>", "a registry, repository or archive that has a copy of the images")
    .option("--force-canary", "also ask about canaries: whoever set them up is alerted")
    .option("--by <name>", "who asks (default: your user name)", filled)
    .option("--yes", "do not ask before requests are sent")
    .option("--json", "as JSON")
    .addHelpText("after", NOTES)
    .action(async (ids: readonly string[], flags: Omit<VerifyCommand, "config" | "ids">, command: Command) => {
      const { verifyCommand } = await import("../verify.ts");
      process.exitCode = await verifyCommand({ ...flags, config: await commandConfig(command), ids }, interruptible());
    });
}
