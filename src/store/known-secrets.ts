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
}

export function createKnownSecrets(db: Database.Database): KnownSecrets {
  const select = db.prepare<[string], { readonly id: number; readonly finding: string }>(
    "SELECT id, finding FROM secret WHERE fingerprint = ?",
  );
  const add = db.prepare(
    "INSERT INTO secret (fingerprint, sealed_hash, finding, first_seen, without_value) VALUES (?, ?, ?, ?, ?)",
  );
  const describe = db.prepare("UPDATE secret SET finding = ? WHERE id = ?");
  return {
    record: ({ fingerprint, sealedHash, about, now }) => {
      const finding = JSON.stringify(about);
      const known = select.get(fingerprint);
      if (known === undefined) {
        const { lastInsertRowid } = add.run(fingerprint, sealedHash, finding, now, sealedHash === "" ? 1 : 0);
        return { id: Number(lastInsertRowid), isNew: true };
      }
      if (describesBetter(finding, known.finding)) describe.run(finding, known.id);
      return { id: known.id, isNew: false };
    },
  };
}

/**
 * The best description of a value wins, whichever place was scanned first: a rule of ours before one of another tool, a
 * named kind before a generic one, then confidence, then any fixed order, so that a resumed audit ends where an
 * undisturbed one does.
 */
function describesBetter(candidate: string, current: string): boolean {
  const rank = (json: string): string => {
    const { ruleId, provider, confidence }: SecretDescription = JSON.parse(json);
    const digits = [ruleId.startsWith(IMPORTED), provider === "generic"].map(Number).join("");
    return `${digits}${["high", "medium", "low"].indexOf(confidence)}${ruleId}${json}`;
  };
  return rank(candidate) < rank(current);
}
