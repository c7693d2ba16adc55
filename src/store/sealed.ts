import type Database from "better-sqlite3";
import type { SealedValue } from "../domain/finding.ts";
import { createSecretIndex } from "./secret-index.ts";

interface StoredSeal {
  /** JSON list of age recipients, sorted. */
  readonly recipients: string;
  readonly ciphertext: Uint8Array;
}

/** Values encrypted to age recipients. */
export interface Sealed {
  /** Of secrets that are in the case; one that is sealed to the same recipients already stays as it is. */
  record(values: readonly SealedValue[]): void;
  /** Fingerprints of the secrets whose value is sealed to these recipients. */
  fingerprints(recipients: string): readonly string[];
  /** Secrets with a place whose value is not sealed to these recipients. */
  missing(recipients: string): number;
  /** All of one secret, oldest first. */
  of(fingerprint: string): readonly StoredSeal[];
}

export function createSealed(db: Database.Database): Sealed {
  const sql = statements(db);
  const index = createSecretIndex(db);
  return {
    record: (values) => {
      const now = new Date().toISOString();
      for (const { fingerprint, recipients, ciphertext } of values)
        sql.add.run({ fingerprint, recipients, ciphertext: Buffer.from(ciphertext, "base64"), now });
    },
    fingerprints: (recipients) => sql.fingerprints.all(recipients),
    missing: (recipients) => {
      index();
      return sql.missing.get(recipients) ?? 0;
    },
    of: (fingerprint) => sql.of.all(fingerprint),
  };
}

const statements = (db: Database.Database) => ({
  add: db.prepare(
    `INSERT OR IGNORE INTO sealed_value (secret_id, recipients, ciphertext, sealed_at)
     SELECT id, :recipients, :ciphertext, :now FROM secret WHERE fingerprint = :fingerprint`,
  ),
  fingerprints: db
    .prepare<[string], string>(
      "SELECT fingerprint FROM sealed_value JOIN secret ON secret.id = secret_id WHERE recipients = ?",
    )
    .pluck(),
  missing: db
    .prepare<[string], number>(
      `SELECT count(*) FROM secret WHERE EXISTS (SELECT 1 FROM occurrence WHERE secret_id = secret.id)
         AND NOT EXISTS (SELECT 1 FROM sealed_value WHERE secret_id = secret.id AND recipients = ?)`,
    )
    .pluck(),
  of: db.prepare<[string], StoredSeal>(
    `SELECT recipients, ciphertext FROM sealed_value JOIN secret ON secret.id = secret_id WHERE fingerprint = ?
     ORDER BY sealed_at, recipients`,
  ),
});
