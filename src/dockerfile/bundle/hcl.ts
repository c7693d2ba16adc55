import type { Span } from "../../domain/finding.ts";
import type { BakeArg, BakeTarget } from "./bake-target.ts";

/** `name = value` of a block: the span is from name to the end of the value. */
export interface HclAttribute extends Span {
  readonly name: string;
  readonly valueStart: number;
}

export interface HclTarget extends BakeTarget {
  readonly attributes: readonly HclAttribute[];
}

/**
 * Targets of a bake file. Only what bake files use of HCL is read: blocks, attributes, strings, lists, objects, comments,
 * heredocs. Undefined when brackets do not close.
 */
export const readHcl = (text: string): readonly HclTarget[] | undefined => {
  const flat = blankOut(text);
  if (flat === undefined) return undefined;
  const targets: HclTarget[] = [];
  for (const match of flat.code.matchAll(/(?:^|\n)[ \t]*target[ \t]+"/g)) {
    const open = flat.code.indexOf("{", match.index);
    const end = open < 0 ? -1 : matching(flat.code, open);
    if (end < 0) return undefined;
    const start = match.index + match[0].search(/target/);
    const name = /^target[ \t]+"([^"]*)"/.exec(text.slice(start))?.[1] ?? "";
    targets.push(readTarget(text, flat.code, { name, start, open, end }));
  }
  return targets;
};

/** The text with the inside of strings, comments and heredocs as blanks; quotes stay. */
const blankOut = (text: string): { readonly code: string } | undefined => {
  const token =
    /"(?:\\.|\$\{(?:[^{}"]|"[^"\n]*")*\}|[^"\\\n])*"|\/\*[\s\S]*?\*\/|(?:#|\/\/)[^\n]*|<<-?(\w+)\r?\n[\s\S]*?\n[ \t]*\1(?=\r?\n|$)/g;
  const code = text.replace(token, (all) => (all.startsWith('"') ? `"${blank(all.slice(1, -1))}"` : blank(all)));
  let depth = 0;
  for (const character of code) {
    if (/[{[(]/.test(character)) depth += 1;
    if (/[}\])]/.test(character)) depth -= 1;
    if (depth < 0) return undefined;
  }
  return depth === 0 ? { code } : undefined;
};

const blank = (text: string): string => text.replace(/[^\r\n]/g, " ");

const matching = (code: string, open: number): number => {
  let depth = 0;
  for (let at = open; at < code.length; at += 1) {
    if (/[{[(]/.test(code[at] ?? "")) depth += 1;
    if (/[}\])]/.test(code[at] ?? "")) depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
};

const readTarget = (
  text: string,
  code: string,
  at: { readonly name: string; readonly start: number; readonly open: number; readonly end: number },
): HclTarget => {
  const attributes = readAttributes(text, code, { start: at.open + 1, end: at.end });
  const textOf = (name: string): string | undefined => {
    const found = attributes.find((one) => one.name === name);
    return found && text.slice(found.valueStart, found.end).trim();
  };
  const args = attributes.find((one) => one.name === "args");
  const [folder, file] = [textOf("context"), textOf("dockerfile")];
  return {
    name: at.name,
    start: at.start,
    end: at.end + 1,
    inherits: strings(textOf("inherits") ?? ""),
    folder: folder && stringValue(folder),
    file: file && stringValue(file),
    isComputed:
      [folder, file].some((one) => one !== undefined && stringValue(one) === undefined) ||
      textOf("dockerfile-inline") !== undefined,
    args: args ? readArgs(text, code, args) : [],
    secrets: (textOf("secret") ?? "").startsWith("[") ? secretIds(textOf("secret") ?? "") : [],
    ssh: textOf("ssh") !== undefined,
    attributes,
  };
};

const stringValue = (value: string): string | undefined => /^"([^"$%\\]*)"$/.exec(value)?.[1];

const strings = (value: string): readonly string[] => [...value.matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? "");

const secretIds = (value: string): readonly string[] => [
  ...strings(value).filter((one) => one.includes("id=")),
  ...[...value.matchAll(/\bid\s*=\s*"([^"]+)"/g)].map((match) => `id=${match[1]}`),
];

/** Attributes of one level. Values end at the line end, or at the comma, outside of brackets. */
const readAttributes = (text: string, code: string, { start, end }: Span): readonly HclAttribute[] => {
  const found: HclAttribute[] = [];
  let at = start;
  while (at < end) {
    const head = /[\s,]*(?:"[^"\n]*"|[\w-]+)\s*[=:](?!=)[ \t]*/y;
    head.lastIndex = at;
    const match = head.exec(code);
    if (match === null || head.lastIndex > end) {
      at = skipLine(code, at, end);
      continue;
    }
    const nameStart = at + (/^[\s,]*/.exec(match[0])?.[0].length ?? 0);
    const name = /^"?([^"\s=:]*)/.exec(text.slice(nameStart))?.[1] ?? "";
    const valueEnd = endOfValue(code, head.lastIndex, end);
    found.push({ name, start: nameStart, valueStart: head.lastIndex, end: valueEnd });
    at = Math.max(valueEnd, at + 1);
  }
  return found;
};

const skipLine = (code: string, at: number, end: number): number => {
  for (let next = at; next < end; next += 1) {
    if (/[{[(]/.test(code[next] ?? "")) next = Math.max(next, matching(code, next));
    else if (code[next] === "\n") return next + 1;
  }
  return end;
};

const endOfValue = (code: string, start: number, end: number): number => {
  let at = start;
  while (at < end && !/[\n,]/.test(code[at] ?? "")) at = /[{[(]/.test(code[at] ?? "") ? matching(code, at) + 1 : at + 1;
  return start + code.slice(start, at).trimEnd().length;
};

const readArgs = (text: string, code: string, args: HclAttribute): readonly BakeArg[] => {
  if (code[args.valueStart] !== "{") return [];
  const inside = { start: args.valueStart + 1, end: args.end - 1 };
  return readAttributes(text, code, inside).map((one) => ({
    name: one.name,
    expression: text.slice(one.valueStart, one.end),
    start: one.start,
    end: one.end,
  }));
};
