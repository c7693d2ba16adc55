import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { ImportResult } from "../../src/audit/import-file.ts";
import { readConfig } from "../../src/config.ts";
import { importFiles } from "../../src/wire.ts";
import type { TestCase } from "./audit.ts";

const FIXTURES = resolve(import.meta.dirname, "../../fixtures/exchange");
const { signal } = new AbortController();

/** An output of another tool in `fixtures/exchange`, with `{{name}}` filled in. */
export const toolOutput = (name: string, fields: Readonly<Record<string, string>> = {}): string =>
  readFileSync(join(FIXTURES, name), "utf8").replace(/\{\{([A-Za-z]+)\}\}/g, (all, field: string) =>
    fields[field] === undefined ? all : JSON.stringify(fields[field]).slice(1, -1),
  );

export interface ImportRun extends ImportResult {
  /** What was said of lines and entries that are lost. */
  readonly notes: readonly string[];
}

/** Writes a text beside the case and imports it. */
export const importText = async (
  { folder, db }: Pick<TestCase, "folder" | "db">,
  {
    name,
    text,
    format = "auto",
  }: { readonly name: string; readonly text: string | Uint8Array; readonly format?: string },
): Promise<ImportRun> => {
  const file = join(folder, name);
  writeFileSync(file, text);
  const config = readConfig({ flags: { db }, env: { HOME: folder }, cwd: folder });
  const notes: string[] = [];
  const onLost = (lost: string): void => void notes.push(lost.replace(folder, ""));
  for await (const result of importFiles({ config, files: [file], format, onLost }, signal))
    return { ...result, notes };
  throw new Error("no file was imported");
};
