import { pathPattern } from "./allow/path-pattern.ts";

interface RepositoryName {
  readonly registry: string;
  /** Empty for an archive. */
  readonly repository: string;
}

/**
 * A pattern over `registry/repository`, or over the name in its registry: `team/*` means that of every registry. Else
 * as patterns of paths: `*` stays in one part of the name, a name without a slash may stand anywhere.
 */
export function repositoryPattern(pattern: string): (name: RepositoryName) => boolean {
  const expression = pathPattern(pattern);
  return ({ registry, repository }) =>
    expression.test(repository === "" ? registry : `${registry}/${repository}`) || expression.test(repository);
}
