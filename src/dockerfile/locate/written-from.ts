import { gitKeepers } from "../git/git-keepers.ts";
import { reach } from "../mount/builder-uses.ts";
import { fileUse } from "../mount/file-uses.ts";
import { isSecretName } from "../mount/secret-name.ts";
import { joinPath } from "../parse/image-path.ts";
import { readPairs } from "../parse/pairs.ts";
import type { Instruction, ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import type { FixRequest } from "../proposal.ts";
import { persistingCode } from "../shell/persisting-commands.ts";
import { shellCommands } from "../shell/shell-commands.ts";
import { isTainted, taintedNames } from "../shell/taint.ts";
import { writtenFiles } from "../shell/written-file.ts";

/**
 * A RUN that writes the leaked file from a variable leaks that variable: the request for where it is declared. Undefined when
 * the file is not written so, or when it cannot be told which of several variables is the secret.
 */
export const writtenFrom = (request: FixRequest): FixRequest | undefined => {
  const { leak, at, file } = request;
  if (at.keyword !== "RUN" || leak.kind !== "file" || leak.path === undefined) return undefined;
  const names = namesWritten(file, at, joinPath("/", leak.path));
  const [name, ...others] = names.length > 1 ? names.filter(isSecretName) : names;
  if (name === undefined || others.length > 0) return undefined;
  const declared = declarations(file).filter((one) => one.name === name && reach(file, one.at).includes(at));
  const best = declared.find((one) => one.at.keyword === "ARG") ?? declared[0];
  return (
    best && { ...request, at: best.at, leak: { ...leak, kind: best.at.keyword === "ENV" ? "env" : "history", name } }
  );
};

const namesWritten = (file: ParsedDockerfile, at: Instruction, path: string): readonly string[] => {
  const { naming, body } = fileUse(file, at, path);
  const kept = gitKeepers(file, at, path);
  if (body.form === "opaque" || kept.length > 0) return kept;
  const commands = shellCommands(body.script);
  const pipelines = new Set(naming.filter((one) => writtenFiles(one).length > 0).map((one) => one.pipeline));
  const stores = commands.filter((one) => persistingCode(one, []) === "R7").map((one) => one.pipeline);
  const writing = commands.filter((one) =>
    pipelines.size > 0 ? pipelines.has(one.pipeline) : stores.includes(one.pipeline),
  );
  const known = new Set(declarations(file).map(({ name }) => name));
  return [...known].filter((name) => {
    const tainted = taintedNames(commands, name);
    return writing.some((one) => isTainted(one, tainted));
  });
};

const declarations = (file: ParsedDockerfile): readonly { readonly at: Instruction; readonly name: string }[] =>
  file.instructions
    .filter(({ keyword }) => keyword === "ARG" || keyword === "ENV")
    .flatMap((at) => readPairs(at).map(({ name }) => ({ at, name })));
