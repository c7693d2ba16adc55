import { completesRule } from "../domain/completes-rule.ts";
import type { DocumentFinding, DocumentInfo, Facts, PublicHalf } from "../domain/finding.ts";
import { nameStem } from "../domain/name-stem.ts";
import { GENERIC_PROVIDER } from "./rule.ts";

/** A public half with the document it stands in. */
export interface PlacedHalf extends PublicHalf {
  readonly document: DocumentInfo;
}

/** In one file, lines between the halves of a pair at most, for one to be proof of the other. */
const NEAR_LINES = 10;

/**
 * Tells each finding of one blob whose secret it is: by the public half that proves to be of its pair, else by the nearest
 * of each kind in its document, else the only one of its folder, else the only one of the blob. The fields of an image
 * config are one document. Where several stand as near, none is told.
 */
export const joinHalves = (
  findings: readonly DocumentFinding[],
  halves: readonly PlacedHalf[],
): readonly DocumentFinding[] => {
  if (halves.length === 0) return findings;
  const secrets = new Set(findings.map(({ fingerprint }) => fingerprint));
  const told = halves.filter(({ fingerprint }) => !secrets.has(fingerprint));
  const kinds = gather(told.filter(({ by }) => by === undefined));
  const keyed = keyHalves(told);
  return findings.map((finding) => kinds.reduce(complete, proven(finding, keyed)));
};

/** By the fact that two halves share and its value; the first of several. */
export type KeyedHalves<Half> = ReadonlyMap<string, ReadonlyMap<unknown, Half>>;

export const keyHalves = <Half extends Pick<PublicHalf, "by" | "facts">>(
  halves: readonly Half[],
): KeyedHalves<Half> => {
  const keyed = new Map<string, Map<unknown, Half>>();
  for (const half of halves) {
    const { by } = half;
    const value = by === undefined ? undefined : half.facts[by];
    if (by === undefined || value === undefined) continue;
    const known = keyed.get(by) ?? new Map<unknown, Half>();
    if (!known.has(value)) known.set(value, half);
    keyed.set(by, known);
  }
  return keyed;
};

interface Described {
  readonly facts: Facts;
  readonly reasons: readonly string[];
}

/** A secret with what the public halves of the same key tell of it. */
export const proven = <Secret extends Described>(
  secret: Secret,
  keyed: KeyedHalves<Pick<PublicHalf, "title" | "facts">>,
): Secret => {
  const found = [...keyed].flatMap(([by, halves]) => halves.get(secret.facts[by]) ?? []);
  if (found.length === 0) return secret;
  const facts: Facts = Object.assign({}, ...found.map((half) => half.facts), secret.facts);
  const reasons = found.map(({ title }) => `${title} of the same key`);
  return { ...secret, facts, reasons: [...new Set([...secret.reasons, ...reasons])] };
};

/** Public halves of one rule, by where they stand. */
interface Kind {
  readonly first: PlacedHalf;
  readonly byPlace: Map<string, PlacedHalf[]>;
  readonly byFolder: Map<string, Only>;
  readonly inBlob: Only;
}

/** The one value of a set of halves; `half` is undefined when there are several. */
interface Only {
  half: PlacedHalf | undefined;
}

const gather = (halves: readonly PlacedHalf[]): readonly Kind[] => {
  const kinds = new Map<string, Kind>();
  for (const half of halves) {
    const kind = kinds.get(half.ruleId) ?? {
      first: half,
      byPlace: new Map<string, PlacedHalf[]>(),
      byFolder: new Map<string, Only>(),
      inBlob: { half },
    };
    kinds.set(half.ruleId, kind);
    const place = placeOf(half.document);
    const here = kind.byPlace.get(place) ?? [];
    here.push(half);
    kind.byPlace.set(place, here);
    const folder = folderOf(half.document);
    const only = kind.byFolder.get(folder) ?? { half };
    kind.byFolder.set(folder, only);
    for (const set of [only, kind.inBlob]) if (set.half?.fingerprint !== half.fingerprint) set.half = undefined;
  }
  return [...kinds.values()];
};

const complete = (finding: DocumentFinding, kind: Kind): DocumentFinding => {
  const { completes, facts } = kind.first;
  const known = Object.keys(facts).some((fact) => finding.facts[fact] !== undefined);
  if (known || !completesRule(completes, finding.ruleId)) return finding;
  const here = kind.byPlace.get(placeOf(finding.document));
  if (here !== undefined) return joined(finding, nearest(here, finding));
  // Names that begin alike in two files say nothing.
  if (bindsByName(kind.first, finding)) return finding;
  const { half } = kind.byFolder.get(folderOf(finding.document)) ?? kind.inBlob;
  return joined(finding, half && { half, distance: Number.POSITIVE_INFINITY });
};

const bindsByName = ({ alike }: PlacedHalf, { provider }: DocumentFinding): boolean =>
  alike || provider === GENERIC_PROVIDER;

interface Joint {
  readonly half: PlacedHalf;
  /** Lines in one file, 0 in metadata, infinite from another document. */
  readonly distance: number;
}

const nearest = (halves: readonly PlacedHalf[], finding: DocumentFinding): Joint | undefined => {
  const own = finding.name === undefined ? undefined : nameStem(finding.name);
  const joints = halves
    .filter((half) => !bindsByName(half, finding) || (half.name !== undefined && nameStem(half.name) === own))
    .map((half) => ({ half, distance: distance(half, finding) }))
    .filter((joint) => own !== "" || joint.distance <= NEAR_LINES || !bindsByName(joint.half, finding));
  const least = Math.min(...joints.map((joint) => joint.distance));
  const closest = joints.filter((joint) => joint.distance === least);
  return new Set(closest.map(({ half }) => half.fingerprint)).size === 1 ? closest[0] : undefined;
};

const distance = (half: PlacedHalf, { document, line }: DocumentFinding): number =>
  document.kind === "file" ? Math.abs(half.line - line) : 0;

const METADATA = "<metadata>";
const placeOf = ({ kind, path }: DocumentInfo): string => (kind === "file" ? path : METADATA);
const folderOf = ({ kind, path }: DocumentInfo): string => (kind === "file" ? path.replace(/[^/]*$/, "") : METADATA);

const joined = (finding: DocumentFinding, joint: Joint | undefined): DocumentFinding =>
  joint === undefined
    ? finding
    : {
        ...finding,
        confidence: proves(finding, joint) ? "high" : finding.confidence,
        facts: { ...joint.half.facts, ...finding.facts },
        reasons: [...finding.reasons, `${joint.half.title} ${where(joint, finding)}`],
      };

/** A pair is as good as a checksum; what was low for a reason of its own stays so. */
const proves = ({ confidence, provider }: DocumentFinding, { distance }: Joint): boolean =>
  confidence === "medium" && provider !== GENERIC_PROVIDER && distance <= NEAR_LINES;

const where = ({ distance }: Joint, { document }: DocumentFinding): string => {
  if (!Number.isFinite(distance)) return "in another file";
  if (document.kind !== "file") return "in the same image config";
  return distance === 0 ? "on the same line" : `${distance} ${distance === 1 ? "line" : "lines"} away`;
};
