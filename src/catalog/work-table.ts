import { readFileSync } from "node:fs";
import { CsvError, parse } from "csv-parse/sync";
import { WORK_STATES, type WorkState } from "../domain/rotation.ts";
import { UserError } from "../domain/user-error.ts";
import { WORK_COLUMNS, type WorkRow } from "../domain/work-row.ts";
import { fromCell } from "../report/csv-cell.ts";
import { daysOf } from "./table-day.ts";
import { decodeTable } from "./table-text.ts";

/** Reads the rows of a CSV file, `-` for stdin. UserError `TABLE_INVALID`, `file:line: ...`. */
export function readWorkTable(path: string): readonly WorkRow[] {
  const name = path === "-" ? "stdin" : path;
  return parseWorkTable(name, readBytes(path, name));
}

/** Columns in any order, others are left alone; separators, marks and ends of lines as spreadsheets write them. */
export function parseWorkTable(name: string, bytes: Uint8Array): readonly WorkRow[] {
  if (isWorkbook(bytes)) throw invalid(name, "is a workbook", "save it as CSV, UTF-8");
  const [head, ...lines] = tableLines(name, bytes);
  if (head === undefined) throw invalid(name, "is empty", MAKE);
  const columns = columnsOf(head);
  return lines.flatMap(({ cells, at }) => {
    if (cells.every((one) => one.trim() === "")) return [];
    const cell = (column: Column): string => fromCell((cells[columns.get(column) ?? -1] ?? "").trim());
    return rowOf(at, cell);
  });
}

/** A zip archive, xlsx and ods, or a compound file, xls. */
const isWorkbook = (bytes: Uint8Array): boolean =>
  ["504b0304", "d0cf11e0"].includes(Buffer.from(bytes.subarray(0, 4)).toString("hex"));

type Column = (typeof WORK_COLUMNS)[number];

interface Line {
  readonly cells: readonly string[];
  /** `work.csv:12`, where it begins. */
  readonly at: string;
}

function tableLines(name: string, bytes: Uint8Array): readonly Line[] {
  const { text, delimiter, firstLine } = decodeTable(bytes);
  try {
    const options = { delimiter, info: true, raw: true, relax_column_count: true, skip_empty_lines: true } as const;
    const parsed = parse(text, options) as unknown as readonly Parsed[];
    return parsed.map(({ record, info, raw }) => ({
      cells: record,
      at: `${name}:${info.lines - (raw.trim().split("\n").length - 1) + firstLine - 1}`,
    }));
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    const line = typeof cause.lines === "number" ? `:${cause.lines + firstLine - 1}` : "";
    throw invalid(`${name}${line}`, "a quote is not closed, or stands where none may", "save it again as CSV");
  }
}

interface Parsed {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
  readonly raw: string;
}

function columnsOf({ cells, at }: Line): ReadonlyMap<Column, number> {
  const names = cells.map((one) => one.trim().toLowerCase());
  const columns = new Map<Column, number>();
  for (const column of WORK_COLUMNS) {
    const places = names.flatMap((name, index) => (name === column ? [index] : []));
    if (places.length > 1) throw invalid(at, `the column ${column} stands twice`, "leave one of them");
    if (places[0] !== undefined) columns.set(column, places[0]);
  }
  for (const needed of ["id", "state"] as const)
    if (!columns.has(needed)) throw invalid(at, `there is no column ${needed}`, MAKE);
  return columns;
}

function rowOf(at: string, cell: (column: Column) => string): WorkRow {
  const [note, by] = [cell("note"), cell("by")];
  const until = daysOf(cell("until"));
  if (until === undefined) throw invalid(at, "until is no day", "write it as 2027-01-31");
  const [was] = statesOf(at, cell("was"));
  return {
    at,
    id: cell("id").toLowerCase(),
    states: statesOf(at, cell("state")),
    until,
    ...(note === "" ? {} : { note }),
    ...(by === "" ? {} : { by }),
    ...(was === undefined ? {} : { was }),
  };
}

/** `False positive` is meant well. */
function statesOf(at: string, cell: string): readonly WorkState[] {
  const words = cell.split(/[,+;]/).map((word) =>
    word
      .trim()
      .toLowerCase()
      .replace(/[\s_]+/g, "-"),
  );
  return words.filter(Boolean).map((word) => {
    const state = WORK_STATES.find((one) => one === word);
    if (state === undefined) throw invalid(at, `${word} is no state of work`, WORK_STATES.join(", "));
    return state;
  });
}

function readBytes(path: string, name: string): Uint8Array {
  try {
    return readFileSync(path === "-" ? 0 : path);
  } catch {
    throw invalid(name, "cannot be read", MAKE);
  }
}

const MAKE = "make one with exhume report --format csv --out work.csv, and fill in state and note";

const invalid = (at: string, problem: string, hint: string): UserError =>
  new UserError({ code: "TABLE_INVALID", message: `${at}: ${problem}`, hint });
