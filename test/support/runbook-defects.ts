import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Runbook, RunbookStep } from "../../src/rotation/runbook.ts";

const ROOT = resolve(import.meta.dirname, "../..");
/** Facts that the planner adds to those of the scanner. */
const PLANNED = ["hashedToken", "leadId", "secretId", "since", "until"];

/** What is missing in a runbook for a person who has nothing else, in words. */
export function runbookDefects({ steps, logs, sideEffects }: Runbook): readonly string[] {
  const kinds = steps.map(({ kind }) => kind);
  const revoked = Math.max(kinds.lastIndexOf("disable"), kinds.lastIndexOf("delete"));
  const defects: string[] = [];
  if (revoked < 0) defects.push("has no step to disable or delete");
  if (kinds.lastIndexOf("verify") < revoked || !kinds.includes("verify")) defects.push("does not verify after it");
  if (kinds.at(-1) !== "purge") defects.push("does not end with a purge");
  if (sideEffects.length < 20) defects.push("does not tell the side effects");
  if (!logs.some(({ query, noQuery }) => query !== undefined || noQuery !== undefined))
    defects.push("has no query of a log, and does not say why (noQuery)");
  for (const step of steps.filter(unclear)) defects.push(`${step.kind}: ${step.text} says neither where nor how`);
  const commands = [...steps.map(({ command }) => command), ...logs.map(({ query }) => query)];
  for (const command of commands) if (unquotedReveal(command ?? "")) defects.push("has a value that is not quoted");
  return defects;
}

const unclear = ({ kind, ui, command }: RunbookStep): boolean =>
  ["create", "disable", "delete"].includes(kind) && ui === undefined && command === undefined;

/** What a shell puts in the place of `$(exhume reveal ID)` is one word only between quotes. */
const unquotedReveal = (command: string): boolean =>
  /\$\(exhume reveal/.test(command.replace(/(["'])\$\(exhume reveal \{\{\w+\}\}\)\1/g, "").replace(/"[^"]*"/gs, ""));

/** Names of the facts that a runbook asks for. */
export const factsIn = (runbook: Runbook): readonly string[] => [
  ...new Set([...JSON.stringify(runbook).matchAll(/\{\{\s*(\w+)\s*\}\}/g)].flatMap(([, name]) => name ?? [])),
];

let names: Promise<ReadonlySet<string>> | undefined;

/** Every word of the scanner's sources and of the rules that can be the name of a fact. */
export const factNames = (): Promise<ReadonlySet<string>> => {
  names ??= readNames();
  return names;
};

async function readNames(): Promise<ReadonlySet<string>> {
  const found = new Set(PLANNED);
  for (const [directory, word] of [
    ["src/scan", /\b([a-z][A-Za-z0-9]*)(?=\??:|[,}\s>"])/g],
    ["rules", /\b(?:fact|by): '?(\w+)/g],
  ] as const) {
    for (const file of await readdir(join(ROOT, directory), { recursive: true }))
      if (/\.(?:ts|yml)$/.test(file))
        for (const [, name] of (await readFile(join(ROOT, directory, file), "utf8")).matchAll(word))
          found.add(name ?? "");
  }
  return found;
}
