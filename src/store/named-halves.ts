import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";
import type Database from "better-sqlite3";
import type { Digest } from "../domain/digest.ts";
import type { DocumentKind, NamedHalf } from "../domain/finding.ts";

export interface StoredHalf extends Omit<NamedHalf, "value" | "document"> {
  readonly blobId: number;
  readonly blob: Digest;
  readonly kind: DocumentKind;
  readonly path: string;
  /** For `openValue`. */
  readonly sealedValue: Uint8Array;
}

/**
 * Public halves by the blob that they were seen in. Whether a name is a secret of another blob shows only when that is read:
 * so values are encrypted under the key of the case, and those that are secrets are not given out.
 */
export interface NamedHalves {
  /** Those that a scan found in a blob are left out from now on. */
  clear(blobId: number): void;
  record(blobId: number, halves: readonly NamedHalf[]): void;
  /** In the order in which audits saw the blobs, those that are wanted. */
  all(isWanted: (half: { readonly alike: boolean; readonly name?: string }) => boolean): readonly StoredHalf[];
}

/** `key`: that of the case. */
export function createNamedHalves(db: Database.Database, key: () => Uint8Array): NamedHalves {
  const sql = statements(db);
  return {
    clear: (blobId) => sql.clear.run(blobId),
    record: (blobId, halves) => {
      for (const half of halves) sql.add.run(toRow(blobId, half, key()));
    },
    all: (isWanted) => {
      const wanted: StoredHalf[] = [];
      for (const { alike, name, completes, ...row } of sql.all.iterate()) {
        const named = { alike: alike === 1, ...(name === null ? {} : { name }) };
        if (isWanted(named)) wanted.push({ ...row, ...named, completes: JSON.parse(completes) });
      }
      return wanted;
    },
  };
}

const CIPHER = "aes-256-gcm";
/** Bytes of the nonce and of the tag of GCM (NIST SP 800-38D). */
const NONCE = 12;
const TAG = 16;

const valueKey = (key: Uint8Array): Uint8Array => createHmac("sha256", key).update("exhume named half").digest();

const sealValue = (value: string, key: Uint8Array): Uint8Array => {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv(CIPHER, valueKey(key), nonce);
  const body = Buffer.concat([cipher.update(value, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
};

/** The value of a stored half. Throws when the key is not that of the case. */
export const openValue = ({ sealedValue }: Pick<StoredHalf, "sealedValue">, key: Uint8Array): string => {
  const decipher = createDecipheriv(CIPHER, valueKey(key), sealedValue.subarray(0, NONCE), { authTagLength: TAG });
  decipher.setAuthTag(sealedValue.subarray(NONCE, NONCE + TAG));
  return Buffer.concat([decipher.update(sealedValue.subarray(NONCE + TAG)), decipher.final()]).toString("utf8");
};

const toRow = (blobId: number, { document, value, ...half }: NamedHalf, key: Uint8Array) => ({
  ...half,
  blobId,
  sealedValue: sealValue(value, key),
  completes: JSON.stringify(half.completes),
  alike: half.alike ? 1 : 0,
  name: half.name ?? null,
  kind: document.kind,
  path: document.path,
});

type Row = Omit<StoredHalf, "alike" | "name" | "completes"> & {
  readonly alike: number;
  readonly name: string | null;
  readonly completes: string;
};

const statements = (db: Database.Database) => ({
  clear: db.prepare("DELETE FROM named_half WHERE blob_id = ?"),
  add: db.prepare(
    `INSERT INTO named_half (blob_id, rule_id, fingerprint, title, fact, sealed_value, completes, alike, name, kind, path, line)
     VALUES (:blobId, :ruleId, :fingerprint, :title, :fact, :sealedValue, :completes, :alike, :name, :kind, :path, :line)`,
  ),
  all: db.prepare<[], Row>(
    `SELECT blob_id AS blobId, digest AS blob, rule_id AS ruleId, fingerprint, title, fact, sealed_value AS sealedValue,
       completes, alike, name, named_half.kind, path, line
     FROM named_half JOIN blob ON blob.id = blob_id
     WHERE fingerprint NOT IN (SELECT fingerprint FROM secret) ORDER BY blob_id, named_half.id`,
  ),
});
