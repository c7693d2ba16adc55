import { describe, expect, it } from "vitest";
import { coverageText } from "../../src/report/coverage-text.ts";
import type { CoverageEntry } from "../../src/report/model.ts";
import type { RepositoryCoverage } from "../../src/report/repository-coverage.ts";

const repository = (name: string, parts: Partial<RepositoryCoverage> = {}): RepositoryCoverage => ({
  registry: "r.example:5000",
  repository: name,
  method: "tags",
  identity: "anonymous",
  pullCount: null,
  pulledAt: null,
  manifests: 3,
  gone: 0,
  scanned: 7,
  partial: 0,
  skipped: 0,
  unreachable: 0,
  waiting: 0,
  ...parts,
});
const entry = (subject: string, parts: Partial<CoverageEntry> = {}): CoverageEntry => ({
  scope: "repository",
  subject,
  status: "unlistable",
  reason: "untagged manifests cannot be listed",
  ...parts,
});
const counts = { scanned: 7, partial: 0, skipped: 0, unreachable: 0, unlistable: 1 };
const shown = (repositories: readonly RepositoryCoverage[], entries: readonly CoverageEntry[] = []): string =>
  coverageText({ repositories, coverage: { verdict: "complete", counts, entries } });

describe("the ledger", () => {
  it("says of a repository how much was read, how it was listed and as whom, and what could not be seen", () => {
    expect(shown([repository("team/app", { gone: 2, partial: 1 })], [entry("r.example:5000/team/app")])).toBe(
      `COMPLETE    everything that was listed was read; 1 place could not be listed in
            full

r.example:5000
  team/app: 3 manifests; 2 gone since; blobs 7 scanned, 1 partial
    listed by tags as anonymous
    unlistable repository r.example:5000/team/app: untagged manifests cannot be
      listed
`,
    );
  });

  it("says how often a repository was pulled, where its registry tells", () => {
    expect(shown([repository("app", { pullCount: 41, pulledAt: "2026-05-06T07:08:09.000Z" })])).toContain(
      "    listed by tags as anonymous; pulled 41 times; last pulled on 2026-05-06\n",
    );
  });

  it("names an entry of what has no repository once, also behind a port", () => {
    const [text, name] = [shown([repository("")], [entry("r.example:5000")]), "repository r.example:5000:"];
    expect(text.split(name)).toHaveLength(2);
    expect(text).not.toContain("elsewhere");
  });

  it("names an entry at its own repository and at no other", () => {
    const digest = `@sha256:${"a".repeat(64)}`;
    const text = shown(
      [repository("app"), repository("app2", { method: null })],
      [entry(`r.example:5000/app2${digest}`, { scope: "manifest", status: "unreachable", reason: "404" })],
    );
    const [before, after] = text.split("app2: ");
    expect(before).not.toContain("404");
    expect(after).toContain("not listed in full");
    expect(after).toContain("unreachable manifest r.example:5000/app2@sha256:aaaaaaaaaaaa: 404");
  });

  it("keeps what belongs to no repository, so that no loss is silent", () => {
    expect(
      shown([], [entry("r2.example", { scope: "registry", status: "unreachable", reason: "403 DENIED" })]),
    ).toContain("Not read elsewhere\n    unreachable registry r2.example: 403 DENIED");
  });

  it("strips control characters of hostile names", () => {
    expect(shown([repository("a\u001b[31mb")])).not.toContain("\u001b");
  });
});
