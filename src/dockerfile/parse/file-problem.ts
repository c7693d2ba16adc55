import type { Instruction } from "./parsed-dockerfile.ts";

// https://docs.docker.com/reference/dockerfile/#overview
const KEYWORDS = new Set(
  "ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR".split(
    " ",
  ),
);
const TEMPLATE = /<%|\{%|@@\w+@@|^\s*\{\{/m;
const TEMPLATED_ARGUMENT = /\{\{/;

/** Far above what people write; a hostile image history can be longer. */
const MAX_LENGTH = 200_000;
const MAX_INSTRUCTIONS = 1000;

const TOO_LARGE = "the file is too large to be edited with care";

/** The problem of a text that is not even read. */
export const sizeProblem = (text: string): string | undefined => (text.length > MAX_LENGTH ? TOO_LARGE : undefined);

/** Why the whole file must not be edited: a template, an unknown dialect, or not a Dockerfile. Undefined when fine. */
export const fileProblem = (file: {
  readonly text: string;
  readonly syntax?: string;
  readonly instructions: readonly Instruction[];
}): string | undefined => {
  if (file.instructions.length > MAX_INSTRUCTIONS) return TOO_LARGE;
  if (/dockerfile-x|mopy|pack(?:er)?-frontend/i.test(file.syntax ?? ""))
    return `the syntax ${file.syntax} is not plain Dockerfile`;
  if (TEMPLATE.test(withoutRuns(file)) || file.instructions.some((one) => isTemplated(file.text, one)))
    return "the file is a template; change what generates it";
  const unknown = file.instructions.find((one) => !KEYWORDS.has(one.keyword));
  if (unknown) return `line ${file.text.slice(0, unknown.start).split("\n").length} is not a known instruction`;
  if (!file.instructions.some((one) => one.keyword === "FROM")) return "there is no FROM instruction";
  return undefined;
};

const withoutRuns = (file: { readonly text: string; readonly instructions: readonly Instruction[] }): string =>
  file.instructions
    .filter((one) => one.keyword !== "RUN")
    .map((one) => file.text.slice(one.start, one.end))
    .join("\n");

const isTemplated = (text: string, at: Instruction): boolean =>
  ["FROM", "ARG", "ENV", "COPY", "ADD", "USER", "WORKDIR"].includes(at.keyword) &&
  TEMPLATED_ARGUMENT.test(text.slice(at.start, at.end));
