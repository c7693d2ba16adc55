import type { BuildOrigin, DocumentFinding, Skip } from "../domain/finding.ts";
import { isObject, jsonPath } from "./json-leaves.ts";

type Path = readonly (string | number)[];

const BUILDKIT = "https://mobyproject.org/buildkit@v1#metadata";
const SLSA_V1 = ["predicate", "buildDefinition"];

/** Where a statement names the repository and the commit of what was built, best first. */
const PLACES: readonly (readonly [source: Path, revision: Path])[] = [
  // moby/buildkit, docs/attestations/slsa-definitions.md: vcs of v0.2 and of v1.
  ...[
    ["predicate", "metadata", BUILDKIT, "vcs"],
    ["predicate", "runDetails", "metadata", "buildkit_metadata", "vcs"],
  ].map(
    (vcs) =>
      [
        [...vcs, "source"],
        [...vcs, "revision"],
      ] as const,
  ),
  // SLSA provenance v1: GitHub Actions build type; source of the generic generator; v0.2 configSource and materials.
  [
    [...SLSA_V1, "externalParameters", "workflow", "repository"],
    [...SLSA_V1, "resolvedDependencies", 0, "digest", "gitCommit"],
  ],
  ...[
    [...SLSA_V1, "externalParameters", "source"],
    [...SLSA_V1, "externalParameters", "configSource"],
    ["predicate", "invocation", "configSource"],
    [...SLSA_V1, "resolvedDependencies", 0],
    ["predicate", "materials", 0],
  ].map(
    (at) =>
      [
        [...at, "uri"],
        [...at, "digest", "sha1"],
      ] as const,
  ),
];

/** A repository, as git and SLSA write it; an image or a package that went in is none. */
const REPOSITORY = /^(?:git\+)?(?:https?|ssh|git):\/\/\S+$|^[\w.-]+@[\w.-]+:\S+$/;
const COMMIT = /^[0-9a-f]{7,64}$/;
const LONGEST = 1024;

interface Scanned {
  readonly findings: readonly Pick<DocumentFinding, "document">[];
  readonly skips: readonly Skip[];
}

/** What the statement says of the source of the build, unless something was found there, or may be. */
export function buildOrigin(json: unknown, { findings, skips }: Scanned): BuildOrigin | undefined {
  if (skips.length > 0) return undefined;
  const found = new Set(findings.map(({ document }) => document.path));
  const text = (path: Path, form: RegExp): string | undefined => {
    const value = path.reduce<unknown>((node, key) => (isObject(node) ? Reflect.get(node, key) : undefined), json);
    return typeof value === "string" && value.length <= LONGEST && form.test(value) && !found.has(jsonPath(path))
      ? value
      : undefined;
  };
  for (const [at, commitAt] of PLACES) {
    const source = text(at, REPOSITORY);
    const revision = text(commitAt, COMMIT);
    if (source !== undefined) return { source, ...(revision === undefined ? {} : { revision }) };
  }
  return undefined;
}
