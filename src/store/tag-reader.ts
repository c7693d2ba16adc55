import type Database from "better-sqlite3";
import { append } from "../domain/append.ts";

export interface TagReader {
  /** Tags that point at the manifest, or at an index that holds it, in the repository. */
  tags(manifestId: number, repositoryId: number): readonly string[];
  /** The same for who asks for the manifests of a repository one after the other: all tags of it are read at once. */
  tagsTogether(): TagReader["tags"];
}

export function createTagReader(db: Database.Database): TagReader {
  const sql = statements(db);
  return {
    tags: (manifestId, repositoryId) => sql.tags.all({ manifestId, repositoryId }),
    tagsTogether: () => createTagsTogether(sql),
  };
}

/** Repositories whose tags are kept at a time. */
const KEPT_TAGS = 32;

function createTagsTogether(sql: ReturnType<typeof statements>): TagReader["tags"] {
  const kept = new Map<number, ReadonlyMap<number, readonly string[]>>();
  const tagsOf = (repositoryId: number): ReadonlyMap<number, readonly string[]> => {
    const known = kept.get(repositoryId);
    if (known !== undefined) return known;
    const tags = new Map<number, string[]>();
    for (const { manifestId, name } of sql.allTags.all(repositoryId)) {
      append(tags, manifestId, name);
    }
    if (kept.size >= KEPT_TAGS) kept.clear();
    kept.set(repositoryId, tags);
    return tags;
  };
  return (manifestId, repositoryId) => {
    const tags = tagsOf(repositoryId);
    const above = sql.above.all(manifestId);
    if (above.length === 0) return tags.get(manifestId) ?? [];
    return [...new Set([manifestId, ...above].flatMap((id) => tags.get(id) ?? []))].sort(byBytes);
  };
}

/** As SQLite orders them. */
const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

const statements = (db: Database.Database) => ({
  tags: db
    .prepare<[object], string>(
      `WITH RECURSIVE above (id) AS (
       SELECT :manifestId UNION SELECT parent_id FROM manifest_child JOIN above ON child_id = above.id)
     SELECT DISTINCT tag.name FROM tag JOIN repository ON repository.id = repository_id
     WHERE repository_id = :repositoryId AND manifest_id IN (SELECT id FROM above)
       AND past = 0 AND last_run >= coalesce(listed_run, 0)
       AND last_run = (SELECT max(newer.last_run) FROM tag AS newer WHERE newer.repository_id = tag.repository_id AND newer.name = tag.name)
     ORDER BY tag.name`,
    )
    .pluck(),
  /** Manifests that hold one, directly or not. */
  above: db
    .prepare<[number], number>(
      `WITH RECURSIVE above (id) AS (
         SELECT parent_id FROM manifest_child WHERE child_id = ?
         UNION SELECT parent_id FROM manifest_child JOIN above ON child_id = above.id)
       SELECT id FROM above`,
    )
    .pluck(),
  allTags: db.prepare<[number], { readonly manifestId: number; readonly name: string }>(
    `SELECT manifest_id AS manifestId, tag.name FROM tag JOIN repository ON repository.id = repository_id
     WHERE repository_id = ? AND past = 0 AND last_run >= coalesce(listed_run, 0)
       AND last_run = (SELECT max(newer.last_run) FROM tag AS newer WHERE newer.repository_id = tag.repository_id AND newer.name = tag.name)
     ORDER BY tag.name`,
  ),
});
