import { loadTemplate } from "../catalog/templates.ts";
import type { Config } from "../config.ts";
import { safeJson } from "../report/clean.ts";
import type { Plan } from "../rotation/plan.ts";
import { shipped } from "../shipped.ts";
import { withCase } from "../wire-case.ts";
import { openTextScan } from "../wire-texts.ts";
import { EXIT } from "./errors.ts";
import { fixJson } from "./fix/fix-json.ts";
import { caseFixes, type FixSources } from "./fix/fix-targets.ts";
import { fixText } from "./fix/fix-text.ts";
import type { Gate } from "./fix/gates.ts";
import { lintFixes } from "./fix/lint-fixes.ts";
import { printGate } from "./fix/print-gate.ts";
import { proveFixes } from "./fix/prove-fixes.ts";
import { refuseFlags } from "./fix/refuse-flags.ts";
import { type PlannedSecret, remediationOf } from "./fix/remediation.ts";
import type { RepositoryFix } from "./fix/repository-fix.ts";
import type { FindValues } from "./fix/shown-diff.ts";
import { writePatches } from "./fix/write-patches.ts";
import { checkWritable, writeTree } from "./fix/write-tree.ts";
import { print } from "./print.ts";
import type { ProveFlags } from "./prove.ts";

export interface FixCommand extends ProveFlags, FixSources {
  readonly config: Config;
  /** That of this process, for git. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Folder or Dockerfile to look at without a case. */
  readonly lint?: string;
  /** The case as it was typed. */
  readonly db?: string;
  readonly gate?: Gate;
  readonly out?: string;
  readonly write?: true;
  readonly force?: true;
  readonly format: "text" | "json";
}

/** Shows the change of each Dockerfile, and writes it where that was asked for; gives the exit code. */
export async function fixSources(command: FixCommand, signal: AbortSignal): Promise<number> {
  refuseFlags(command);
  if (command.gate !== undefined) {
    await printGate(command.gate, signal);
    return EXIT.clean;
  }
  const { fixes, planned } = await fixesOf(command, signal);
  const { write = false, force = false, environment } = command;
  if (write) for (const fix of fixes) checkWritable(fix, { force, environment });
  const find = await findValues(command.config, signal);
  if (command.format === "json") print(safeJson(fixJson(fixes, { planned, find }), 2));
  else for (const fix of fixes) print(fixText(fix, find));
  if (command.out !== undefined) await writeAll(command, { fixes, planned, find }, signal);
  const code = command.prove === true ? await proveFixes(command, fixes, signal) : EXIT.clean;
  if (write) for (const fix of fixes) writeTree(fix);
  return code;
}

export const findValues = async (config: Config, signal: AbortSignal): Promise<FindValues> => {
  const { find } = await openTextScan(config, signal);
  return find;
};

interface Fixes {
  readonly fixes: readonly RepositoryFix[];
  /** By id; empty without a case. */
  readonly planned: ReadonlyMap<string, PlannedSecret>;
}

const fixesOf = async (command: FixCommand, signal: AbortSignal): Promise<Fixes> =>
  command.lint === undefined
    ? withCase(
        command.config,
        { use: (opened) => ({ fixes: caseFixes(command, opened), planned: plannedSecrets(opened.plan) }) },
        signal,
      )
    : { fixes: [await lintFixes(command, command.lint, signal)], planned: new Map() };

export const plannedSecrets = ({ open }: Plan): Fixes["planned"] =>
  new Map(
    open.flatMap(({ secrets, wave, runbook }) => secrets.map(({ id }) => [id, { wave, runbook: runbook.id }] as const)),
  );

async function writeAll(
  { out: folder = ".", ...command }: FixCommand,
  { fixes, planned, find }: Fixes & { readonly find: FindValues },
  signal: AbortSignal,
) {
  const template = await loadTemplate(shipped("templates"), "remediation.md.hbs", signal);
  const { db, builder } = command;
  const again = Object.entries({ db, builder }).flatMap(([flag, value]) =>
    value === undefined ? [] : [`--${flag}`, value],
  );
  for (const fix of fixes)
    writePatches(fix, {
      folder,
      template,
      remediation: (one, patch) =>
        remediationOf(one, { planned, patch, again, find, seen: command.lint === undefined }),
    });
}
