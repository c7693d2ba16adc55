import { UserError } from "../../domain/user-error.ts";
import type { Target } from "../target.ts";

/** Docker Hub has no list of all it holds. Throws UserError `TARGET_INVALID` for a target that names no namespace. */
export function requireNamespace<T extends { readonly typed: string; readonly target: Target }>(named: T): T {
  const { typed, target } = named;
  if (target.kind !== "registry" || target.registry !== "docker.io" || /^[^*/]+\//.test(target.pattern ?? ""))
    return named;
  throw new UserError({
    code: "TARGET_INVALID",
    message: `target "${typed}": Docker Hub lists the repositories of one namespace at a time`,
    hint: "write docker.io/NAMESPACE, docker.io/NAMESPACE/web-* or docker.io/NAMESPACE/REPOSITORY",
  });
}
