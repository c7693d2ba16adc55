import type { Command } from "commander";
import { commandConfig, DB_FLAG, filled, interruptible } from "../context.ts";
import { addPullFlags } from "../pull-flags.ts";
import type { RevealCommand } from "../reveal.ts";

const NOTES = `
The case holds no value: a blob that holds it is pulled again, scanned until
the value comes by, and nothing of it is kept. The value goes to stdout as it
is, so that it can be passed on and stays out of the process list of scripts:
  $ curl -H @<(printf 'Authorization: Bearer %s' "$(exhume reveal ID)") ...
A key is given as plain PEM, whatever it was wrapped in. Values of one line
have no newline at their end, except on a terminal.

An audit with --seal age1... keeps the values of what it scans, encrypted:
--identity FILE opens them, also when no registry has the image any more.

The log of the case says who had it, when and what for (exhume show ID); when
that cannot be written, nothing is shown. There is no --out: no file of ours
holds a value.`;

export function addReveal(program: Command): void {
  const command = program
    .command("reveal")
    .description("print the value of one secret, pulled again from where it was found; the log says so")
    .argument("<id>", "id of the secret, or its first digits")
    .option(...DB_FLAG)
    .option("--note <text>", "what it is wanted for, for the log", filled)
    .option("--by <name>", "who wants it (default: your user name)", filled)
    .option("--place <text>", "only places with this in REGISTRY/REPOSITORY@DIGEST PATH")
    .option("--from <target>", "a registry, repository or archive that has a copy of the image")
    .option("--identity <file>", "age identity that opens the value as it is sealed in the case; - is stdin")
    .option("--decoded", "undo the percent-encoding of a value that was found in a URL")
    .option("--yes", "do not ask before it is shown on a terminal");
  addPullFlags(command)
    .addHelpText("after", NOTES)
    .action(async (id: string, flags: Omit<RevealCommand, "config" | "id">, self: Command) => {
      const { revealCommand } = await import("../reveal.ts");
      await revealCommand({ ...flags, config: await commandConfig(self), id }, interruptible());
    });
}
