import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import * as z from "zod";
import type { TickLine } from "../domain/tick-line.ts";
import { UserError } from "../domain/user-error.ts";

/** A line with the place where it stands, `events.jsonl:12`. */
export interface ReadTick extends TickLine {
  readonly place: string;
}

const LINE = z.strictObject({
  exhume: z.literal("step"),
  version: z.literal(1),
  case: z.string().min(1).max(100),
  secret: z.string().regex(/^[0-9a-f]{64}$/),
  step: z.string().regex(/^[a-z]{1,20}(?:-\d{1,2})?$/),
  by: z.string().trim().min(1).max(200).optional(),
  at: z.iso.datetime(),
  note: z.string().trim().min(1).max(2000).optional(),
});

/** Bytes: a person ticks some thousand steps. */
const LONGEST = 16 * 1024 * 1024;
const HEAD = 400;
const MARK = /^\s*\{[^\n]{0,200}"exhume"\s*:\s*"step"/;

/** Whether a file is what an HTML report wrote; what cannot be read is told by who reads it. */
export function isTickFile(path: string): boolean {
  try {
    const file = openSync(path, "r");
    const head = Buffer.alloc(HEAD);
    const length = readSync(file, head);
    closeSync(file);
    return MARK.test(head.toString("utf8", 0, length));
  } catch {
    return false;
  }
}

/** The ticks of a file, `-` for stdin. UserError `TICKS_INVALID`, `file:line: ...`: then none of it is taken. */
export function readTickFile(path: string): readonly ReadTick[] {
  const name = path === "-" ? "stdin" : path;
  const ticks = readText(path, name)
    .split("\n")
    .flatMap((text, index) => (text.trim() === "" ? [] : [readLine(text, `${name}:${index + 1}`)]));
  if (ticks.length === 0) throw invalid(name, "is empty");
  return ticks;
}

function readLine(text: string, place: string): ReadTick {
  const read = LINE.safeParse(parse(text, place));
  if (read.success) return { ...(read.data as TickLine), place };
  const [issue] = read.error.issues;
  throw invalid(place, `${issue?.path.join(".") || "the line"}: ${issue?.message ?? "is no step"}`);
}

function parse(text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid(place, "is no JSON");
  }
}

function readText(path: string, name: string): string {
  let text: string;
  try {
    text = readFileSync(path === "-" ? 0 : path, "utf8");
  } catch {
    throw invalid(name, "cannot be read");
  }
  if (text.length > LONGEST) throw invalid(name, "is larger than 16 MiB");
  return text;
}

const invalid = (place: string, problem: string): UserError =>
  new UserError({
    code: "TICKS_INVALID",
    message: `${place}: ${problem}; nothing is written`,
    hint: "tick steps in a report of exhume report --format html, and hand on the file that it gives",
  });
