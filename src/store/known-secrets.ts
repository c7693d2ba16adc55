import type Database from "better-sqlite3";
import type { Facts, Finding } from "../domain/finding.ts";
import { IMPORTED } from "../domain/imported.ts";

/** The finding of a secret without its place and its identity: what the column `secret.finding` holds. */
export type SecretDescription = Omit<Finding, "fingerprint" | "sealedHash" | "span" | "line" | "name" | "strength">;

export interface DescribedSecret {
  readonly fingerprint: string;
  /** Empty: the value is not known. */
  readonly sealedHash: string;
  readonly about: SecretDescription;
  /** ISO 8601. */
  readonly now: string;
}

export interface KnownSecrets {
  /** Adds the secret, or describes it better. */
  record(secret: DescribedSecret): { readonly id: number; readonly isNew: boolean };
  /** Its id, when it is remembered with the description that the finding gives: then there is nothing to record. */
  recall(finding: Finding): number | undefined;
  /** What is remembered of the case no longer holds: another process wrote to it, or what was written was undone. */
  forget(): void;
}

/** Secrets that are remembered, with their descriptions of about half a kilobyte. */
const REMEMBERED = 20_000;

interface Known {
  readonly id: number;
  readonly about: SecretDescription;
  readonly finding: string;
}

export function createKnownSecrets(db: Database.Database): KnownSecrets {
  const select = db.prepare<[string], { readonly id: number; readonly finding: string }>(
    "SELECT id, finding FROM secret WHERE fingerprint = ?",
  );
  const add = db.prepare(
    "INSERT INTO secret (fingerprint, sealed_hash, finding, first_seen, without_value) VALUES (?, ?, ?, ?, ?)",
  );
  const describe = db.prepare("UPDATE secret SET finding = ? WHERE id = ?");
  const remembered = new Map<string, Known>();
  const remember = (fingerprint: string, known: Known): void => {
    if (remembered.size >= REMEMBERED) remembered.clear();
    remembered.set(fingerprint, known);
  };
  return {
    forget: () => remembered.clear(),
    recall: (finding) => {
      const known = remembered.get(finding.fingerprint);
      return known !== undefined && isSame(known.about, finding) ? known.id : undefined;
    },
    record: ({ fingerprint, sealedHash, about, now }) => {
      const finding = JSON.stringify(about);
      const known = remembered.get(fingerprint) ?? select.get(fingerprint);
      if (known === undefined) {
        const id = Number(add.run(fingerprint, sealedHash, finding, now, sealedHash === "" ? 1 : 0).lastInsertRowid);
        remember(fingerprint, { id, about, finding });
        return { id, isNew: true };
      }
      if (describesBetter(finding, known.finding)) {
        describe.run(finding, known.id);
        remember(fingerprint, { id: known.id, about, finding });
      } else if (!("about" in known))
        remember(fingerprint, { id: known.id, about: JSON.parse(known.finding), finding: known.finding });
      return { id: known.id, isNew: false };
    },
  };
}

type Comparison = (a: SecretDescription, b: SecretDescription) => boolean;

/** Written out for each key: this is asked for every place of every secret, and looking keys up takes longer than the rest. */
const COMPARISONS: Readonly<Record<keyof SecretDescription, Comparison>> = {
  ruleId: (a, b) => a.ruleId === b.ruleId,
  provider: (a, b) => a.provider === b.provider,
  title: (a, b) => a.title === b.title,
  severity: (a, b) => a.severity === b.severity,
  confidence: (a, b) => a.confidence === b.confidence,
  runbook: (a, b) => a.runbook === b.runbook,
  lifetime: (a, b) => a.lifetime === b.lifetime,
  overlap: (a, b) => a.overlap === b.overlap,
  preview: (a, b) => a.preview === b.preview,
  validity: (a, b) => a.validity === b.validity,
  facts: (a, b) => isSameFacts(a.facts, b.facts),
  known: (a, b) => a.known === b.known,
  reasons: (a, b) => isSameList(a.reasons, b.reasons),
};
const ALL = Object.values(COMPARISONS);

/** Nearly all places of a secret describe it alike: that is told without writing JSON. */
function isSame(about: SecretDescription, finding: SecretDescription): boolean {
  for (const isEqual of ALL) if (!isEqual(about, finding)) return false;
  return true;
}

function isSameFacts(a: Facts, b: Facts): boolean {
  let left = 0;
  for (const name in a) {
    if (a[name] !== b[name]) return false;
    left++;
  }
  for (const _ in b) left--;
  return left === 0;
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}

/**
 * The best description of a value wins, whichever place was scanned first: a rule of ours before one of another tool, a
 * named kind before a generic one, then confidence, then any fixed order, so that a resumed audit ends where an
 * undisturbed one does.
 */
function describesBetter(candidate: string, current: string): boolean {
  if (candidate === current) return false;
  const rank = (json: string): string => {
    const { ruleId, provider, confidence }: SecretDescription = JSON.parse(json);
    const digits = [ruleId.startsWith(IMPORTED), provider === "generic"].map(Number).join("");
    return `${digits}${["high", "medium", "low"].indexOf(confidence)}${ruleId}${json}`;
  };
  return rank(candidate) < rank(current);
}
