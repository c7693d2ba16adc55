import { isBelow, joinPath } from "../parse/image-path.ts";
import type { Instruction } from "../parse/parsed-dockerfile.ts";
import { expand, variablesAt, workdirAt } from "../parse/scope.ts";
import type { FixRequest } from "../proposal.ts";
import { copyArguments, findCopySource } from "./copy.ts";

/** Every COPY or ADD that brings a file of the context as a member of a directory, with its path in that stage. */
export const memberCopies = (
  request: Pick<FixRequest, "file" | "context">,
  contextPath: string,
): readonly { readonly at: Instruction; readonly path: string }[] =>
  request.file.instructions.flatMap((at) => {
    if (!/^(?:COPY|ADD)$/.test(at.keyword) || at.flags.some((flag) => flag.name === "from")) return [];
    return targetsOf(request, at, contextPath)
      .filter((path) => {
        const source = findCopySource(path, { at, file: request.file, context: request.context });
        return source?.kind === "member" && source.contextPath === contextPath;
      })
      .slice(0, 1)
      .map((path) => ({ at, path }));
  });

/** `a/b/c`, `b/c`, `c`. */
const withoutParents = (path: string): readonly string[] =>
  path.split("/").map((_part, index, parts) => parts.slice(index).join("/"));

/** Where a directory source would put the file. */
const targetsOf = ({ file }: Pick<FixRequest, "file">, at: Instruction, contextPath: string): readonly string[] => {
  const parts = copyArguments(at);
  const variables = variablesAt(file, at);
  const target = parts && expand(parts.target.text, variables);
  const workdir = workdirAt(file, at);
  if (parts === undefined || target === undefined || workdir === undefined) return [];
  const into = joinPath(workdir, target);
  return parts.sources.flatMap((word) => {
    const source = joinPath("/", expand(word.text, variables) ?? "/");
    const path = `/${contextPath}`;
    if (isBelow(path, source)) return [joinPath(into, path.slice(source === "/" ? 1 : source.length + 1))];
    // A pattern may match the file, or a directory above it, whose name is not copied.
    const isPattern = /[*?[]/.test(source);
    return (isPattern ? withoutParents(contextPath) : [contextPath]).map((rest) => joinPath(into, rest));
  });
};
