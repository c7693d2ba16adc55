import type Database from "better-sqlite3";
import type { Finding } from "../domain/finding.ts";
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

/** All keys of a description, in no order. */
const DESCRIBING: Readonly<Record<keyof SecretDescription, true>> = {
  ruleId: true,
  provider: true,
  title: true,
  severity: true,
  confidence: true,
  runbook: true,
  lifetime: true,
  overlap: true,
  preview: true,
  validity: true,
  facts: true,
  known: true,
  reasons: true,
};
const KEYS = Object.keys(DESCRIBING) as readonly (keyof SecretDescription)[];

/** Nearly all places of a secret describe it alike: that is told without writing JSON. */
function isSame(about: SecretDescription, finding: SecretDescription): boolean {
  for (const key of KEYS) if (about[key] !== finding[key] && !isAlike(about[key], finding[key])) return false;
  return true;
}

/** Facts and lists of texts: neither holds anything that holds more. */
function isAlike(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const left = a as Readonly<Record<string, unknown>>;
  let count = 0;
  for (const key in b) {
    if (left[key] !== (b as Readonly<Record<string, unknown>>)[key]) return false;
    count++;
  }
  return Array.isArray(a) === Array.isArray(b) && count === Object.keys(a).length;
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
