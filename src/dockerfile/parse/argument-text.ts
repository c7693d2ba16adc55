import { flatText, type Instruction, type ParsedDockerfile } from "./parsed-dockerfile.ts";

/** `RUN <<EOF` with nothing else: the body is the script. */
export const isScript = (file: ParsedDockerfile, at: Instruction): boolean =>
  at.heredocs.length === 1 &&
  /^\d*<<-?(?:[^\s"'<\\]|"[^"]*"|'[^']*'|\\.)+$/.test(file.flat.slice(at.args.start, at.args.end).trim());

/**
 * What the history says of an instruction behind its keyword: flags are not in it, of a script only the body is, and the JSON
 * form of a RUN, COPY or ADD has blanks between its words.
 */
export const argumentText = (file: ParsedDockerfile, at: Instruction): string => {
  const [script] = at.heredocs;
  if (at.json && /^(?:RUN|COPY|ADD)$/.test(at.keyword)) return at.json.map(({ text }) => text).join(" ");
  return at.keyword === "RUN" && script !== undefined && isScript(file, at)
    ? flatText(file, script.body)
    : flatText(file, { start: at.args.start, end: at.end });
};
