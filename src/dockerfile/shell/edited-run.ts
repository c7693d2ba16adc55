import { applyEdits, type Edit } from "../edit.ts";
import { parseDockerfile } from "../parse/parse.ts";
import type { Instruction, ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import { findHazard, type Hazard } from "./hazard.ts";
import { parseRun } from "./shell.ts";
import { shellCommands } from "./shell-commands.ts";
import { isTainted, taintedNames } from "./taint.ts";

/** A RUN after some edits. */
export interface EditedRun {
  /** Why it would still keep the value. */
  readonly hazard: Hazard | undefined;
  /** A command of it still expands the variable. */
  readonly isNeeded: boolean;
}

/** Looks at the RUN as those of the edits that lie in it leave it; it is read by itself, in a file of its own. */
export const editedRun = (
  file: ParsedDockerfile,
  at: Instruction,
  { edits, name }: { readonly edits: readonly Edit[]; readonly name: string },
): EditedRun => {
  const own = edits.filter((edit) => at.start <= edit.start && edit.end <= at.end);
  const moved = own.map((edit) => ({ ...edit, start: edit.start - at.start, end: edit.end - at.start }));
  const text = applyEdits(file.text.slice(at.start, at.end), moved);
  const result = text === undefined ? undefined : parseDockerfile(`# escape=${file.escape}\nFROM scratch\n${text}\n`);
  const run = result?.instructions[1];
  const body = result && run && parseRun(result, run);
  if (body === undefined || body.form === "opaque") return UNREADABLE;
  const commands = shellCommands(body.script);
  const names = taintedNames(commands, name);
  return { hazard: findHazard(body.script, name), isNeeded: commands.some((one) => isTainted(one, names)) };
};

const UNREADABLE: EditedRun = {
  hazard: { code: "M7", reason: "the shell text of the result does not parse" },
  isNeeded: true,
};
