import { forEachChild, type Script, type SyntaxNode, type Word, type WordPart } from "unbash";
import type { Span } from "../../domain/finding.ts";
import { expandedNames } from "./shell-commands.ts";

/** One character of a shell word, or one expansion. */
export interface Atom extends Span {
  /** The character, without quotes and escapes; `EXPANSION` for an expansion. */
  readonly plain: string;
  /** As it stands between double quotes. */
  readonly quoted: string;
  /** Variables that an expansion names. */
  readonly names: ReadonlySet<string>;
}

/** Stands for an expansion in `plain`: a character of the private use area. */
export const EXPANSION = "\uE000";

/** Undefined when the word holds what double quotes cannot: braces, process substitutions, `$'...'`. */
export const readAtoms = (word: Word): readonly Atom[] | undefined => atomsOf(partsOf(word));

/** Between double quotes it means what the atoms mean. */
export const quoted = (atoms: readonly Atom[]): string => atoms.map((one) => one.quoted).join("");

export const plain = (atoms: readonly Atom[]): string => atoms.map((one) => one.plain).join("");

/** The word at a place of the script. */
export const findWord = (script: Script, span: Span): Word | undefined => {
  let found: Word | undefined;
  const visit = (node: SyntaxNode): void => {
    if (node.type === "Word" && node.pos === span.start && node.end === span.end) found = node;
    if (found === undefined) forEachChild(node, visit);
  };
  visit(script);
  return found;
};

/** Of parts of a word or of the body of a heredoc. */
export const atomsOf = (parts: readonly WordPart[]): readonly Atom[] | undefined => {
  const atoms = parts.map(partAtoms);
  return atoms.some((one) => one === undefined) ? undefined : atoms.flatMap((one) => one ?? []);
};

const partsOf = (word: Word): readonly WordPart[] =>
  word.parts ?? [{ type: "Literal", pos: word.pos, end: word.end, value: word.value, text: word.text }];

const partAtoms = (part: WordPart): readonly Atom[] | undefined => {
  switch (part.type) {
    case "Literal":
      return literal(part.text, part.pos, /^\\[\s\S]/);
    case "Glob":
      return literal(part.text, part.pos, /^\\[\s\S]/);
    case "SingleQuoted":
      return literal(part.value, part.pos + 1, /(?!)/);
    case "DoubleQuoted": {
      const inner = part.parts.map((child) =>
        child.type === "Literal" ? literal(child.text, child.pos, /^\\[$`"\\]/) : [expansion(child)],
      );
      return inner.flat();
    }
    case "SimpleExpansion":
    case "ParameterExpansion":
    case "CommandExpansion":
    case "ArithmeticExpansion":
      return [expansion(part)];
    default:
      return undefined;
  }
};

const literal = (text: string, at: number, escapes: RegExp): readonly Atom[] => {
  const atoms: Atom[] = [];
  for (let offset = 0; offset < text.length; ) {
    const length = escapes.test(text.slice(offset, offset + 2)) ? 2 : 1;
    const char = text[offset + length - 1] ?? "";
    const span = { start: at + offset, end: at + offset + length };
    atoms.push({ ...span, plain: char, quoted: /[$`"\\]/.test(char) ? `\\${char}` : char, names: new Set() });
    offset += length;
  }
  return atoms;
};

const expansion = (node: SyntaxNode & { readonly text: string }): Atom => ({
  start: node.pos,
  end: node.end,
  plain: EXPANSION,
  quoted: node.text,
  names: expandedNames(node),
});
