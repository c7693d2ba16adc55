import { type Command, Option } from "commander";
import { FORMAT_ALIASES, FORMAT_IDS } from "../../report/format-ids.ts";
import { CONFIDENCE_FLAG, collect, commandConfig, DB_FLAG, interruptible, VENDORED_FLAG } from "../context.ts";
import type { ReportCommand } from "../report.ts";

type Flags = Omit<ReportCommand, "config" | "revealHash"> & { readonly revealHash?: boolean };

const NOTES = `
Examples:
  $ exhume report --out report.html              one file for people, opens from
                                                 disk, asks no network
  $ exhume report --out report.html --map team/app=../app
                                                 with diffs of your Dockerfiles
  $ exhume report --out work.csv                 to fill in, for exhume track
  $ exhume report --format json | jq .verdict    for machines
  $ exhume report --out exhume.sarif             for code scanning

Without --format the name in --out says it: .html, .md, .csv, .json, .sarif,
.xml (JUnit). Steps that are ticked in the HTML report come back with exhume
import events.jsonl.

csv has a row per task to fill in with a spreadsheet, for exhume track --from.
sarif is SARIF 2.1.0, junit is for the gate of a CI (a secret fails while it is
open), defectdojo is for its "Generic Findings Import". github-issues and
jira-issues have one issue for each open task: JSON lines, or with --out a file
each. Ids stay the same in all of them, and no value is in any.

--reveal-hash is off because a plain hash of a short password can be guessed
by trying passwords: whoever gets the report could. It is for scoring against
labelled sets.`;

function formatOption(): Option {
  const option = new Option("--format <format>", "how it is written (default: as --out ends, or json)");
  const read = option.choices(FORMAT_IDS).parseArg;
  return option.argParser((typed: string, before: unknown) => {
    const lower = typed.toLowerCase();
    return read?.(FORMAT_ALIASES.get(lower) ?? lower, before);
  });
}

export function addReport(program: Command): void {
  program
    .command("report")
    .description("the whole case as one HTML file for people, or for machines (templates/report.schema.json)")
    .option(...DB_FLAG)
    .option(...VENDORED_FLAG)
    .option(...CONFIDENCE_FLAG)
    .addOption(formatOption())
    .option("--out <path>", "write it to a file, or a file for each issue into a folder")
    .option("--template <file>", "a report in your own style (templates/README.md); with html, what stands around it")
    .option("--source <folder>", "html: source of all images, for the diffs of its Dockerfiles")
    .option("--map <repo=folder>", "html: source of the images of one repository (repeatable)", collect)
    .option("--reveal-hash", "add the plain SHA-256 of every value")
    .addHelpText("after", NOTES)
    .action(async ({ revealHash = false, ...flags }: Flags, command: Command) => {
      const { writeReport } = await import("../report.ts");
      await writeReport({ ...flags, config: await commandConfig(command), revealHash }, interruptible());
    });
}
