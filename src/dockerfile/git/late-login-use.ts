import { baseName, joinPath } from "../parse/image-path.ts";
import { flatText, type Instruction, type ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import { after } from "../parse/scope.ts";
import { type ManualProposal, manual } from "../proposal.ts";

/** A login, in files of these names, that is needed when the container runs, or in another stage that copies its file. */
export const lateLoginUse = (
  file: ParsedDockerfile,
  { holders, names }: { readonly holders: readonly Instruction[]; readonly names: readonly string[] },
): ManualProposal | undefined => {
  for (const at of new Set(holders.flatMap((one) => after(file, one))))
    if (/^(?:CMD|ENTRYPOINT|HEALTHCHECK)$/.test(at.keyword) && FETCHES.test(flatText(file, at)))
      return manual("M1", `${at.keyword} runs git`, { at });
  const taken = file.instructions.find(
    (at) => at.keyword === "COPY" && holders.some((one) => isFrom(file, at, one)) && takes(at, names),
  );
  return taken && manual("M5", "COPY --from takes the login to another stage", { at: taken });
};

const FETCHES = /\bgit\b[^&|;]{0,200}?[\s"'](?:clone|fetch|pull|push|submodule)\b/;

const isFrom = (file: ParsedDockerfile, copy: Instruction, source: Instruction): boolean => {
  const from = copy.flags.find((flag) => flag.name === "from")?.value.toLowerCase();
  const stage = file.stages[source.stage];
  return from !== undefined && stage !== undefined && (from === stage.name || from === String(stage.index));
};

const takes = (copy: Instruction, names: readonly string[]): boolean =>
  (copy.json ?? copy.words)
    .slice(0, -1)
    .some((word) => names.includes(baseName(word.text)) || /^\/(?:root|home\/[^/]+)?$/.test(joinPath("/", word.text)));
