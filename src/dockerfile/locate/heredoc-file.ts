import { mentionsName } from "../mount/variable-uses.ts";
import { joinPath } from "../parse/image-path.ts";
import type { Heredoc, Instruction, ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import { expand, variablesAt, workdirAt } from "../parse/scope.ts";

/** The heredoc that COPY or ADD writes to a path (absolute, in the image). */
export const heredocFile = (file: ParsedDockerfile, at: Instruction, path: string): Heredoc | undefined => {
  const target = at.words.at(-1);
  if (!/^(?:COPY|ADD)$/.test(at.keyword) || at.heredocs.length === 0 || target === undefined) return undefined;
  const into = expand(target.text, variablesAt(file, at));
  const workdir = workdirAt(file, at);
  if (into === undefined || (workdir === undefined && !into.startsWith("/"))) return undefined;
  const absolute = joinPath(workdir ?? "/", into);
  const isDirectory = /(?:^|\/)\.?\.?$/.test(into) || at.words.length > 2;
  return at.heredocs.find((one) => path === (isDirectory ? joinPath(absolute, one.delimiter) : absolute));
};

/** A variable in the body that the builder writes out; none where the delimiter is quoted. */
export const expandedInHeredoc = (file: ParsedDockerfile, at: Instruction, heredoc: Heredoc): string | undefined => {
  const isQuoted = /<<-?["'\\]/.test(file.flat.slice(at.args.start, at.args.end));
  const body = file.text.slice(heredoc.body.start, heredoc.body.end);
  const declared = [...variablesAt(file, at).keys()];
  return isQuoted ? undefined : declared.find((name) => body.includes("$") && mentionsName(body, name));
};
