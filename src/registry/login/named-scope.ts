import type { Challenge } from "./challenge.ts";

/** Rights that change something: a token that is only to read is never asked for with them. */
const WRITING = new Set(["push", "delete", "*"]);

/**
 * The scopes that a challenge names beside `own`, which a token for `own` alone was not good enough for: Azure's registry
 * has a right of its own to list (`metadata_read`), and gateways know a repository by another name than the one it is asked
 * by. Of each only what reads is kept; empty where nothing else is named.
 */
export function otherScopes(challenge: Challenge, own: string): readonly string[] {
  const named = (challenge.parameters.scope ?? "").split(" ").flatMap(reading);
  return [...new Set(named)].filter((scope) => scope !== own);
}

/** `repository:team/app:pull,push` as `repository:team/app:pull`. */
function reading(scope: string): readonly string[] {
  const [, resource, rights = ""] = /^(repository(?:\([a-z]+\))?:[a-z0-9._/:-]+):([a-z_,*]+)$/.exec(scope) ?? [];
  const kept = rights.split(",").filter((right) => right !== "" && !WRITING.has(right));
  return resource === undefined || kept.length === 0 ? [] : [`${resource}:${kept.join(",")}`];
}
