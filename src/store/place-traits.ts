import type Database from "better-sqlite3";
import type { DocumentFinding } from "../domain/finding.ts";

/** What many places of secrets have in common. */
export interface PlaceTraits {
  /** The id of the row that says so of the place of a finding. */
  of(finding: DocumentFinding): number;
  /** What is remembered of the case no longer holds: another process wrote to it, or what was written was undone. */
  forget(): void;
}

/** Ids that are remembered; reasons name packages, of which there may be many. */
const REMEMBERED = 20_000;

export function createPlaceTraits(db: Database.Database): PlaceTraits {
  const select = db
    .prepare(`SELECT id FROM place_traits WHERE ${COLUMNS.map((name) => `${name} IS ?`).join(" AND ")}`)
    .pluck();
  const add = db.prepare(
    `INSERT INTO place_traits (${COLUMNS.join(", ")}) VALUES (${COLUMNS.map(() => "?").join(", ")})`,
  );
  const remembered = new Map<string, number>();
  let last: DocumentFinding | undefined;
  let lastId = 0;
  const idOf = (finding: DocumentFinding): number => {
    const values = valuesOf(finding);
    const key = values.join("\0");
    const known = remembered.get(key);
    if (known !== undefined) return known;
    const id = Number(select.get(values) ?? add.run(values).lastInsertRowid);
    if (remembered.size >= REMEMBERED) remembered.clear();
    remembered.set(key, id);
    return id;
  };
  return {
    of: (finding) => {
      if (last === undefined || !isAlike(last, finding)) lastId = idOf(finding);
      last = finding;
      return lastId;
    },
    forget: () => {
      last = undefined;
      remembered.clear();
    },
  };
}

const COLUMNS = ["rule_id", "kind", "superseded", "provenance", "provenance_reason", "strength", "confidence"];

const valuesOf = (finding: DocumentFinding): readonly (string | number | null)[] => [
  finding.ruleId,
  finding.document.kind,
  finding.superseded ? 1 : 0,
  finding.provenance,
  finding.provenanceReason ?? null,
  finding.strength,
  finding.confidence,
];

/** Findings in a row mostly are. */
const isAlike = (a: DocumentFinding, b: DocumentFinding): boolean =>
  a.ruleId === b.ruleId &&
  a.document.kind === b.document.kind &&
  a.superseded === b.superseded &&
  a.provenance === b.provenance &&
  a.provenanceReason === b.provenanceReason &&
  a.strength === b.strength &&
  a.confidence === b.confidence;
