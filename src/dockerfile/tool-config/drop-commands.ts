import type { Span } from "../../domain/finding.ts";
import { deleteLines, type Edit } from "../edit.ts";
import type { Instruction, ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import { parseRun } from "../shell/shell.ts";
import { isUnderTest, removeCommands } from "../shell/shell-removal.ts";

export interface Dropped {
  readonly edits: readonly Edit[];
  readonly deleted: readonly Instruction[];
  readonly touched: readonly Instruction[];
}

/** Takes commands or pipelines out of RUNs; a RUN that is left empty goes. Undefined when one cannot be taken out. */
export const dropCommands = (
  file: ParsedDockerfile,
  spans: readonly { readonly at: Instruction; readonly span: Span }[],
): Dropped | undefined => {
  const edits: Edit[] = [];
  const deleted: Instruction[] = [];
  const touched: Instruction[] = [];
  for (const at of new Set(spans.map((one) => one.at))) {
    const body = parseRun(file, at);
    if (body.form !== "shell" && body.form !== "heredoc") return undefined;
    const gone = spans.filter((one) => one.at === at).map((one) => one.span);
    // The tool would be given its setting without the test.
    if (gone.some((span) => isUnderTest(body.script, span))) return undefined;
    const removal = removeCommands(body.script, gone);
    if (removal === undefined) return undefined;
    if (removal.empty) deleted.push(at);
    else touched.push(at);
    edits.push(...(removal.empty ? [deleteLines(file.text, at)] : removal.edits));
  }
  return { edits, deleted, touched };
};
