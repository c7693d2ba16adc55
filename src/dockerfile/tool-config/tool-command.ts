import type { Span } from "../../domain/finding.ts";
import type { ShellCommand } from "../shell/shell-commands.ts";
import { emittedText } from "./emitted-text.ts";
import { bodyOf } from "./word-body.ts";

/** A word that a tool is given. */
interface Argument extends Span {
  /** Without quotes, expansions as written. */
  readonly text: string;
  /** As inside double quotes; undefined when it holds a command substitution. */
  readonly body: string | undefined;
}

/** The arguments of a command, sorted. */
export interface ToolCommand {
  readonly command: ShellCommand;
  readonly words: readonly Argument[];
  /** Options with a value, by name with the dashes; `span` covers the name too. */
  readonly options: ReadonlyMap<string, Argument & { readonly span: Span }>;
  readonly flags: ReadonlySet<string>;
  /** What a pipe, a here-string or a file gives it to read, as inside double quotes. */
  readonly input: string | undefined;
}

/** `sources`: the commands of its pipeline, or that write what it reads. `valued`: options that take the next word. `--name=value` needs no telling. */
export const readToolCommand = (
  command: ShellCommand,
  {
    flat,
    sources,
    valued,
  }: { readonly flat: string; readonly sources: readonly ShellCommand[]; readonly valued: readonly string[] },
): ToolCommand => {
  const words: Argument[] = [];
  const options = new Map<string, Argument & { readonly span: Span }>();
  const flags = new Set<string>();
  const all = command.args.map((text, index) => argument(flat, text, command.argSpans[index]));
  for (let at = 0; at < all.length; at += 1) {
    const one = all[at];
    if (one === undefined) continue;
    const [, name, value] = /^(--?[A-Za-z][\w-]*)(?:=([\s\S]*))?$/.exec(one.text) ?? [];
    const next = all[at + 1];
    if (name === undefined) words.push(one);
    else if (value !== undefined) options.set(name, { ...optionValue(flat, one, name), span: one });
    else if (valued.includes(name) && next !== undefined) {
      options.set(name, { ...next, span: { start: one.start, end: next.end } });
      at += 1;
    } else flags.add(name);
  }
  return { command, words, options, flags, input: inputOf(flat, command, sources) };
};

const argument = (flat: string, text: string, span: Span = { start: 0, end: 0 }): Argument => ({
  ...span,
  text,
  body: bodyOf(flat.slice(span.start, span.end)),
});

const optionValue = (flat: string, one: Argument, name: string): Argument => {
  const raw = flat.slice(one.start, one.end);
  const text = one.text.slice(name.length + 1);
  if (raw.startsWith(`${name}=`)) {
    const start = one.start + name.length + 1;
    return { start, end: one.end, text, body: bodyOf(raw.slice(name.length + 1)) };
  }
  return { ...one, text, body: one.body?.slice(name.length + 1) };
};

const inputOf = (flat: string, command: ShellCommand, sources: readonly ShellCommand[]): string | undefined => {
  const here = command.redirects.find((one) => one.operator === "<<<");
  if (here) return bodyOf(here.body);
  const [source, ...others] = sources.filter((one) => one.end <= command.start);
  return source && others.length === 0 ? emittedText(source, flat)?.replace(/\n$/, "") : undefined;
};
