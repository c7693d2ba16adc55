import type { Span } from "../../domain/finding.ts";
import type { Edit } from "../edit.ts";
import { mentionsName } from "../mount/variable-uses.ts";
import type { Instruction, ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import { requote } from "../shell/requote.ts";
import { parseRun } from "../shell/shell.ts";
import { shellCommands } from "../shell/shell-commands.ts";
import { literalName } from "./literal-name.ts";

/** One value, the variable that takes its place, and the RUNs it stands in. */
export interface Replaced {
  readonly name: string;
  readonly edits: readonly Edit[];
  readonly runs: readonly Instruction[];
}

/** A value that is shorter, or masked itself, may stand elsewhere by chance. */
const LEAST_UNIQUE = 6;

interface From {
  readonly file: ParsedDockerfile;
  readonly at: Instruction;
  /** Names that stand for something else. */
  readonly taken: ReadonlySet<string>;
  /** Name that the same secret has already. */
  readonly known?: string;
  /** RUNs that keep the value, so that it stays there. */
  readonly except: ReadonlySet<Instruction>;
}

/** Replaces the value at each span, and the same value in other RUNs where that can be. Undefined when a span cannot be replaced. */
export const replaceLiterals = (spans: readonly Span[], from: From): readonly Replaced[] | undefined => {
  const { file, at } = from;
  const values = [...new Set(spans.map((span) => textOf(file, span)))];
  const taken = new Set(from.taken);
  const all: Replaced[] = [];
  for (const value of values) {
    const first = spans.find((span) => textOf(file, span) === value);
    if (first === undefined) continue;
    const name = values.length === 1 && from.known ? from.known : freeName(from, { span: first, taken });
    taken.add(name);
    const own = spans.filter((span) => textOf(file, span) === value).map((span) => ({ at, span }));
    const isUnique = !/•/.test(value) && value.length >= LEAST_UNIQUE;
    const more = isUnique ? others(file, { own, value }).filter((place) => !from.except.has(place.at)) : [];
    const done = [...own, ...more].map((place) => ({ ...place, edits: replaceOne(file, place, name) }));
    if (done.some((one) => one.edits === undefined && own.some(({ span }) => span === one.span))) return undefined;
    const replaced = done.filter((one) => one.edits !== undefined);
    all.push({
      name,
      edits: replaced.flatMap((one) => one.edits ?? []),
      runs: [...new Set(replaced.map((one) => one.at))],
    });
  }
  return all;
};

const textOf = (file: ParsedDockerfile, { start, end }: Span): string => file.text.slice(start, end);

interface LiteralPlace {
  readonly at: Instruction;
  readonly span: Span;
}

const others = (file: ParsedDockerfile, { own, value }: { own: readonly LiteralPlace[]; value: string }) =>
  file.instructions
    .filter((at) => at.keyword === "RUN" && at.json === undefined)
    .flatMap((at) => occurrences(file, at, value).map((span): LiteralPlace => ({ at, span })))
    .filter(({ span }) => !own.some((one) => one.span.start < span.end && span.start < one.span.end));

const occurrences = (file: ParsedDockerfile, at: Instruction, value: string): readonly Span[] => {
  const found: Span[] = [];
  for (
    let start = file.text.indexOf(value, at.args.start);
    start >= 0 && start < at.end;
    start = file.text.indexOf(value, start + 1)
  ) {
    const end = start + value.length;
    if (!/\w/.test(file.text[start - 1] ?? "") && !/\w/.test(file.text[end] ?? "")) found.push({ start, end });
  }
  return found;
};

const replaceOne = (file: ParsedDockerfile, { at, span }: LiteralPlace, name: string): readonly Edit[] | undefined => {
  const body = parseRun(file, at);
  if (body.form === "opaque" || body.form === "json") return undefined;
  return requote({ flat: file.flat, script: body.script }, span, name);
};

const freeName = ({ file, at }: From, { span, taken }: { span: Span; taken: ReadonlySet<string> }): string => {
  const body = parseRun(file, at);
  const commands = body.form === "opaque" ? [] : shellCommands(body.script);
  const command =
    commands.findLast((one) => one.start <= span.start && span.end <= one.end) ??
    commands.findLast((one) => one.start <= span.start);
  const base = literalName(command, file.flat, span);
  const isTaken = (name: string): boolean =>
    taken.has(name) ||
    file.instructions.some((one) => one !== at && mentionsName(file.flat.slice(one.start, one.end), name));
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? base : `${base}_${number}`;
    if (!isTaken(name)) return name;
  }
};
