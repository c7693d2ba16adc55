import type { ShellCommand } from "../shell/shell-commands.ts";
import { bodyOf } from "./word-body.ts";

/** What echo, printf or cat prints, as inside double quotes but with line ends as such. Undefined when that cannot be told. */
export const emittedText = (command: ShellCommand, flat: string): string | undefined => {
  if (command.name === "cat" || command.name === "tee") return heredocText(command);
  const bodies = command.argSpans.map((span) => bodyOf(flat.slice(span.start, span.end)));
  if (bodies.some((body) => body === undefined)) return undefined;
  const words = bodies.flatMap((body) => body ?? []);
  if (command.name === "printf") return formatted(words);
  return command.name === "echo" ? echoed(words) : undefined;
};

const heredocText = ({ redirects }: ShellCommand): string | undefined => {
  const [one, ...others] = redirects.filter(({ operator }) => /^<<-?$/.test(operator));
  return one && others.length === 0 && !/`|\$\(/.test(one.body) ? one.body : undefined;
};

const echoed = (words: readonly string[]): string => {
  const flags = words.findIndex((word) => !/^-[neE]+$/.test(word));
  const options = words.slice(0, flags < 0 ? words.length : flags).join("");
  const text = lineEnds(words.slice(flags < 0 ? words.length : flags).join(" "));
  return options.includes("n") ? text : `${text}\n`;
};

/** `%s` takes the next word; with another conversion, or words left over, the text is not known. */
const formatted = ([format = "", ...rest]: readonly string[]): string | undefined => {
  const values = [...rest];
  const text = lineEnds(format).replace(/%s/g, () => values.shift() ?? "");
  return values.length > 0 || /%(?!s)/.test(format.replace(/%%/g, "")) ? undefined : text.replace(/%%/g, "%");
};

/** `\n` in double quotes, or in single quotes, where the body doubles the backslash. */
const lineEnds = (text: string): string => text.replace(/\\{1,2}n/g, "\n");
