import { EXPOSURES, WORK_STATES } from "../src/domain/rotation.ts";
import { SEVERITIES_IN_ORDER } from "./orders.ts";
import type { SecretRow } from "./secret-row.ts";

/** A column of the table of secrets; rows that are alike stay in the order of the plan. */
export interface Column {
  readonly id: string;
  readonly title: string;
  /** What it is sorted by, least first. Absent: it is not. */
  readonly keyOf: (row: SecretRow) => string | number;
}

/** What has no date comes last. */
const NEVER = "9999";

export const COLUMNS: readonly Column[] = [
  { id: "severity", title: "Severity", keyOf: ({ secret }) => SEVERITIES_IN_ORDER.indexOf(secret.severity) },
  { id: "secret", title: "Secret", keyOf: ({ secret }) => secret.title.toLowerCase() },
  { id: "owner", title: "Owner", keyOf: ({ owner }) => (owner === "" ? "\uffff" : owner.toLowerCase()) },
  {
    id: "exposure",
    title: "Exposure",
    keyOf: ({ exposures: [worst] }) => (worst === undefined ? EXPOSURES.length : EXPOSURES.indexOf(worst)),
  },
  { id: "images", title: "Images", keyOf: ({ images }) => -images },
  { id: "since", title: "Since", keyOf: ({ secret }) => secret.window?.from ?? NEVER },
  { id: "due", title: "Due", keyOf: ({ secret }) => secret.due ?? NEVER },
  { id: "state", title: "Work", keyOf: ({ secret }) => WORK_STATES.indexOf(secret.state) },
];

/** `due` or `-due`, for the other way round; empty: the order of the plan. */
export type Order = string;

export function sortRows(rows: readonly SecretRow[], order: Order): readonly SecretRow[] {
  const column = COLUMNS.find(({ id }) => id === order.replace(/^-/, ""));
  if (column === undefined) return rows;
  const way = order.startsWith("-") ? -1 : 1;
  const keyed = rows.map((row) => ({ row, key: column.keyOf(row) }));
  keyed.sort((a, b) => (a.key < b.key ? -way : a.key > b.key ? way : 0));
  return keyed.map(({ row }) => row);
}

/** A click on a column sorts by it, the next one the other way round, the third by the plan again. */
export const nextOrder = (order: Order, { id }: Column): Order =>
  order === id ? `-${id}` : order === `-${id}` ? "" : id;

export const ariaSort = (order: Order, { id }: Column): "ascending" | "descending" | "none" =>
  order === id ? "ascending" : order === `-${id}` ? "descending" : "none";
