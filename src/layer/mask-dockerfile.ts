import { type Pair, readPairs } from "../dockerfile/pairs.ts";
import { parseDockerfile } from "../dockerfile/parse.ts";
import type { Instruction, ParsedDockerfile } from "../dockerfile/parsed-dockerfile.ts";
import type { Span } from "../domain/finding.ts";
import { maskSpans } from "../scan/mask-spans.ts";
import { commandSecrets } from "./command-secrets.ts";
import { SECRET_NAME } from "./mask-history.ts";

/**
 * A Dockerfile that may be kept: found values (`found`: bytes of the text as UTF-8), values of ENV, ARG and LABEL with secret
 * names, and what commands take as a secret, are `•••`; lines and instructions stay. Undefined for what cannot be read.
 */
export const maskDockerfile = (text: string, found: readonly Span[]): string | undefined => {
  const file = parseDockerfile(text);
  if (file.instructions.length === 0) return undefined;
  const inText = file.instructions.flatMap((at) => [...namedValues(file, at), ...givenToCommands(file, at)]);
  const spans = [...found, ...inText.map((span) => inBytes(text, span))];
  return maskSpans(
    Buffer.from(text),
    spans.filter(({ start, end }) => end > start),
  );
};

const DECLARES = /^(?:ENV|ARG|LABEL)$/;

const namedValues = (file: ParsedDockerfile, at: Instruction): readonly Span[] =>
  DECLARES.test(at.keyword)
    ? readPairs(at).flatMap((pair) => (SECRET_NAME.test(pair.name) ? valueSpan(file, at, pair) : []))
    : [];

/** Quotes stay, and so does a value that is made of variables only. */
const valueSpan = (file: ParsedDockerfile, at: Instruction, pair: Pair): readonly Span[] => {
  if (pair.value === undefined || /^(?:\$\w+|\$\{\w+\})*$/.test(pair.value)) return [];
  const written = file.flat.slice(pair.start, pair.end);
  const isOld = at.keyword !== "ARG" && at.words[0]?.text.includes("=") === false;
  const start = pair.start + (isOld ? (/^\S+\s+/.exec(written)?.[0].length ?? 0) : written.indexOf("=") + 1);
  const isQuoted = /^(?:"[^"]*"|'[^']*')$/.test(file.flat.slice(start, pair.end));
  return [isQuoted ? { start: start + 1, end: pair.end - 1 } : { start, end: pair.end }];
};

/** Continuations are blanks here, so that none of them is taken for a value. */
const givenToCommands = (file: ParsedDockerfile, at: Instruction): readonly Span[] => {
  const written = file.flat.slice(at.start, at.end);
  const bytes = Buffer.from(written);
  return commandSecrets(written).map(({ start, end }) => ({
    start: at.start + bytes.toString("utf8", 0, start).length,
    end: at.start + bytes.toString("utf8", 0, end).length,
  }));
};

const inBytes = (text: string, { start, end }: Span): Span => {
  const before = Buffer.byteLength(text.slice(0, start));
  return { start: before, end: before + Buffer.byteLength(text.slice(start, end)) };
};
