import type { Span } from "../../domain/finding.ts";
import type { Instruction, ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import { readHistoryLine } from "./history-line.ts";

/**
 * Spans of the instruction that stand where its history line has `•••`, without the quotes around them; undefined when the
 * line is not that of this instruction. Blanks, quotes, and what reads secret files in front of a RUN make no difference.
 */
export const historySpans = (
  file: ParsedDockerfile,
  at: Instruction,
  historyLine: string,
): readonly Span[] | undefined => {
  const { keyword, text } = readHistoryLine(historyLine);
  if (keyword !== at.keyword || at.json !== undefined) return undefined;
  const parts = text.split(/•+/).map((part) => folded(characters(part, 0)));
  if (parts.length < 2) return undefined;
  return align(parts, fold(characters(instructionText(file, at), at.args.start)));
};

/** BuildKit writes the body of a bare heredoc into history; the equal-length text keeps offsets. */
const instructionText = (file: ParsedDockerfile, at: Instruction): string => {
  const body = at.heredocs[0]?.body;
  const text = file.flat.slice(at.args.start, at.end);
  const bare = body && /^\d*<<-?["']?[^\s"']+["']?$/.test(file.flat.slice(at.args.start, at.args.end).trim());
  if (!bare) return withoutPrefix(text);
  return withoutPrefix(
    " ".repeat(body.start - at.args.start) + text.slice(body.start - at.args.start, body.end - at.args.start),
  );
};

const PREFIX =
  /^\s*(?:(?:(\w+)="\$\(cat \/run\/secrets\/[\w.-]+\)"(?: && export \1 &&| \|\| exit 1; export \1;)|if \[ -f \/run\/secrets\/[\w.-]+ \]; then [^;]*; export \w+; fi;)\s*)+/;

const withoutPrefix = (text: string): string => text.replace(PREFIX, (all) => " ".repeat(all.length));

interface Character {
  readonly text: string;
  /** In the file. */
  readonly at: number;
}

const characters = (text: string, offset: number): readonly Character[] =>
  Array.from({ length: text.length }, (_, index) => ({ text: text[index] ?? "", at: offset + index }));

/** Without quotes, and with one blank for many. */
const fold = (all: readonly Character[]): readonly Character[] => {
  const kept = all
    .filter(({ text }) => !/["']/.test(text))
    .map((one) => (/\s/.test(one.text) ? { ...one, text: " " } : one));
  return kept.filter((one, index) => one.text !== " " || kept[index - 1]?.text !== " ");
};

const folded = (all: readonly Character[]): string =>
  fold(all)
    .map(({ text }) => text)
    .join("");

const align = (parts: readonly string[], whole: readonly Character[]): readonly Span[] | undefined => {
  const text = whole.map((one) => one.text).join("");
  const from = text.length - text.trimStart().length;
  const to = text.trimEnd().length;
  const [first = "", ...others] = parts;
  const head = first.trimStart();
  if (!text.startsWith(head, from)) return undefined;
  const spans: Span[] = [];
  let at = from + head.length;
  for (const [index, part] of others.entries()) {
    const last = index === others.length - 1;
    const rest = last ? part.trimEnd() : part;
    const found = last ? to - rest.length : text.indexOf(rest, at + 1);
    if (found <= at || !text.startsWith(rest, found)) return undefined;
    spans.push({ start: whole[at]?.at ?? 0, end: (whole[found - 1]?.at ?? 0) + 1 });
    at = found + rest.length;
  }
  return at === to ? spans : undefined;
};
