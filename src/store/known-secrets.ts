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
    record: ({ fingerprint, sealedHash, about, now }) => {
      const same = remembered.get(fingerprint);
      if (same !== undefined && isSame(same.about, about)) return { id: same.id, isNew: false };
      const finding = JSON.stringify(about);
      const known = same ?? select.get(fingerprint);
      if (known === undefined) {
        const id = Number(add.run(fingerprint, sealedHash, finding, now, sealedHash === "" ? 1 : 0).lastInsertRowid);
        remember(fingerprint, { id, about, finding });
        return { id, isNew: true };
      }
      if (describesBetter(finding, known.finding)) {
        describe.run(finding, known.id);
        remember(fingerprint, { id: known.id, about, finding });
      } else if (same === undefined)
        remember(fingerprint, { id: known.id, about: JSON.parse(known.finding), finding: known.finding });
      return { id: known.id, isNew: false };
    },
  };
}

/** Whether both are the same JSON; told without writing it, as nearly all places of a secret describe it alike. */
function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const entries = Object.entries(a);
  const others = Object.entries(b);
  return (
    entries.length === others.length &&
    entries.every(([key, value], at) => key === others[at]?.[0] && isSame(value, others[at]?.[1]))
  );
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
