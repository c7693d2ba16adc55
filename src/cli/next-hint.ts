import type { Command } from "commander";
import { EXIT } from "./errors.ts";
import { note } from "./print.ts";

/** What is mostly done after each command. Those that print values or scripts, and audit, which has its own, say nothing. */
const NEXT: Readonly<Record<string, readonly [command: string, why: string]>> = {
  status: ["plan --out checklist.md", "what to rotate, in which order, how"],
  runs: ["diff", "what changed between the last two audits"],
  diff: ["status", "where the work stands"],
  coverage: ["audit TARGET", "the same again tries what was not read once more"],
  plan: ["fix --source FOLDER", "Dockerfile diffs that move the secrets out"],
  secrets: ["show ID", "where it is, how each image shows it, how to rotate it"],
  show: ["track ID --state triaged", "record the work; other states follow"],
  fix: ["audit TARGET", "once it is built again: does it show no secret?"],
  track: ["status", "what is left"],
  log: ["log --verify", "prove that no entry was changed"],
  verify: ["close ID", "end the work on what is dead"],
  match: ["show ID", "all that is known of it"],
  import: ["status", "what to do first"],
  evidence: ["close ID", "end the work with a proof"],
  close: ["purge ID", "which manifests to delete so that nothing serves it"],
  seal: ["reveal ID --identity FILE", "open a value again"],
  purge: ["audit TARGET", "once they are deleted: is it gone?"],
  report: ["status", "where the work stands"],
  list: ["rules explain FILE", "each candidate in a file, and what kept or dropped it"],
  explain: ["scan PATH", "what of it is found"],
};

/** For who learns the way at a terminal: one line on stderr, never beside JSON, nor after a failure. */
export function hintNext(command: Command): void {
  const next = NEXT[command.name()];
  const { json, quiet, format, db } = command.optsWithGlobals<Readonly<Record<string, unknown>>>();
  if (next === undefined || !process.stderr.isTTY || json === true || quiet === true || format === "json") return;
  if (process.exitCode === EXIT.usage || process.exitCode === EXIT.bug) return;
  const [line, why] = next;
  note(`next: exhume ${line}${typeof db === "string" && !/^(?:scan|rules)/.test(line) ? ` --db ${db}` : ""}   ${why}`);
}
