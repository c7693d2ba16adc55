import { stringify } from "csv-stringify/sync";
import { isOpen } from "../../domain/rotation.ts";
import type { Task } from "../../rotation/task.ts";
import { workOfSecret } from "../../rotation/work.ts";
import { cleanText } from "../clean.ts";
import { cut } from "../columns.ts";
import { toCell } from "../csv-cell.ts";
import type { ReportFormat } from "../format.ts";
import { day } from "../phrases.ts";

/**
 * One row per task, to be filled in by hand and given to `exhume track --from`: `state`, `note`, `until` and `by` are read
 * back, and `was` tells whether the case went on in between. RFC 4180.
 */
export const csvFormat: ReportFormat = {
  id: "csv",
  mediaType: "text/csv",
  // Spreadsheets take a file without it for one of their own country.
  fileMark: "\ufeff",
  render: ({ generatedAt }, { plan }) => {
    const now = new Date(generatedAt);
    const rows = [...plan.open, ...plan.closed].map((task) => rowOf(task, now));
    return stringify(rows, { header: true, columns: [...COLUMNS], record_delimiter: "\r\n" });
  },
};

const COLUMNS = [
  "id",
  "wave",
  "severity",
  "title",
  "owner",
  "due",
  "overdue",
  "state",
  "note",
  "until",
  "by",
  "was",
  "last_note",
  "provider",
  "images",
  "image",
] as const;

const LONGEST = 500;

function rowOf(task: Task, now: Date): Readonly<Record<(typeof COLUMNS)[number], string>> {
  const [lead] = task.secrets;
  const images = task.images();
  const [worst] = images;
  const notes = task.secrets.flatMap(({ events }) => events).flatMap(({ note }) => note ?? []);
  return {
    id: toCell(task.id),
    wave: String(task.wave),
    severity: task.severity,
    title: cell(task.title),
    owner: cell(task.owner?.name ?? "unknown"),
    due: task.due === undefined ? "" : day(task.due),
    overdue: task.overdue ? "yes" : "",
    state: task.state,
    note: "",
    until: isOpen(task.state) || lead === undefined ? "" : (workOfSecret(lead, now).until ?? ""),
    by: "",
    was: task.state,
    last_note: cell(notes.at(-1) ?? ""),
    provider: cell(lead?.provider ?? ""),
    images: String(images.filter(({ present }) => present).length),
    image: worst === undefined ? "" : cell([worst.registry, worst.repository].filter(Boolean).join("/")),
  };
}

const cell = (text: string): string => toCell(cut(cleanText(text).trim(), LONGEST));
