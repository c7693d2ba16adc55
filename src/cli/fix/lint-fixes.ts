import { statSync } from "node:fs";
import { basename, resolve } from "node:path";
import { lintDockerfile } from "../../dockerfile/lint/lint-dockerfile.ts";
import { cleanText } from "../../report/clean.ts";
import { openTextScan } from "../../wire-texts.ts";
import type { FixCommand } from "../fix.ts";
import { note } from "../print.ts";
import { readDockerfileTree, readSourceTree } from "../source-tree.ts";
import { fileName, treeOptions } from "./fix-targets.ts";
import { fixTree } from "./fix-tree.ts";
import type { RepositoryFix } from "./repository-fix.ts";

/** What names and shapes alone say of a folder, or of one Dockerfile: no case, no key, no network. */
export async function lintFixes(command: FixCommand, place: string, signal: AbortSignal): Promise<RepositoryFix> {
  const isFile = statSync(place, { throwIfNoEntry: false })?.isFile() === true;
  const tree = isFile ? readDockerfileTree(place) : readSourceTree(place);
  const { find, notes } = await openTextScan(command.config, signal);
  const sure = (text: string, path: string) =>
    find(text, path).filter((one) => !one.isGuess && one.strength !== "name");
  for (const text of notes) note(cleanText(`note: ${text}`));
  return fixTree(tree, {
    name: fileName(basename(resolve(place))),
    named: ["--lint", place],
    ...treeOptions(command),
    leaksOf: (dockerfile) =>
      lintDockerfile({
        ...dockerfile,
        found: sure(dockerfile.text, dockerfile.path).map(({ span }) => span),
        foundIn: (path) => sure(dockerfile.context.read(path) ?? "", path).length > 0,
      }),
  });
}
