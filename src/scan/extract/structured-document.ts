import type { DocumentInfo, Span } from "../../domain/finding.ts";
import type { FlowReader } from "../kernel/kernel.ts";
import type { Candidate } from "../match.ts";
import { nameKind } from "../name-model.ts";
import { placeOf } from "../place.ts";
import type { Rule } from "../rule.ts";
import type { Entry } from "./entry.ts";
import { type LoginFile, readLoginLines } from "./login-lines.ts";
import { readEntries } from "./read-entries.ts";
import { isTable, readTable } from "./table-rows.ts";
import { deniedBecause, plainEntry, traitsOf, valueKind } from "./value-kind.ts";

/** The structure of longer documents is not read, in bytes: their patterns are. */
export const STRUCTURED_BYTES = 1024 * 1024;

/** Documents whose values are named by keys: settings, in any format. */
export const mayBeStructured = (document: DocumentInfo): boolean =>
  document.kind === "file" && (placeOf(document) === "config" || isTable(document));

/** Values that only the structure of their document shows, or shows better than a pattern. */
export interface Structured {
  /** With the offset in the document of the window of each. */
  readonly found: readonly { readonly caught: Candidate; readonly start: number }[];
  /** Values that are none, whatever a pattern says. */
  readonly denied: readonly { readonly span: Span; readonly why: string }[];
  /** The keys that lead to the value which begins there. */
  nameAt(start: number): string | undefined;
}

/** The rules whose findings values become that a reader has found. */
export type ReaderRules = Readonly<Record<"password" | "secret" | "hash", Rule | undefined>>;

interface Input {
  readonly document: DocumentInfo;
  /** latin1. */
  readonly text: string;
  readonly rules: ReaderRules;
  /** When every line of the file is a login. */
  readonly file: LoginFile | undefined;
  /** Where something was found whose name is wanted. */
  readonly asked: ReadonlySet<number>;
  readonly flow?: FlowReader | undefined;
}

export const readStructured = ({ document, text, rules, file, asked, flow }: Input): Structured => {
  if (file !== undefined) return readLogins({ document, text, rules, file });
  if (isTable(document)) return readColumns({ document, text, rules });
  const entries = readEntries(text, { asked, flow });
  const traits = traitsOf(text, entries);
  const denied: { readonly span: Span; readonly why: string }[] = [];
  const found = entries.flatMap((entry) => {
    const why = deniedBecause(entry);
    if (why !== undefined) {
      denied.push({ span: entry.span, why });
      return [];
    }
    const plain = plainEntry(entry, traits);
    const kind = valueKind(plain, traits);
    const rule = kind && rules[kind.kind === "password" ? "password" : "secret"];
    if (kind === undefined || rule === undefined) return [];
    const encoded = plain.value !== entry.value && plain.span === entry.span ? "" : undefined;
    return [caughtAt({ document, text, rule, entry: plain, groups: { ...kind, encoded } })];
  });
  let byStart: ReadonlyMap<number, Entry> | undefined;
  const nameAt = (start: number): string | undefined => {
    byStart ??= new Map(entries.map((entry) => [entry.span.start, entry]));
    const entry = byStart.get(start);
    return entry && nameOf(entry);
  };
  return { found, denied, nameAt };
};

const readLogins = ({
  document,
  text,
  rules,
  file,
}: Omit<Input, "asked" | "flow"> & { readonly file: LoginFile }): Structured => {
  const found: Structured["found"][number][] = [];
  const rule = file === "htpasswd" ? rules.hash : rules.password;
  const emit = (entry: Entry): void => {
    const groups = { kind: "password", by: `a line of ${file}`, user: nameOf(entry) };
    if (rule !== undefined) found.push(caughtAt({ document, text, rule, entry, groups }));
  };
  readLoginLines(file, { text, emit });
  return { found, denied: [], nameAt: () => undefined };
};

const readColumns = ({ document, text, rules }: Pick<Input, "document" | "text" | "rules">): Structured => {
  const found: Structured["found"][number][] = [];
  const emit = (entry: Entry): void => {
    const kind = nameKind(nameOf(entry));
    const rule = rules[kind === "password" ? "password" : "secret"];
    if (rule !== undefined && found.length < MOST_ROWS)
      found.push(caughtAt({ document, text, rule, entry, groups: { kind } }));
  };
  readTable(document.path, { text, emit });
  return { found, denied: [], nameAt: () => undefined };
};
/** More values of one table are not read by their columns. */
const MOST_ROWS = 10_000;

interface Found extends Pick<Candidate, "document" | "text" | "rule" | "groups"> {
  readonly entry: Entry;
}

/** Text around a value in which the rest of a login may stand. */
const AROUND = 400;

const caughtAt = ({ document, text, rule, entry, groups: more }: Found): Structured["found"][number] => {
  const start = Math.max(0, entry.span.start - AROUND);
  const span = { start: entry.span.start - start, end: entry.span.end - start };
  const window = text.slice(start, entry.span.end + AROUND);
  const groups = { ...more, name: nameOf(entry), value: entry.value, quoted: entry.quoted ? "" : undefined };
  return { caught: { rule, document, text: window, span, value: window.slice(span.start, span.end), groups }, start };
};

const LONGEST_NAME = 160;

/** Keys as people say them; what no key has is left out. */
const nameOf = ({ path }: Entry): string =>
  asWritten(path.join("."))
    .replace(/^:|[^\x20-\x7e\p{L}\p{M}\p{N}]/gu, "")
    .slice(-LONGEST_NAME);

/** Paths are latin1. */
const asWritten = (name: string): string =>
  /[\x80-\xff]/.test(name) ? Buffer.from(name, "latin1").toString("utf8") : name;
