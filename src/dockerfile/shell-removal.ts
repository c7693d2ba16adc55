import type { AndOr, Script, Statement } from "unbash";
import type { Span } from "../domain/finding.ts";
import type { Edit } from "./edit.ts";

/** `empty`: nothing is left of the script, so its RUN can go. */
export type Removal = { readonly empty: true } | { readonly empty: false; readonly edits: readonly Edit[] };

/**
 * Takes whole commands and pipelines out of a script's top-level `&&` chains and statements, by their spans.
 * Undefined when one of them stands elsewhere (in an `if`, a pipeline, after `||`), where taking it out changes more.
 */
export const removeCommands = (script: Script, spans: readonly Span[]): Removal | undefined => {
  const isGone = (node: Span): boolean => spans.some((span) => span.start === node.start && span.end === node.end);
  const plans = script.commands.map((statement) => planStatement(statement, isGone));
  if (plans.some((plan) => plan === "stuck")) return undefined;
  const removed = plans.reduce((sum, plan) => sum + (plan === "stuck" ? 0 : plan.removed), 0);
  if (removed !== spans.length) return undefined;
  if (plans.every((plan) => plan !== "stuck" && plan.whole)) return { empty: true };
  const edits = plans.flatMap((plan, index) => {
    if (plan === "stuck") return [];
    return plan.whole ? [statementEdit(script.commands, index, plans)] : plan.edits;
  });
  return { empty: false, edits };
};

interface Plan {
  readonly whole: boolean;
  readonly removed: number;
  readonly edits: readonly Edit[];
}

const KEEP: Plan = { whole: false, removed: 0, edits: [] };

const planStatement = (statement: Statement, isGone: (node: Span) => boolean): Plan | "stuck" => {
  const node = statement.command;
  if (node.type === "AndOr") return planChain(node, isGone);
  return isRemovable(node) && isGone(spanOf(node)) ? { whole: true, removed: 1, edits: [] } : KEEP;
};

/** `rm x || true` goes as one. */
const planChain = (chain: AndOr, isGone: (node: Span) => boolean): Plan | "stuck" => {
  const direct = chain.commands.map((node) => isRemovable(node) && isGone(spanOf(node)));
  const gone = direct.map((one, index) => one || (chain.operators[index - 1] === "||" && direct[index - 1] === true));
  const removed = direct.filter(Boolean).length;
  if (removed === 0) return KEEP;
  if (gone.some((one, index) => one && !canRemove(chain, index, direct))) return "stuck";
  if (gone.every(Boolean)) return { whole: true, removed, edits: [] };
  return { whole: false, removed, edits: chainEdits(chain, gone) };
};

const canRemove = (chain: AndOr, index: number, direct: readonly boolean[]): boolean => {
  const node = chain.commands[index];
  if (chain.operators[index - 1] === "||")
    return direct[index - 1] === true && node?.type === "Command" && /^(?:true|:)$/.test(node.name?.value ?? "");
  return chain.operators[index] !== "||" || direct[index] === true;
};

const chainEdits = (chain: AndOr, gone: readonly boolean[]): Edit[] => {
  const firstKept = gone.indexOf(false);
  return chain.commands.flatMap((node, index) => {
    if (!gone[index]) return [];
    if (index < firstKept) return index === 0 ? [cut(node.pos, chain.commands[firstKept]?.pos ?? node.end)] : [];
    return [cut(chain.commands[index - 1]?.end ?? node.pos, node.end)];
  });
};

/** Up to the next statement; the last ones go from the end of what is kept, with the separator in between. */
const statementEdit = (statements: readonly Statement[], index: number, plans: readonly (Plan | "stuck")[]): Edit => {
  const [statement, next] = [statements[index], statements[index + 1]];
  const kept = plans.findLastIndex((plan) => plan !== "stuck" && !plan.whole);
  const end = next?.pos ?? statement?.end ?? 0;
  if (index < kept) return cut(statement?.pos ?? end, end);
  const from = index === kept + 1 ? statements[kept]?.end : statement?.pos;
  return cut(from ?? end, end);
};

const isRemovable = ({ type }: { readonly type: string }): boolean => type === "Command" || type === "Pipeline";

const spanOf = (node: { readonly pos: number; readonly end: number }): Span => ({ start: node.pos, end: node.end });
const cut = (start: number, end: number): Edit => ({ start, end, replacement: "" });
