import { statSync } from "node:fs";
import { UserError } from "../../domain/user-error.ts";
import type { Target } from "../target.ts";

const ARCHIVE = /\.(?:tar|tgz|tar\.(?:gz|bz2|xz|zst))$/i;

/** `app.tar` has the form of a host, and as a file that is here it was not meant so. Throws UserError `TARGET_INVALID`. */
export function refuseFile<T extends { readonly typed: string; readonly target: Target }>(named: T): T {
  const { typed, target } = named;
  if (!("registry" in target) || !ARCHIVE.test(typed) || !statSync(typed, { throwIfNoEntry: false })?.isFile())
    return named;
  throw new UserError({
    code: "TARGET_INVALID",
    message: `target "${typed}": it is a file`,
    hint: `write docker-archive:${typed} or oci-archive:${typed}`,
  });
}
