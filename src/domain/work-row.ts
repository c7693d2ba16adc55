import type { WorkState } from "./rotation.ts";

/** Columns of the table of work that `track --from` reads; the others of a report are for people. */
export const WORK_COLUMNS = ["id", "state", "note", "until", "by", "was"] as const;

/** One row of a table of work, as somebody filled it in. */
export interface WorkRow {
  /** `work.csv:12`. */
  readonly at: string;
  readonly id: string;
  /** Empty: the cell is. */
  readonly states: readonly WorkState[];
  readonly note?: string;
  /** Days that the cell may mean, `2027-01-31`: spreadsheets write dates as their country does. */
  readonly until: readonly string[];
  readonly by?: string;
  /** The state when the table was made; undefined where there is no such column. */
  readonly was?: WorkState;
}
