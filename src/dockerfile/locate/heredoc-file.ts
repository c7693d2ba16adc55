import { mentionsName } from "../mount/variable-uses.ts";
import { joinPath } from "../parse/image-path.ts";
import type { Heredoc, Instruction, ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import { expand, variablesAt, workdirAt } from "../parse/scope.ts";

interface HeredocFile {
  readonly heredoc: Heredoc;
  /** Absolute, in the image. */
  readonly path: string;
}

/** The files that a COPY or ADD writes of its heredocs; none where nobody knows their folder. */
export const heredocFiles = (file: ParsedDockerfile, at: Instruction): readonly HeredocFile[] => {
  const target = at.words.at(-1);
  if (!/^(?:COPY|ADD)$/.test(at.keyword) || at.heredocs.length === 0 || target === undefined) return [];
  const into = expand(target.text, variablesAt(file, at));
  const workdir = workdirAt(file, at);
  if (into === undefined || (workdir === undefined && !into.startsWith("/"))) return [];
  const absolute = joinPath(workdir ?? "/", into);
  const isDirectory = /(?:^|\/)\.?\.?$/.test(into) || at.words.length > 2;
  return at.heredocs.map((heredoc) => ({
    heredoc,
    path: isDirectory ? joinPath(absolute, heredoc.delimiter) : absolute,
  }));
};

/** The heredoc that COPY or ADD writes to a path (absolute, in the image). */
export const heredocFile = (file: ParsedDockerfile, at: Instruction, path: string): Heredoc | undefined =>
  heredocFiles(file, at).find((one) => one.path === path)?.heredoc;

/** A variable in the body that the builder writes out; none where the delimiter is quoted. */
export const expandedInHeredoc = (file: ParsedDockerfile, at: Instruction, heredoc: Heredoc): string | undefined => {
  const isQuoted = /<<-?["'\\]/.test(file.flat.slice(at.args.start, at.args.end));
  const body = file.text.slice(heredoc.body.start, heredoc.body.end);
  const declared = [...variablesAt(file, at).keys()];
  return isQuoted ? undefined : declared.find((name) => body.includes("$") && mentionsName(body, name));
};
