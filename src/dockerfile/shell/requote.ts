import { forEachChild, type HereDoc, type Script, type SyntaxNode } from "unbash";
import type { Span } from "../../domain/finding.ts";
import type { Edit } from "../edit.ts";

interface Place {
  /** Equal-length text of the file. */
  readonly flat: string;
  readonly script: Script;
}

/**
 * Puts the variable in the place of a literal so that the command gets the same words: `"$X"` outside quotes, `$X` inside
 * double quotes and heredocs, `'a '"$X"` for single quotes. Undefined where the shell would not expand it.
 */
export const requote = ({ flat, script }: Place, span: Span, name: string): readonly Edit[] | undefined => {
  const path = nodesAround(script, span);
  const plain = `$${/^\w/.test(flat.slice(span.end)) ? `{${name}}` : name}`;
  // Quotes in the default of an expansion mean something else in each shell.
  if (path.some(({ type }) => type === "ParameterExpansion" || type === "ArithmeticExpansion")) return undefined;
  const inside = path.findLast(({ type }) => CONTEXTS.has(type));
  if (inside?.type === "DoubleQuoted") return [{ ...span, replacement: plain }];
  if (inside?.type === "HereDocBody") return inHeredoc(path, { ...span, replacement: plain });
  if (inside?.type === "SingleQuoted") return [inSingleQuotes({ span, quoted: spanOf(inside), name })];
  if (inside?.type !== "Word" && inside?.type !== "Assignment") return undefined;
  return cutsQuotes(inside, span) ? undefined : [{ ...span, replacement: `"$${name}"` }];
};

/** What decides how the shell reads a piece of text. */
const CONTEXTS = new Set(
  "Word Assignment SingleQuoted DoubleQuoted AnsiCQuoted LocaleString HereDocBody SimpleExpansion".split(" "),
);

const spanOf = ({ pos, end }: SyntaxNode): Span => ({ start: pos, end });

/** From the outside in. */
const nodesAround = (script: Script, { start, end }: Span): readonly SyntaxNode[] => {
  const path: SyntaxNode[] = [];
  const visit = (node: SyntaxNode): void => {
    // The body of a heredoc lies outside the span of its command.
    const covers = node.pos <= start && end <= node.end;
    if (covers) path.push(node);
    forEachChild(node, visit);
  };
  visit(script);
  const heredoc = heredocAround(script, { start, end });
  return heredoc && path.some(({ type }) => type === "HereDocBody")
    ? [heredoc, ...path.filter((one) => one !== heredoc)]
    : path;
};

const heredocAround = (script: Script, { start, end }: Span): HereDoc | undefined => {
  let found: HereDoc | undefined;
  const visit = (node: SyntaxNode): void => {
    if (node.type === "HereDoc" && node.body.pos <= start && end <= node.body.end) found = node;
    forEachChild(node, visit);
  };
  visit(script);
  return found;
};

/** A quoted delimiter keeps the shell from expanding the body: it loses its quotes when the body has nothing else to expand. */
const inHeredoc = (path: readonly SyntaxNode[], edit: Edit): readonly Edit[] | undefined => {
  const heredoc = path.find((node) => node.type === "HereDoc");
  const delimiter = heredoc?.delimiter;
  if (heredoc === undefined || delimiter === undefined) return undefined;
  if (!delimiter.quoted) return [edit];
  if (/[$`\\]/.test(heredoc.body.text)) return undefined;
  return [{ start: delimiter.pos, end: delimiter.end, replacement: delimiter.value }, edit];
};

/** Empty quotes are not left over. */
const inSingleQuotes = ({ span, quoted, name }: { span: Span; quoted: Span; name: string }): Edit => {
  const opens = span.start === quoted.start + 1;
  const closes = span.end === quoted.end - 1;
  if (span.start <= quoted.start || span.end >= quoted.end) return { ...quoted, replacement: `"$${name}"` };
  const start = opens ? quoted.start : span.start;
  const end = closes ? quoted.end : span.end;
  const replacement = `${opens ? "" : "'"}"$${name}"${closes ? "" : "'"}`;
  return { start, end, replacement };
};

const QUOTED = /Quoted$|^LocaleString$/;

/** A literal that begins or ends in the middle of quotes cannot be replaced on its own. */
const cutsQuotes = (word: SyntaxNode, span: Span): boolean => {
  let cut = false;
  const visit = (node: SyntaxNode): void => {
    const overlaps = node.pos < span.end && span.start < node.end;
    if (QUOTED.test(node.type) && overlaps && !(span.start <= node.pos && node.end <= span.end)) cut = true;
    forEachChild(node, visit);
  };
  visit(word);
  return cut;
};
