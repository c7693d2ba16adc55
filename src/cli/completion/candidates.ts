import type { Command } from "commander";
import { type CommandInfo, type OptionInfo, referenceOf } from "../reference.ts";

/** What the last word can become; the words before it are as typed. Empty: a file, or a text of the user's own. */
export function candidates(program: Command, words: readonly string[], ids: readonly string[]): readonly string[] {
  const typed = words.at(-1) ?? "";
  const before = words.slice(0, -1);
  const all = referenceOf(program);
  const command = commandOf(all, before, optionsOf(all));
  const options = command === undefined ? (all[0]?.options ?? []) : [...command.options, ...(all[0]?.options ?? [])];
  return offered({ all, command, before, typed, options, ids }).filter((one) => one.startsWith(typed));
}

interface Asked {
  readonly all: readonly CommandInfo[];
  readonly command: CommandInfo | undefined;
  readonly before: readonly string[];
  readonly typed: string;
  readonly options: readonly OptionInfo[];
  readonly ids: readonly string[];
}

function offered({ all, command, before, typed, options, ids }: Asked): readonly string[] {
  const valued = options.find(({ long, takesValue }) => takesValue && long === before.at(-1));
  if (valued !== undefined) return valued.choices;
  if (typed.startsWith("-")) return [...new Set(options.map(({ long }) => long))];
  if (command === undefined) return nextNames(all, before);
  const [argument] = command.arguments;
  if (argument === undefined) return [];
  return argument.name === "id" ? ids : argument.choices;
}

const optionsOf = (all: readonly CommandInfo[]): readonly OptionInfo[] => all.flatMap(({ options }) => options);

/** The words that are neither flags nor values of flags name the command. */
function commandOf(
  all: readonly CommandInfo[],
  before: readonly string[],
  options: readonly OptionInfo[],
): CommandInfo | undefined {
  const plain = plainWords(before, options);
  return all.find(({ name }) => name !== "" && name.split(" ").every((word, index) => plain[index] === word));
}

const plainWords = (before: readonly string[], options: readonly OptionInfo[]): readonly string[] =>
  before.filter(
    (word, index) =>
      !word.startsWith("-") &&
      !options.some(({ long, takesValue }) => takesValue && index > 0 && long === before[index - 1]),
  );

function nextNames(all: readonly CommandInfo[], before: readonly string[]): readonly string[] {
  const plain = plainWords(before, optionsOf(all));
  const names = all
    .map(({ name }) => name.split(" "))
    .filter((parts) => plain.every((word, index) => parts[index] === word));
  return [...new Set(names.map((parts) => parts[plain.length] ?? "").filter(Boolean))];
}
