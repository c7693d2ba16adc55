import * as z from "zod";
import { OVERLAPS } from "../domain/finding.ts";
import { strayBraces } from "../rotation/fill.ts";
import { STEP_KINDS } from "../rotation/runbook.ts";

const text = z
  .string()
  .trim()
  .min(1, "must not be empty")
  .superRefine((value, context) => {
    const braces = strayBraces(value);
    if (braces !== undefined) context.addIssue({ code: "custom", message: `"${braces}" does not name a fact` });
  });

/** Commands are shown, never run; the values they need are typed at a prompt or read from a file, never written in. */
const step = z.strictObject({
  kind: z.enum(STEP_KINDS),
  text,
  ui: text.exactOptional(),
  command: text.exactOptional(),
  reversible: z.boolean().exactOptional(),
});

const words = z.array(z.string().min(2)).min(1);
const refinement = z
  .strictObject({
    runbook: text,
    facts: z.record(z.string(), words).exactOptional(),
    names: words.exactOptional(),
    paths: words.exactOptional(),
  })
  .refine(({ facts, names, paths }) => facts ?? names ?? paths, "must name facts, names or paths");

/** `noQuery`: why there is none to paste. */
const log = z.strictObject({ text, query: text.exactOptional(), noQuery: text.exactOptional() });

/** `templates/runbooks/<id>.yml`. Each one says how the old value dies and how that is proven. */
export const runbookSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, "must be kebab-case"),
  title: text,
  refines: z.array(refinement).min(1).exactOptional(),
  overlap: z.enum(OVERLAPS),
  reviewed: z.iso.date("must be a date, YYYY-MM-DD"),
  unconfirmed: z.enum(["pages", "all"]).exactOptional(),
  sources: z.array(text).min(1, "must name a source"),
  sideEffects: text,
  privilege: text,
  steps: z
    .array(step)
    .refine((steps) => steps.some(({ kind }) => kind === "disable" || kind === "delete"), "must disable or delete")
    .refine((steps) => steps.some(({ kind }) => kind === "verify"), "must have a verify step"),
  logs: z.array(log).min(1, "must say which log to read"),
  placeholders: z.record(z.string().regex(/^[A-Z][A-Z0-9_]*$/, "must be in capitals"), text).exactOptional(),
});
