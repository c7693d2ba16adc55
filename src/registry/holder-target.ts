import type { Repository } from "../domain/oci.ts";
import type { TypedTarget } from "./index.ts";
import { parseTarget } from "./reference.ts";

/**
 * What opens the registry or the file that a repository of a case is in; of an engine only the images of its name.
 * Undefined for what came on stdin.
 */
export function holderTarget({ registry, name }: Repository): TypedTarget | undefined {
  if (registry === "stdin") return undefined;
  const whole = parseTarget(name === "" ? registry : `${registry}/${name}`);
  if (whole.kind === "repository" || whole.kind === "registry")
    return { typed: registry, target: { kind: "repository", registry, name } };
  const target = parseTarget(registry);
  if (target.kind === "engine" && target.image === undefined && name !== "")
    return { typed: `${registry}${name}`, target: { ...target, image: name } };
  return { typed: registry, target };
}
