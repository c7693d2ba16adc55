import type { Instruction, ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import { before } from "../parse/scope.ts";
import type { RunBody } from "./shell.ts";
import { shellCommands } from "./shell-commands.ts";

/** The shell of the RUN stops at a variable that is not set: by SHELL, by `set -u`, or by the first line of its script. */
export const stopsAtUnset = (file: ParsedDockerfile, at: Instruction, body: RunBody): boolean => {
  const shell = before(file, at).findLast((one) => one.keyword === "SHELL")?.json ?? [];
  const shebang = /^#!.*/.exec(file.text.slice(body.span.start, body.span.end))?.[0] ?? "";
  if ([...shell.map(({ text }) => text), ...shebang.split(/\s+/)].slice(1).some(isNounset)) return true;
  return (
    body.form !== "opaque" &&
    shellCommands(body.script).some(({ name, args }) => name === "set" && args.some(isNounset))
  );
};

const isNounset = (word: string): boolean => /^-[A-Za-z]*u|^nounset$/.test(word);
