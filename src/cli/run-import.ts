import type { ImportResult } from "../audit/import-file.ts";
import { isTickFile } from "../catalog/tick-file.ts";
import type { Config } from "../config.ts";
import { cleanText, safeJson } from "../report/clean.ts";
import { plural } from "../report/phrases.ts";
import { wrap } from "../report/wrap.ts";
import { importFiles } from "../wire.ts";
import { EXIT } from "./errors.ts";
import { importTicks } from "./import-ticks.ts";
import { note, print } from "./print.ts";

export interface ImportCommand {
  readonly config: Config;
  readonly files: readonly string[];
  readonly format: string;
  readonly json: boolean;
}

/** Losses that are named for one file; the others are counted. */
const NAMED = 20;

/** Imports, says what came in and what did not, and gives the exit code. */
export async function runImportCommand(command: ImportCommand, signal: AbortSignal): Promise<number> {
  const { config, files, format, json } = command;
  const isTicks = (file: string): boolean => format === "exhume" || (format === "auto" && isTickFile(file));
  for (const file of files.filter(isTicks)) await importTicks({ config, file, json }, signal);
  const others = files.filter((file) => !isTicks(file));
  return others.length === 0 ? EXIT.clean : await importFindings({ ...command, files: others }, signal);
}

async function importFindings({ json, ...command }: ImportCommand, signal: AbortSignal): Promise<number> {
  const results: ImportResult[] = [];
  let named = 0;
  const onLost = (text: string): void => {
    if (++named <= NAMED) note(cleanText(`not imported: ${text}`));
  };
  for await (const result of importFiles({ ...command, onLost }, signal)) {
    if (named > NAMED) note(`not imported: ${named - NAMED} more`);
    named = 0;
    results.push(result);
    if (!json) print(resultText(result));
  }
  if (json) print(safeJson(results, 2));
  return results.some(({ lost }) => lost > 0) ? EXIT.incomplete : EXIT.clean;
}

function resultText(result: ImportResult): string {
  const { file, known, tools, findings, withoutValue, newSecrets, newPlaces, active, lost } = result;
  const parts = known
    ? ["was imported before: nothing to do"]
    : [
        `${plural(findings, "finding")}${tools.length === 0 ? "" : ` of ${tools.join(", ")}`}`,
        `${plural(newSecrets, "secret")} and ${plural(newPlaces, "place")} that the case had not`,
        ...(withoutValue === 0 ? [] : [`${withoutValue} without a value`]),
        ...(active === 0 ? [] : [`${active} reported active`]),
        ...(lost === 0 ? [] : [`${lost} not readable`]),
      ];
  return wrap(cleanText(`${file}: ${parts.join("; ")}`), { width: 80, first: "", rest: "  " });
}
