import { type Command, forEachChild, type Script, type SyntaxNode } from "unbash";
import type { ShellCommand } from "./shell-commands.ts";
import { type Atom, atomsOf, findWord, readAtoms } from "./shell-word.ts";

/**
 * What `echo`, `printf` and here-documents put out, as atoms; lines end with a line feed. `writer` is the command that the
 * redirection belongs to: the text is that of its pipeline, or of its group. Undefined when it cannot be read.
 */
export const writtenText = (
  script: Script,
  { writer, commands }: { readonly writer: ShellCommand; readonly commands: readonly ShellCommand[] },
): readonly Atom[] | undefined => {
  const inside = commands.filter((one) =>
    writer.name === "{}"
      ? one !== writer && writer.start <= one.start && one.end <= writer.end
      : one.pipeline === writer.pipeline,
  );
  const texts = inside.map((one) => textOf(script, one));
  return texts.some((one) => one === undefined) ? undefined : texts.flatMap((one) => one ?? []);
};

const textOf = (script: Script, command: ShellCommand): readonly Atom[] | undefined => {
  if (command.name === "echo") return echoed(script, command);
  if (command.name === "printf") return formatted(script, command);
  return /^(?:cat|tee)$/.test(command.name) ? hereDocument(script, command) : undefined;
};

const LINE_FEED: Atom = { start: 0, end: 0, plain: "\n", quoted: "\n", names: new Set() };
const BLANK: Atom = { ...LINE_FEED, plain: " ", quoted: " " };

const wordsOf = (script: Script, { args, argSpans }: ShellCommand): readonly (readonly Atom[])[] | undefined => {
  const from = args.findIndex((arg) => !/^-[neE]+$/.test(arg));
  const words = argSpans.slice(Math.max(from, 0)).map((span) => findWord(script, span));
  const atoms = words.map((word) => word && readAtoms(word));
  return atoms.some((one) => one === undefined) ? undefined : atoms.map((one) => one ?? []);
};

const echoed = (script: Script, command: ShellCommand): readonly Atom[] | undefined => {
  const words = wordsOf(script, command);
  return words && withEscapes([...words.flatMap((word, index) => (index > 0 ? [BLANK, ...word] : word)), LINE_FEED]);
};

/** Only `%s` stands for an argument; undefined for any other conversion. */
const formatted = (script: Script, command: ShellCommand): readonly Atom[] | undefined => {
  const [format, ...values] = wordsOf(script, command) ?? [];
  if (format === undefined) return undefined;
  const result: Atom[] = [];
  for (let at = 0; at < format.length; at += 1) {
    const [one, next] = [format[at], format[at + 1]];
    if (one?.plain === "%" && next?.plain === "s") {
      result.push(...(values.shift() ?? []));
      at += 1;
    } else if (one?.plain === "%") {
      if (next?.plain !== "%") return undefined;
      result.push(one);
      at += 1;
    } else if (one) result.push(one);
  }
  return values.length > 0 ? undefined : withEscapes(result);
};

/** `\n` within quotes is a line feed for `printf`, and for the `echo` of many shells. */
const withEscapes = (atoms: readonly Atom[]): readonly Atom[] =>
  atoms.flatMap((one, index) => {
    if (one.plain === "\\" && /^[nt]$/.test(atoms[index + 1]?.plain ?? "")) return [LINE_FEED];
    return atoms[index - 1]?.plain === "\\" && /^[nt]$/.test(one.plain) ? [] : [one];
  });

const hereDocument = (script: Script, command: ShellCommand): readonly Atom[] | undefined => {
  const document = nodeOf(script, command)?.redirects.find((one) => one.type === "HereDoc");
  if (document === undefined) return [];
  const { body } = document;
  return atomsOf(body.parts ?? [{ type: "Literal", pos: body.pos, end: body.end, value: body.text, text: body.text }]);
};

const nodeOf = (script: Script, command: ShellCommand): Command | undefined => {
  let found: Command | undefined;
  const visit = (node: SyntaxNode): void => {
    if (node.type === "Command" && node.pos === command.start && node.end === command.end) found = node;
    if (found === undefined) forEachChild(node, visit);
  };
  visit(script);
  return found;
};
