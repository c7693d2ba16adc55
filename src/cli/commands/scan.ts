import { type Command, Option } from "commander";
import { CONFIDENCE_FLAG, collect, commandConfig, interruptible, VENDORED_FLAG } from "../context.ts";

interface Flags {
  readonly format: "text" | "json";
  readonly db?: string;
  readonly revealHash?: true;
  readonly reveal?: true;
  readonly name?: string;
  readonly json?: true;
}

const NOTES = `
Every file below a folder is read: hidden ones, .git, binaries, compressed
files and tar archives; links are not followed. Paths are told from the folder
that was named. What cannot be read is said, and makes the exit code 3.

Fingerprints: this command writes no case, so a value has none. --db FILE takes
the key of an existing case: the fingerprints are then those of its secrets.
--reveal-hash adds the plain SHA-256, from which a short password can be
guessed. --reveal prints the values themselves: keep its output out of logs.

What may stay: lines of .exhumeignore (or --ignore-file FILE) such as
  rule generic-password path test/** until 2027-01-31   # fixtures
and what --baseline FILE holds, the JSON of an earlier scan. Both are counted,
listed in the JSON with "allowed", and make no exit code. With --db a baseline
goes by fingerprint and path, without by rule, path, name and preview.`;

export function addScan(program: Command): void {
  program
    .command("scan")
    .description("scan a folder, a file or stdin (-) as layers are scanned; writes no case")
    .argument("<path>", "folder or file, or - for stdin")
    .addOption(new Option("--format <format>", "text or json").choices(["text", "json"]).default("text"))
    .option("--json", "the same as --format json")
    .option("--db <file>", "add fingerprints under the key of this case")
    .option("--reveal-hash", "add the plain SHA-256 of every value")
    .option("--reveal", "add every value")
    .option(...VENDORED_FLAG)
    .option(...CONFIDENCE_FLAG)
    .option("--rules <path>", "add rules, ours, gitleaks' or Kingfisher's: folder or file (repeatable)", collect)
    .option("--name <path>", "the path that stdin stands for: rules go by it")
    .option("--baseline <file>", "JSON of an earlier scan or report: what it holds is known, and does not fail")
    .option("--fail-confidence <level>", "exit 1 from this confidence on: high, medium, low (default: low)")
    .option("--fail-on <severity>", "exit 1 from this severity on: critical, high, medium, low, never (default: low)")
    .addHelpText("after", NOTES)
    .action(async (path: string, flags: Flags, command: Command) => {
      const { runScanCommand } = await import("../run-scan.ts");
      process.exitCode = await runScanCommand(
        {
          config: await commandConfig(command),
          path,
          format: flags.json === true ? "json" : flags.format,
          caseKey: flags.db !== undefined,
          revealHash: flags.revealHash === true,
          reveal: flags.reveal === true,
          stdinName: flags.name,
        },
        interruptible(),
      );
    });
}
