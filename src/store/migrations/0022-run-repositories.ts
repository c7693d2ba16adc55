/** Which repositories an audit sees: another one that began later may be at work on the same case, and look at some of them too. */
export const schema = `
-- Repositories of which an audit saw manifests.
CREATE TABLE run_repository (
  run_id        INTEGER NOT NULL REFERENCES run (id),
  repository_id INTEGER NOT NULL REFERENCES repository (id),
  PRIMARY KEY (run_id, repository_id)
) STRICT, WITHOUT ROWID;
`;
