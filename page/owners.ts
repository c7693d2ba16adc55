import type { Case } from "./case.ts";
import type { SecretRow } from "./secret-row.ts";

export interface OwnerRow {
  /** Empty: nobody says whose it is. */
  readonly owner: string;
  readonly open: number;
  readonly critical: number;
  readonly overdue: number;
  /** ISO 8601: the next day by which something is to be dead. */
  readonly due?: string;
}

/** Open work by owner, who has most to do first. */
export function ownerRows(of: Case): readonly OwnerRow[] {
  const groups = new Map<string, SecretRow[]>();
  for (const row of of.rows) {
    if (!row.open) continue;
    const group = groups.get(row.owner);
    if (group === undefined) groups.set(row.owner, [row]);
    else group.push(row);
  }
  return [...groups]
    .map(([owner, rows]) => ownerRow(owner, rows))
    .sort((a, b) => b.critical - a.critical || b.open - a.open || a.owner.localeCompare(b.owner, "en"));
}

function ownerRow(owner: string, rows: readonly SecretRow[]): OwnerRow {
  const due = rows
    .flatMap(({ secret }) => secret.due ?? [])
    .sort()
    .at(0);
  return {
    ...{ owner, open: rows.length },
    critical: rows.filter(({ secret }) => secret.severity === "critical").length,
    overdue: rows.filter(({ secret }) => secret.overdue === true).length,
    ...(due === undefined ? {} : { due }),
  };
}
