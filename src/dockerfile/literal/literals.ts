import type { Span } from "../../domain/finding.ts";
import type { Leak } from "../leak.ts";
import { historySpans } from "../locate/align-history.ts";
import { mountOptions } from "../mount/mount.ts";
import { escapePattern } from "../parse/escape-pattern.ts";
import type { Instruction, ParsedDockerfile } from "../parse/parsed-dockerfile.ts";

/** Where the value of a leak is written in an instruction: `references` are variables that stand there by now. */
export interface LiteralSpans {
  readonly literals: readonly Span[];
  readonly references: readonly Span[];
  /** The value is somewhere inside the literals. */
  readonly isPart?: true;
}

/** Undefined when the history line of the leak is not that of the instruction, or has nothing masked. */
export const literalSpans = (leak: Leak, file: ParsedDockerfile, at: Instruction): LiteralSpans | undefined => {
  const spans = leak.historyLine === undefined ? undefined : historySpans(file, at, leak.historyLine);
  if (spans === undefined) return undefined;
  const mounted = mountedNames(at);
  const isReference = ({ start, end }: Span): boolean => {
    const text = file.flat.slice(start, end);
    return (
      REFERENCE.test(text) ||
      mounted.some((name) => new RegExp(`\\$(?:${escapePattern(name)}\\b|\\{${escapePattern(name)}\\})`).test(text))
    );
  };
  const references = spans.filter(isReference);
  const written = spans.filter((span) => !isReference(span)).map((span) => wholeToken(file, span));
  const own = written.flatMap((span) => partThatFits(file, span, leak.preview) ?? []);
  const longer = written.filter(({ start, end }) => end - start > lengthOf(leak.preview));
  if (own.length === 0 && longer.length > 0) return { references, literals: longer, isPart: true };
  return { references, literals: own.length > 0 || references.length > 0 ? own : written };
};

/** A variable or a substitution, with the quotes that a replacement may have left around it, and a user in front. */
const REFERENCE = /^["']*(?:[\w.-]{0,16}:)?\\?(?:\$\w+|\$\{\w+\}|\$\([^()]*\))["']*$/;

/** Variables that the RUN has from secret mounts. */
const mountedNames = ({ flags }: Instruction): readonly string[] =>
  flags.flatMap((flag) => {
    const options = mountOptions(flag.name === "mount" ? flag.value : "");
    const name = options.get("env") ?? options.get("id") ?? "";
    return options.get("type") === "secret" && /^\w+$/.test(name) ? [name] : [];
  });

/** A mask may cut inside a word. The letter of an option that the value is written against is none of it: `mysql -pVALUE`. */
const wholeToken = ({ flat }: ParsedDockerfile, span: Span): Span => {
  let { start, end } = span;
  while (/[A-Za-z0-9_]/.test(flat[start - 1] ?? "")) start -= 1;
  if (start === span.start - 1 && /[\s"']-[A-Za-z]$/.test(flat.slice(Math.max(0, start - 2), start + 1)))
    start = span.start;
  while (/[A-Za-z0-9_]/.test(flat[end] ?? "")) end += 1;
  return { start, end };
};

/** A mask may cover the user in front of a password too. */
const partThatFits = ({ text }: ParsedDockerfile, { start, end }: Span, preview: string): Span | undefined => {
  const isLogin = text.slice(start - 3, start) === "://";
  const starts = [
    start,
    ...[":", "=", " "].map((mark) => text.lastIndexOf(mark, end - 1) + 1).filter((at) => at > start),
  ];
  const found = (isLogin ? starts.toReversed() : starts).find((at) => fits(preview, text.slice(at, end)));
  return found === undefined ? undefined : { start: found, end };
};

const lengthOf = (preview: string): number =>
  Number(/\((\d+) characters\)/.exec(preview)?.[1] ?? Number.POSITIVE_INFINITY);

/** Previews say `abc_…wxyz (40 characters)`: what they show must fit. True of one that says nothing. */
const fits = (preview: string, text: string): boolean => {
  const [, head = "", tail = "", length] = /^(?:•+|(\S*?)…(\S*)) \((\d+) characters\)/.exec(preview) ?? [];
  return length === undefined || (Number(length) === text.length && text.startsWith(head) && text.endsWith(tail));
};
