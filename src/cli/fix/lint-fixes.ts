import { statSync } from "node:fs";
import { basename, resolve } from "node:path";
import { lintDockerfile } from "../../dockerfile/lint/lint-dockerfile.ts";
import { cleanText } from "../../report/clean.ts";
import { openTextScan, type TextScan } from "../../wire-texts.ts";
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
  const foundIn = rememberFound(find);
  for (const text of notes) note(cleanText(`note: ${text}`));
  return fixTree(tree, {
    name: fileName(basename(resolve(place))),
    named: ["--lint", place],
    ...treeOptions(command),
    leaksOf: (dockerfile) =>
      lintDockerfile({
        ...dockerfile,
        found: find(dockerfile.text, dockerfile.path)
          .filter(({ isGuess }) => !isGuess)
          .map(({ span, strength, isSure }) => ({ span, byName: strength === "name", isSure })),
        foundIn: (path) => foundIn(dockerfile.context.read(path), path),
      }),
  });
}

type FoundIn = "format" | "name" | undefined;

/** Several Dockerfiles may copy one file: each text is scanned once. */
const rememberFound = (find: TextScan["find"]): ((text: string | undefined, path: string) => FoundIn) => {
  const known = new Map<string, Map<string, FoundIn>>();
  return (text, path) => {
    if (text === undefined) return undefined;
    const ofText = known.get(text) ?? new Map<string, FoundIn>();
    if (!ofText.has(path)) {
      const found = find(text, path).filter(({ isGuess }) => !isGuess);
      const byName = found.length > 0 ? "name" : undefined;
      ofText.set(path, found.some(({ strength }) => strength !== "name") ? "format" : byName);
      known.set(text, ofText);
    }
    return ofText.get(path);
  };
};
