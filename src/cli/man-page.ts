import type { Command } from "commander";
import { type CommandInfo, type OptionInfo, referenceOf } from "./reference.ts";

/** `exhume.1` in man(7) macros, from the definitions of the commands. */
export function manPage(program: Command, version: string): string {
  const [whole, ...commands] = referenceOf(program);
  if (whole === undefined) return "";
  return `${[
    `.TH EXHUME 1 "" "exhume ${version}" "User Commands"`,
    ".SH NAME",
    "exhume \\- find, rotate and track the secrets in container images",
    ".SH SYNOPSIS",
    ".B exhume",
    '.RI [ options ] " command " [ arguments ]',
    ".SH DESCRIPTION",
    roff(whole.description),
    ".SH OPTIONS",
    ...whole.options.flatMap(optionLines),
    ".SH COMMANDS",
    ...commands.flatMap(commandLines),
    ".SH NOTES",
    ...verbatim(whole.notes),
  ].join("\n")}\n`;
}

const commandLines = ({ usage, description, arguments: given, options, notes }: CommandInfo): readonly string[] => [
  `.SS ${quoted(`exhume ${usage}`)}`,
  roff(`${description.charAt(0).toUpperCase()}${description.slice(1)}.`),
  ...given.flatMap((one) => (one.description === "" ? [] : [".TP", `.I ${roff(one.name)}`, roff(one.description)])),
  ...options.filter(({ long }) => long !== "--help").flatMap(optionLines),
  ...verbatim(notes),
];

function optionLines({ flags, description, choices, initial }: OptionInfo): readonly string[] {
  const among = choices.length === 0 ? [] : [`one of ${choices.join(", ")}`];
  const unless = initial === undefined ? [] : [`default: ${initial}`];
  const more = [...among, ...unless].join("; ");
  return [".TP", `.B ${roff(flags)}`, roff(more === "" ? description : `${description} (${more})`)];
}

const verbatim = (text: string): readonly string[] =>
  text === "" ? [] : [".PP", ".nf", ...text.split("\n").map(roff), ".fi"];

/** Backslash and hyphen mean something to roff, and so do a dot and an apostrophe at the start of a line (groff_man(7)). */
const roff = (text: string): string =>
  text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replace(/^([.'])/, "\\&$1");

const quoted = (text: string): string => `"${roff(text).replaceAll('"', "\\(dq")}"`;
