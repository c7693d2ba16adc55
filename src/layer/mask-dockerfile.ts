import { type Pair, readPairs } from "../dockerfile/parse/pairs.ts";
import { parseDockerfile } from "../dockerfile/parse/parse.ts";
import type { Instruction, ParsedDockerfile } from "../dockerfile/parse/parsed-dockerfile.ts";
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
  const { instructions } = file;
  if (instructions.length === 0 || instructions.some(({ start, end }) => end - start > LONGEST)) return undefined;
  const inText = instructions.flatMap((at) => [...namedValues(file, at), ...givenToCommands(file, at)]);
  const byteAt = byteOffsets(text);
  const spans = [...found, ...inText.map(({ start, end }) => ({ start: byteAt(start), end: byteAt(end) }))];
  return maskSpans(
    Buffer.from(text),
    spans.filter(({ start, end }) => end > start),
  );
};

/** Characters of an instruction; longer ones hold data. */
const LONGEST = 64 * 1024;

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
  const spans = commandSecrets(written);
  if (spans.length === 0) return [];
  const unitAt = new Map<number, number>();
  for (let unit = 0, byte = 0; unit <= written.length; byte += bytesOf(written, unit), unit += 1)
    unitAt.set(byte, unit);
  const inFile = (byte: number): number => at.start + (unitAt.get(byte) ?? written.length);
  return spans.map(({ start, end }) => ({ start: inFile(start), end: inFile(end) }));
};

/** From UTF-16 units to bytes of UTF-8. */
const byteOffsets = (text: string): ((unit: number) => number) => {
  const offsets = new Uint32Array(text.length + 1);
  for (let unit = 0; unit < text.length; unit += 1) offsets[unit + 1] = (offsets[unit] ?? 0) + bytesOf(text, unit);
  return (unit) => offsets[unit] ?? 0;
};

/** Each half of a surrogate pair counts for two of its four bytes. */
const bytesOf = (text: string, unit: number): number => {
  const code = text.charCodeAt(unit);
  if (code < 0x80) return 1;
  return code < 0x800 || (code >= 0xd800 && code < 0xe000) ? 2 : 3;
};
