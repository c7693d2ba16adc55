import type { Instruction, ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import { lineAt } from "../parse/parsed-dockerfile.ts";
import { stageNames } from "./stage-names.ts";

/** The shape of a Dockerfile whose secret stays in a stage that does not ship; what to copy is for a person to name. */
export const stageSketch = (file: ParsedDockerfile, at: Instruction | undefined): string => {
  const names = stageNames(file);
  const base = file.stages.at(-1)?.base ?? "IMAGE";
  const where =
    at === undefined
      ? "the steps that hold the secret"
      : `line ${lineAt(file, at.start)} up to the last step that needs the secret`;
  return [
    `+FROM ${base} AS ${names.base}`,
    " ...                                   # what both parts need",
    `+FROM ${names.base} AS ${names.secret}`,
    ` ...                                   # ${where}`,
    `+FROM ${names.base}${names.final === undefined ? "" : ` AS ${names.final}`}`,
    `+COPY --from=${names.secret} /PATH/OF/RESULT /PATH/OF/RESULT`,
    " ...                                   # the rest",
  ].join("\n");
};
