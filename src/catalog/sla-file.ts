import { readFileSync } from "node:fs";
import { LineCounter, parseDocument } from "yaml";
import * as z from "zod";
import { SEVERITIES } from "../domain/finding.ts";
import { EXPOSURES } from "../domain/rotation.ts";
import { UserError } from "../domain/user-error.ts";
import { addDuration } from "../rotation/duration.ts";
import { DEFAULT_SLA, type Sla } from "../rotation/sla.ts";

const TERM = "write days, 7, or a duration, PT12H or P7D";
/** Milliseconds: a hundred years. */
const LONGEST = 100 * 366 * 86_400_000;
const term = z
  .union([z.int().positive(), z.string()], TERM)
  .transform((value) => (typeof value === "number" ? `P${value}D` : value))
  .refine((value) => {
    const length = addDuration(0, value) ?? 0;
    return length > 0 && length <= LONGEST;
  }, TERM);
const terms = z.strictObject(Object.fromEntries(SEVERITIES.map((severity) => [severity, term.optional()])));
const file = z.strictObject({
  ...terms.shape,
  public: terms.optional(),
  exposure: z.strictObject(Object.fromEntries(EXPOSURES.map((kind) => [kind, terms.optional()]))).optional(),
});

/** The terms of a YAML file; a severity that it does not name has the default. UserError `SLA_INVALID`, `file:line: ...`. */
export function readSla(path: string): Sla {
  const lines = new LineCounter();
  const document = parseDocument(readText(path), { lineCounter: lines });
  const [broken] = document.errors;
  if (broken !== undefined)
    throw invalid(`${path}:${lines.linePos(broken.pos[0]).line}`, broken.message.split("\n", 1)[0] ?? "");
  const result = file.safeParse(toJs(document, path) ?? {});
  if (!result.success) {
    const [issue] = result.error.issues;
    const keys = (issue?.path ?? []).map(String);
    const unknown = issue?.code === "unrecognized_keys" ? issue.keys.slice(0, 1) : [];
    const range = (document.getIn([...keys, ...unknown], true) as { readonly range?: readonly number[] } | undefined)
      ?.range;
    const line = range?.[0] === undefined ? 1 : lines.linePos(range[0]).line;
    throw invalid(`${path}:${line}`, [[...keys, ...unknown].join("."), issue?.message].filter(Boolean).join(": "));
  }
  const { exposure = {}, public: open = {}, ...own } = result.data;
  return { terms: { ...DEFAULT_SLA.terms, ...own }, exposure, public: open } as Sla;
}

/** An alias of nothing is found only here. */
function toJs(document: ReturnType<typeof parseDocument>, path: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw invalid(path, error instanceof Error ? error.message : "is no YAML");
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw invalid(path, "cannot be read");
  }
}

const invalid = (at: string, problem: string): UserError =>
  new UserError({
    code: "SLA_INVALID",
    message: `${at}: ${problem}`,
    hint: "lines such as critical: PT12H or high: 7, also below public: or below exposure: and live:",
  });
