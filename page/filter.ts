import { EXPOSURES, WORK_STATES } from "../src/domain/rotation.ts";
import { REOPENED, workWord } from "../src/rotation/work.ts";
import { SEVERITIES_IN_ORDER } from "./orders.ts";
import type { SecretRow } from "./secret-row.ts";

/** One thing by which secrets are chosen. */
export interface Facet {
  /** Its name in the address. */
  readonly id: string;
  readonly title: string;
  readonly valuesOf: (row: SecretRow) => readonly string[];
  /** In this order; others by name. */
  readonly order?: readonly string[];
}

export const FACETS: readonly Facet[] = [
  { id: "work", title: "Work", valuesOf: ({ open }) => [open ? "open" : "closed"], order: ["open", "closed"] },
  { id: "severity", title: "Severity", valuesOf: ({ secret }) => [secret.severity], order: SEVERITIES_IN_ORDER },
  { id: "wave", title: "Wave", valuesOf: ({ wave }) => [String(wave)] },
  { id: "provider", title: "Provider", valuesOf: ({ secret }) => [secret.provider] },
  { id: "exposure", title: "Exposure", valuesOf: ({ exposures }) => exposures, order: EXPOSURES },
  { id: "repository", title: "Repository", valuesOf: ({ repositories }) => repositories },
  { id: "owner", title: "Owner", valuesOf: ({ owner }) => [owner === "" ? "unknown" : owner] },
  { id: "state", title: "State", valuesOf: ({ secret }) => [workWord(secret)], order: [REOPENED, ...WORK_STATES] },
  { id: "validity", title: "Validity", valuesOf: ({ secret }) => [secret.validity] },
];

/** What the reader chose: any of the values of a facet, all of the facets, and all of the words. */
export interface Chosen {
  readonly words: string;
  readonly values: ReadonlyMap<string, ReadonlySet<string>>;
}

export const NOTHING: Chosen = { words: "", values: new Map() };

/** From `severity=critical&severity=high&q=npm`. */
export function readChosen(query: URLSearchParams): Chosen {
  const values = FACETS.flatMap(({ id }) => {
    const wanted = query.getAll(id);
    return wanted.length === 0 ? [] : [[id, new Set(wanted)] as const];
  });
  return { words: query.get("q") ?? "", values: new Map(values) };
}

export function writeChosen({ words, values }: Chosen): URLSearchParams {
  const query = new URLSearchParams();
  if (words !== "") query.set("q", words);
  for (const [id, wanted] of values) for (const value of wanted) query.append(id, value);
  return query;
}

/** A value of a facet is chosen, or no longer. */
export function turn(chosen: Chosen, { id }: Facet, value: string): Chosen {
  const wanted = new Set(chosen.values.get(id));
  if (!wanted.delete(value)) wanted.add(value);
  const values = new Map(chosen.values);
  if (wanted.size === 0) values.delete(id);
  else values.set(id, wanted);
  return { ...chosen, values };
}

/** The rows that are wanted; `except`: as if nothing were chosen of that facet. */
export function filterRows(rows: readonly SecretRow[], chosen: Chosen, except?: Facet): readonly SecretRow[] {
  const terms = chosen.words.toLowerCase().split(/\s+/).filter(Boolean);
  const wanted = FACETS.flatMap((facet) => {
    const values = chosen.values.get(facet.id);
    return values === undefined || facet === except ? [] : [{ facet, values }];
  });
  return rows.filter(
    (row) =>
      wanted.every(({ facet, values }) => facet.valuesOf(row).some((value) => values.has(value))) &&
      terms.every((term) => row.words.includes(term)),
  );
}

export interface Choice {
  readonly value: string;
  readonly count: number;
}

/** The values of a facet with the number of secrets that each would show beside what else is chosen. */
export function choicesOf(facet: Facet, rows: readonly SecretRow[], chosen: Chosen): readonly Choice[] {
  const counts = new Map<string, number>();
  for (const value of chosen.values.get(facet.id) ?? []) counts.set(value, 0);
  for (const row of filterRows(rows, chosen, facet))
    for (const value of facet.valuesOf(row)) counts.set(value, (counts.get(value) ?? 0) + 1);
  const rank = (value: string): number => {
    const place = facet.order?.indexOf(value) ?? -1;
    return place < 0 ? Number.POSITIVE_INFINITY : place;
  };
  const byOrder = (a: string, b: string): number =>
    rank(a) === rank(b) ? a.localeCompare(b, "en") : rank(a) - rank(b);
  return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => byOrder(a.value, b.value));
}
