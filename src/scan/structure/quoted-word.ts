import type { Span } from "../../domain/finding.ts";
import type { Candidate } from "../match.ts";

const LONGEST_WORD = 256;
/** The quote in which the value begins, alone or behind the user that the pattern has read. */
const OPENING = /(?:^|[^\\])(["'])(?:[^\s:"'$<>,%]{0,100}[:,%])?$/;
/** What a shell replaces between double quotes. */
const REPLACED = /[$`\\]/;

/**
 * All that a shell takes from the quotes in which the value begins: patterns end a bare word at each sign that would end a
 * command or begin a variable. Undefined where no quote stands, where the value ends with it, or where not all is literal.
 */
export const quotedWord = ({ text, span }: Candidate): { readonly value: string; readonly span: Span } | undefined => {
  const [, quote] = OPENING.exec(text.slice(Math.max(0, span.start - 128), span.start)) ?? [];
  if (quote === undefined || text[span.end] === quote) return undefined;
  const end = text.indexOf(quote, span.end);
  if (end < 0 || end - span.start > LONGEST_WORD) return undefined;
  const value = text.slice(span.start, end);
  if (/[\r\n]/.test(value) || (quote === '"' && REPLACED.test(value))) return undefined;
  return { value, span: { start: span.start, end } };
};
