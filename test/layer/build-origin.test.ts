import { describe, expect, it } from "vitest";
import { buildOrigin } from "../../src/layer/build-origin.ts";
import { provenance } from "../support/provenance.ts";

const nothing = { findings: [], skips: [] };
const subject = { manifest: { digest: `sha256:${"ab".repeat(32)}` } };
const COMMIT = "0123456789abcdef0123456789abcdef01234567";
const found = (path: string) => ({ ...nothing, findings: [{ document: { kind: "attestation" as const, path } }] });

describe("the source of a build", () => {
  it.each(["v0.2", "v1"] as const)("is the vcs of BuildKit's provenance %s", (version) => {
    const vcs = { source: "https://git.example/team/shop.git", revision: COMMIT };
    expect(buildOrigin(provenance({ subject, vcs, version }), nothing)).toEqual(vcs);
  });

  it.each([
    [
      "GitHub Actions",
      {
        buildDefinition: {
          externalParameters: { workflow: { repository: "https://github.com/corp/shop", ref: "refs/heads/main" } },
          resolvedDependencies: [
            { uri: "git+https://github.com/corp/shop@refs/heads/main", digest: { gitCommit: COMMIT } },
          ],
        },
      },
      { source: "https://github.com/corp/shop", revision: COMMIT },
    ],
    [
      "SLSA v0.2",
      { invocation: { configSource: { uri: "git+https://git.example/a@refs/heads/main", digest: { sha1: COMMIT } } } },
      { source: "git+https://git.example/a@refs/heads/main", revision: COMMIT },
    ],
    [
      "materials after a base image",
      { materials: [{ uri: "pkg:docker/debian@12", digest: { sha256: "ab" } }] },
      undefined,
    ],
    ["materials", { materials: [{ uri: "git+ssh://git@git.example/a" }] }, { source: "git+ssh://git@git.example/a" }],
    [
      "an address of ssh",
      {
        metadata: {
          "https://mobyproject.org/buildkit@v1#metadata": {
            vcs: { source: "git@git.example:a/b.git", revision: "x" },
          },
        },
      },
      { source: "git@git.example:a/b.git" },
    ],
    ["a script", { invocation: { configSource: { uri: "javascript:alert(1)" } } }, undefined],
    ["a text of megabytes", { invocation: { configSource: { uri: `https://${"a".repeat(5000)}` } } }, undefined],
    ["no text", { invocation: { configSource: { uri: { a: 1 } } } }, undefined],
  ])("in %s", (_, predicate, expected) => {
    expect(buildOrigin({ predicate }, nothing)).toEqual(expected);
  });

  it("is not told where a secret was found in it, or may be in what was not read", () => {
    const statement = { predicate: { invocation: { configSource: { uri: "https://git.example/a" } } } };
    expect(buildOrigin(statement, nothing)).toBeDefined();
    expect(buildOrigin(statement, found("predicate.invocation.configSource.uri"))).toBeUndefined();
    expect(buildOrigin(statement, found("predicate.builder.id"))).toBeDefined();
    expect(buildOrigin(statement, { ...nothing, skips: [{ reason: "cut" }] })).toBeUndefined();
    for (const bad of [undefined, null, 1, [], { predicate: null }]) expect(buildOrigin(bad, nothing)).toBeUndefined();
  });
});
