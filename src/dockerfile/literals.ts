import type { Span } from "../domain/finding.ts";
import { historySpans } from "./align-history.ts";
import type { Leak } from "./leak.ts";
import type { Instruction, ParsedDockerfile } from "./parsed-dockerfile.ts";

/** Where the value of a leak is written in an instruction: `references` are variables that stand there by now. */
export interface LiteralSpans {
  readonly literals: readonly Span[];
  readonly references: readonly Span[];
}

/** Undefined when the history line of the leak is not that of the instruction, or has nothing masked. */
export const literalSpans = (leak: Leak, file: ParsedDockerfile, at: Instruction): LiteralSpans | undefined => {
  const spans = leak.historyLine === undefined ? undefined : historySpans(file, at, leak.historyLine);
  if (spans === undefined) return undefined;
  const isReference = (span: Span): boolean => REFERENCE.test(file.flat.slice(span.start, span.end));
  const references = spans.filter(isReference);
  const written = spans.filter((span) => !isReference(span)).map((span) => wholeToken(file, span));
  const own = written.filter(({ start, end }) => hasLength(leak.preview, end - start));
  return { references, literals: own.length > 0 || references.length > 0 ? own : written };
};

/** A variable or a substitution, with the quotes that a replacement may have left around it. */
const REFERENCE = /^["']*\\?(?:\$\w+|\$\{\w+\}|\$\([^()]*\))["']*$/;

/** A mask may cut inside a word. */
const wholeToken = ({ flat }: ParsedDockerfile, span: Span): Span => {
  let { start, end } = span;
  while (/[A-Za-z0-9_]/.test(flat[start - 1] ?? "")) start -= 1;
  while (/[A-Za-z0-9_]/.test(flat[end] ?? "")) end += 1;
  return { start, end };
};

/** True without a known length: previews say `(20 characters)`. A literal that is masked itself has none either. */
const hasLength = (preview: string, length: number): boolean => {
  const said = /\((\d+) characters\)/.exec(preview)?.[1];
  return said === undefined || Number(said) === length;
};
