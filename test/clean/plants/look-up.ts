import { createHash } from "node:crypto";
import type { Provenance } from "../../../src/domain/provenance.ts";
import type { ReportModel, SecretReport } from "../../../src/report/model.ts";
import { NOT_YET } from "./places.ts";
import type { Plant } from "./plan.ts";

/** How a plant was told: `undefined` as it must be, else what is wrong. */
export interface Looked {
  readonly plant: Plant;
  /** SHA-256 of the value, hex. */
  readonly hash: string;
  readonly wrong: string | undefined;
}

/** Looks for every plant in a report with the SHA-256 of its values. */
export const lookUp = (plants: readonly Plant[], model: ReportModel): readonly Looked[] => {
  const byHash = new Map(model.secrets.map((secret) => [secret.sha256, secret]));
  return plants.map((plant) => {
    const hash = hashOf(plant.secret.value);
    return { plant, hash, wrong: wrongOf(plant, byHash.get(hash)) };
  });
};

const hashOf = (value: string): string => createHash("sha256").update(value).digest("hex");

const wrongOf = ({ place, secret, planted }: Plant, found: SecretReport | undefined): string | undefined => {
  if (found === undefined) return "not found";
  const occurrence = found.occurrences.find(({ path }) => planted.at.some((start) => path.startsWith(start)));
  if (occurrence === undefined) return `found elsewhere: ${found.occurrences.map(({ path }) => path).join(", ")}`;
  if (!secret.ruleIds.includes(found.ruleId)) return `told as ${found.ruleId}`;
  const confidence = place.class === "dependency" ? "medium" : secret.confidence;
  if (found.confidence !== confidence) return `told with ${found.confidence} confidence`;
  const provenance = PROVENANCES[place.class];
  if (occurrence.provenance !== provenance) return `told as of ${occurrence.provenance}`;
  const exposures = occurrence.images.map(({ exposure }) => exposure);
  if (place.exposure !== undefined && !exposures.includes(place.exposure)) return `told as ${exposures.join(", ")}`;
  return undefined;
};

/** Whose a place is, as the report says it. */
const PROVENANCES: Readonly<Record<Plant["place"]["class"], Provenance>> = {
  application: "application",
  dependency: "dependency",
  image: "config",
};

const nameOf = ({ place, secret }: Plant): string => `${place.name}: ${secret.kind}`;

const isExpected = ({ plant, wrong }: Looked): boolean =>
  (wrong !== undefined) === (NOT_YET.includes(nameOf(plant)) || NOT_YET.includes(plant.place.name));

/** What is not as it should be, a line each: missed though it should be found, or found though it stands in NOT_YET. */
export const surprises = (looked: readonly Looked[]): readonly string[] =>
  looked
    .filter((one) => !isExpected(one))
    .map(({ plant, wrong }) => `${nameOf(plant)}: ${wrong ?? "is found: take it out of NOT_YET"}`);

/** Found and planted, by class and by place. */
export const plantsText = (looked: readonly Looked[]): string => {
  const rows = new Map<string, { found: number; all: number }>();
  for (const { plant, wrong } of looked) {
    const key = `${plant.place.class.padEnd(12)} ${plant.place.name}`;
    const row = rows.get(key) ?? { found: 0, all: 0 };
    rows.set(key, { found: row.found + (wrong === undefined ? 1 : 0), all: row.all + 1 });
  }
  const found = looked.filter(({ wrong }) => wrong === undefined).length;
  return [
    ...[...rows].sort().map(([key, row]) => `${String(row.found).padStart(3)}/${String(row.all).padEnd(3)} ${key}`),
    `${found} of ${looked.length} planted secrets are told as they must be`,
  ].join("\n");
};

/** The manifest: for each plant its class, place, kind, where it must be found, SHA-256 of the value, and how it was told. */
export const manifestText = (looked: readonly Looked[]): string =>
  looked
    .map(({ plant: { place, secret, planted }, hash, wrong = "found" }) =>
      [place.class, place.name, secret.kind, planted.at.join(" "), hash, wrong].join("\t"),
    )
    .join("\n");
