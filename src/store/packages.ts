import { createHash } from "node:crypto";
import type Database from "better-sqlite3";
import { type PackageFiles, unpackKeys, type Voucher } from "../domain/provenance.ts";

/** Packages of distributions, and the layers that they are in. */
export interface Packages {
  /** What was known of a blob is left out from now on. */
  clear(blobId: number): void;
  /** Those whose manifests stand in a blob. */
  record(blobId: number, packages: readonly PackageFiles[]): void;
  /** Of the keys of files, those that a package of any layer vouches for. */
  vouchers(keys: ReadonlySet<bigint>): ReadonlyMap<bigint, Voucher>;
  /** Layers of images that have a manifest in one of their layers. */
  layersBeside(): ReadonlySet<number>;
  /** Whether a layer is one of them. */
  isBeside(blobId: number): boolean;
}

export function createPackages(db: Database.Database): Packages {
  const sql = statements(db);
  return {
    clear: (blobId) => sql.clear.run(blobId),
    record: (blobId, packages) => {
      for (const one of packages) {
        const hash = contentHash(one);
        sql.add.run(hash, one.manager, one.name, one.version, one.distribution, Buffer.from(one.keys, "base64"));
        sql.hold.run(blobId, hash);
      }
    },
    vouchers: (keys) => {
      const found = new Map<bigint, Voucher>();
      if (keys.size === 0) return found;
      let after = 0;
      for (let row = sql.next.get(after); row !== undefined; row = sql.next.get(after)) {
        const { id, keys: packed, ...voucher } = row;
        after = id;
        for (const key of unpackKeys(packed)) if (keys.has(key) && !found.has(key)) found.set(key, voucher);
      }
      return found;
    },
    isBeside: (blobId) => sql.isBeside.get(blobId) !== undefined,
    layersBeside: () => new Set(sql.beside.all()),
  };
}

const contentHash = ({ manager, name, version, distribution, keys }: PackageFiles): string =>
  createHash("sha256")
    .update(JSON.stringify([manager, name, version, distribution, keys]))
    .digest("hex");

type PackageRow = Voucher & { readonly id: number; readonly keys: Buffer };

const statements = (db: Database.Database) => ({
  clear: db.prepare("DELETE FROM layer_package WHERE blob_id = ?"),
  add: db.prepare(
    "INSERT OR IGNORE INTO package (content_hash, manager, name, version, distribution, keys) VALUES (?, ?, ?, ?, ?, ?)",
  ),
  hold: db.prepare(
    "INSERT OR IGNORE INTO layer_package (blob_id, package_id) SELECT ?, id FROM package WHERE content_hash = ?",
  ),
  beside: db
    .prepare<[], number>(
      `SELECT DISTINCT blob_id FROM manifest_layer WHERE manifest_id IN (
         SELECT manifest_id FROM manifest_layer JOIN layer_package USING (blob_id))`,
    )
    .pluck(),
  isBeside: db.prepare(
    `SELECT 1 FROM manifest_layer JOIN manifest_layer AS other USING (manifest_id) JOIN layer_package ON layer_package.blob_id = other.blob_id
     WHERE manifest_layer.blob_id = ? LIMIT 1`,
  ),
  next: db.prepare<[number], PackageRow>(
    `SELECT id, name, version, distribution, keys FROM package
     WHERE id > ? AND EXISTS (SELECT 1 FROM layer_package WHERE package_id = package.id) ORDER BY id LIMIT 1`,
  ),
});
