import { type AndOr, type CompoundList, forEachChild, type Script, type Statement, type SyntaxNode } from "unbash";
import type { Span } from "../../domain/finding.ts";
import type { Edit } from "../edit.ts";

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

type IsGone = (node: Span) => boolean;

const planStatement = (statement: Statement, isGone: IsGone): Plan | "stuck" => {
  const node = statement.command;
  if (node.type === "AndOr") return planChain(node, isGone);
  const removed = goneIn(node, isGone);
  return removed > 0 ? { whole: true, removed, edits: [] } : KEEP;
};

/** How many of the commands to take out the node holds; 0 unless nothing else would be left of it. */
const goneIn = (node: SyntaxNode, isGone: IsGone): number => {
  if (isGone(spanOf(node))) return 1;
  if (node.type === "Pipeline") return sumOrNone(node.commands, isGone);
  if (node.type === "AndOr") return sumOrNone(withoutTests(node.commands), isGone);
  if (node.type === "BraceGroup" || node.type === "Subshell") return goneInList(node.body, isGone);
  if (node.type !== "If" || node.elif.length > 0 || node.else || !isTests(node.clause)) return 0;
  return goneInList(node.then, isGone);
};

const goneInList = (list: CompoundList, isGone: IsGone): number =>
  sumOrNone(
    list.commands.map((one) => one.command),
    isGone,
  );

const sumOrNone = (nodes: readonly SyntaxNode[], isGone: IsGone): number => {
  const counts = nodes.map((one) => goneIn(one, isGone));
  return counts.includes(0) ? 0 : counts.reduce((sum, one) => sum + one, 0);
};

const isTests = (list: CompoundList): boolean => list.commands.every(({ command }) => isTest(command));

/** `[ -n "$T" ]` in front of a command that goes is of no use without it. */
const isTest = (node: SyntaxNode): boolean =>
  node.type === "TestCommand" ||
  (node.type === "Command" && /^(?:\[|test)$/.test(node.name?.value ?? "")) ||
  (node.type === "AndOr" && node.commands.every(isTest));

/** True of a command that runs only when a test says so. */
export const isUnderTest = (script: SyntaxNode, span: Span): boolean => {
  let found = false;
  const visit = (node: SyntaxNode): void => {
    if (node.pos > span.start || node.end < span.end) return;
    found ||= node.type === "If" || (node.type === "AndOr" && node.commands.some(isTest));
    forEachChild(node, visit);
  };
  visit(script);
  return found;
};

const withoutTests = (nodes: readonly SyntaxNode[]): readonly SyntaxNode[] => nodes.filter((one) => !isTest(one));

/** `rm x || true` goes as one. */
const planChain = (chain: AndOr, isGone: IsGone): Plan | "stuck" => {
  const whole = goneIn(chain, isGone);
  if (whole > 0) return { whole: true, removed: whole, edits: [] };
  const counts = chain.commands.map((node) => goneIn(node, isGone));
  const direct = counts.map((count) => count > 0);
  const gone = direct.map((one, index) => one || (chain.operators[index - 1] === "||" && direct[index - 1] === true));
  const removed = counts.reduce((sum, count) => sum + count, 0);
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

const spanOf = (node: { readonly pos: number; readonly end: number }): Span => ({ start: node.pos, end: node.end });
const cut = (start: number, end: number): Edit => ({ start, end, replacement: "" });
