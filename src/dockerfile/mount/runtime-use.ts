import { baseName, joinPath } from "../parse/image-path.ts";
import { flatText, type Instruction, type ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import { after, workdirAt } from "../parse/scope.ts";
import { type ManualProposal, manual } from "../proposal.ts";

const RUNTIME = new Set(["CMD", "ENTRYPOINT", "HEALTHCHECK"]);

/** An instruction that needs the file when the container runs, or that copies it to another stage. */
export const runtimeUse = (
  file: ParsedDockerfile,
  { at, path }: { readonly at: Instruction; readonly path: string },
): ManualProposal | undefined => {
  for (const one of after(file, at)) {
    if (RUNTIME.has(one.keyword) && namesPath(file, one, path))
      return manual("M1", `${one.keyword} names the file`, { at: one });
    if (one.keyword === "ENV" && namesPath(file, one, path))
      return manual("M1", `ENV tells the container where the file is`, { at: one });
  }
  const taken = file.instructions.find((one) => one.keyword === "COPY" && takesFromStage(file, one, { at, path }));
  return taken && manual("M5", `COPY --from takes the file to another stage`, { at: taken });
};

const namesPath = (file: ParsedDockerfile, at: Instruction, path: string): boolean => {
  const tokens = flatText(file, at).match(/[^\s"'`=:,@;&|<>()[\]]+/g) ?? [];
  const directory = workdirAt(file, at);
  return tokens.some((token) =>
    directory === undefined ? baseName(token) === baseName(path) : joinPath(directory, token) === path,
  );
};

const takesFromStage = (
  file: ParsedDockerfile,
  one: Instruction,
  source: { at: Instruction; path: string },
): boolean => {
  const from = one.flags.find((flag) => flag.name === "from")?.value.toLowerCase();
  const stage = file.stages[source.at.stage];
  if (from === undefined || stage === undefined || (from !== stage.name && from !== String(stage.index))) return false;
  return (one.json ?? one.words).slice(0, -1).some((word) => joinPath("/", word.text) === source.path);
};
