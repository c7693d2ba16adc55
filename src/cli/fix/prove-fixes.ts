import { join } from "node:path";
import type { Config } from "../../config.ts";
import { contextBelow } from "../../dockerfile/context-folder.ts";
import { EXIT } from "../errors.ts";
import { type ProveFlags, type ProveTarget, proveTargets } from "../prove.ts";
import type { DockerfileFix, RepositoryFix } from "./repository-fix.ts";

/** Proves every Dockerfile with the builder that it is built with; gives the worst exit code. */
export async function proveFixes(
  command: ProveFlags & { readonly config: Config },
  fixes: readonly RepositoryFix[],
  signal: AbortSignal,
): Promise<number> {
  const all = fixes.flatMap((fix) =>
    fix.dockerfiles.map((one) => ({ builder: one.builder, target: target(fix, one) })),
  );
  const codes: number[] = [];
  for (const builder of new Set(all.map((one) => one.builder))) {
    const targets = all.filter((one) => one.builder === builder).map((one) => one.target);
    codes.push(await proveTargets({ ...command, builder }, targets, signal));
  }
  return [EXIT.findings, EXIT.incomplete].find((code) => codes.includes(code)) ?? EXIT.clean;
}

/** A Dockerfile is built in its folder of the tree. */
const target = ({ name, tree }: RepositoryFix, { built, folder }: DockerfileFix): ProveTarget => ({
  name: folder === "" ? name : `${name}/${folder}`,
  results: [built],
  ...(tree && { tree: { ...tree, root: join(tree.root, folder), context: contextBelow(tree.context, folder) } }),
});
