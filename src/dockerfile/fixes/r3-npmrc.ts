import { forEachChild, type SyntaxNode } from "unbash";
import type { Edit } from "../edit.ts";
import { fileUse } from "../file-uses.ts";
import { joinPath } from "../image-path.ts";
import type { Instruction, ParsedDockerfile } from "../parsed-dockerfile.ts";
import type { FixRequest } from "../proposal.ts";
import type { HazardRewrite, KeepingRun, Rewrite } from "../rewrite.ts";
import { workdirAt } from "../scope.ts";
import { shellCommands } from "../shell-commands.ts";
import { writtenFiles } from "../written-file.ts";

/**
 * The configuration of npm, pnpm, Yarn and Bun may name a variable instead of its value: the file is written with the name in
 * it, and the steps that read it get the variable.
 * Source: "environment variables" of the npm documentation of npmrc.
 */
export const r3Npmrc: HazardRewrite = {
  id: "R3",
  title: "write the name of the variable, not its value, into the configuration of a package manager",
  propose: (request, run) => rewrite(request, run),
};

const rewrite = ({ file }: FixRequest, run: KeepingRun): Rewrite | undefined => {
  if (run.body.form === "json") return undefined;
  const writing = shellCommands(run.body.script).filter((one) => writtenFiles(one).length > 0);
  const edits = expansionsOf(run.body.script, run.name)
    .filter((node) => writing.some((command) => command.start <= node.pos && node.end <= command.end))
    .map((node): Edit => ({ start: node.pos, end: node.end, replacement: `\\\${${run.name}}` }));
  const paths = writing.flatMap(writtenFiles).map((path) => absolute(file, run.at, path));
  const all = [run.at, ...run.later].filter((one) => one.keyword === "RUN");
  const users = all.filter((at) => paths.some((path) => /^(?:named|tool)$/.test(fileUse(file, at, path).how)));
  if (edits.length === 0) return undefined;
  return {
    edits,
    deleted: [],
    touched: [run.at],
    users: users.filter((at) => at !== run.at).map((at) => ({ at })),
    isFree: true,
    confirm: [],
  };
};

const absolute = (file: ParsedDockerfile, at: Instruction, path: string): string =>
  joinPath(workdirAt(file, at) ?? "/", path.replace(/^(?:~|\$HOME|\$\{HOME\})(?=\/)/, "/root"));

const expansionsOf = (script: SyntaxNode, name: string): readonly SyntaxNode[] => {
  const found: SyntaxNode[] = [];
  const visit = (node: SyntaxNode): void => {
    if (node.type === "SimpleExpansion" && node.text.slice(1) === name) found.push(node);
    if (node.type === "ParameterExpansion" && node.parameter === name) found.push(node);
    forEachChild(node, visit);
  };
  visit(script);
  return found;
};
