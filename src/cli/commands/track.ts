import { type Command, InvalidArgumentError } from "commander";
import { WORK_STATES, type WorkState } from "../../domain/rotation.ts";
import { collect, commandConfig, DB_FLAG, filled, interruptible } from "../context.ts";
import type { Track } from "../track.ts";

const NOTES = `
States: ${WORK_STATES.slice(0, 6).join(", ")},
${WORK_STATES.slice(6).join(", ")}; several at once
with commas, as in deployed,rotated.

The old one is disabled, deleted or rotated after the new one is deployed, so
that nothing breaks. Containment first: --state disabled --force --note "abuse
seen". To dismiss a secret needs a note; --until ends an acceptance.`;

export function addTrack(program: Command): void {
  program
    .command("track")
    .description("record progress on secrets; a secret that comes back re-opens itself")
    .argument("[id...]", "ids of secrets, or their first digits")
    .option(...DB_FLAG)
    .option("--state <state>", "what the work is now", parseStates)
    .option("--step <step>", "a step of its runbook is done: create, contain-2 for the second (repeatable)", collect)
    .option("--by <name>", "who did it (default: your user name)", filled)
    .option("--note <text>", "why, or where the evidence is", filled)
    .option("--until <day>", "with accepted: the last day it holds, YYYY-MM-DD", parseDay)
    .option("--force", "against the order of work; --note says why")
    .option("--repo <pattern>", "all open secrets in images of these repositories (repeatable)", collect)
    .option("--provider <name>", "all open secrets of this provider (repeatable)", collect)
    .option("--wave <n>", "all open secrets of this wave, 1 to 5", parseWave)
    .option("--from <file>", "what changed in a table of report --format csv, or - for stdin")
    .option("--dry-run", "say what would change, and write nothing")
    .option("--json", "what changed as JSON")
    .addHelpText("after", NOTES)
    .action(async (ids: readonly string[], flags: Omit<Track, "config" | "ids">, command: Command) => {
      const { trackSecrets } = await import("../track.ts");
      await trackSecrets({ config: await commandConfig(command), ids, ...flags }, interruptible());
    });
}

function parseStates(typed: string): readonly WorkState[] {
  const states = typed.split(",").map((word) => WORK_STATES.find((state) => state === word.trim()));
  if (states.includes(undefined))
    throw new InvalidArgumentError(`Allowed choices are ${WORK_STATES.join(", ")}, several with commas.`);
  return states.flatMap((state) => state ?? []);
}

function parseDay(typed: string): string {
  const date = new Date(`${typed}T00:00:00Z`);
  if (Number.isNaN(date.getTime()) || !date.toISOString().startsWith(`${typed}T`))
    throw new InvalidArgumentError("Write a day as 2027-01-31.");
  return typed;
}

function parseWave(typed: string): number {
  if (!/^[1-5]$/.test(typed)) throw new InvalidArgumentError("A wave is 1, 2, 3, 4 or 5.");
  return Number(typed);
}
