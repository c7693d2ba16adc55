import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { schemaTables } from "./schema-table.ts";

/** A part of a document that is made from the code. */
export interface Section {
  /** Of the project. */
  readonly file: string;
  /** `<!-- model -->` to `<!-- /model -->`. */
  readonly mark: string;
  readonly make: () => string;
}

export const SECTIONS: readonly Section[] = [
  { file: "templates/README.md", mark: "model", make: () => schemaTables("report.schema.json") },
];

const pathOf = (file: string): string => resolve(import.meta.dirname, "../..", file);

/** The document with the section as the code says. */
export function renewed({ file, mark, make }: Section): {
  readonly path: string;
  readonly before: string;
  readonly after: string;
} {
  const path = pathOf(file);
  const before = readFileSync(path, "utf8");
  const [start, end] = [`<!-- ${mark} -->\n`, `<!-- /${mark} -->`];
  const [from, to] = [before.indexOf(start) + start.length, before.indexOf(end)];
  if (from < start.length || to < from) throw new Error(`${file} has no section ${mark}`);
  return { path, before, after: `${before.slice(0, from)}${make().trimEnd()}\n${before.slice(to)}` };
}
