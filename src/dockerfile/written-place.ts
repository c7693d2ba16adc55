import { fileUse } from "./file-uses.ts";
import { gitKeepers } from "./git-keepers.ts";
import { mountOptions } from "./mount.ts";
import type { Instruction, ParsedDockerfile } from "./parsed-dockerfile.ts";
import type { ShellCommand } from "./shell-commands.ts";
import { staysInside } from "./shipped.ts";
import { writtenFiles } from "./written-file.ts";

/** A file that is written with the name of a variable in place of its value, or deleted in the same RUN, holds no secret. */
export const writes = (file: ParsedDockerfile, at: Instruction, path: string): boolean => {
  const { naming, cleanups } = fileUse(file, at, path);
  const isNamed = naming.some(writesName);
  const last = naming.findLast(
    (command) => writtenFiles(command).length > 0 && !writesName(command) && !(isNamed && writesPlainText(command)),
  );
  return (
    last !== undefined && !cleanups.some((one) => one.start > last.start && /^(?:rm|shred|unlink)$/.test(one.name))
  );
};

export const keeps = (file: ParsedDockerfile, at: Instruction, path: string): boolean =>
  writes(file, at, path) || gitKeepers(file, at, path).length > 0;

export const isWriter = (file: ParsedDockerfile, at: Instruction, path: string): boolean =>
  fileUse(file, at, path).naming.some((command) => writtenFiles(command).length > 0);

export const writesName = (command: ShellCommand): boolean =>
  writtenFiles(command).length > 0 &&
  [...command.expands].every((name) => /^(?:HOME|PWD|USER)$/.test(name)) &&
  namesVariable(command);

/** Other lines of a file that names the variable. */
const writesPlainText = ({ name, expands }: ShellCommand): boolean =>
  /^(?:echo|printf)$/.test(name) && [...expands].every((one) => /^(?:HOME|PWD|USER)$/.test(one));

const namesVariable = ({ args, redirects }: ShellCommand): boolean =>
  [...args, ...redirects.map(({ body }) => body)].some((text) => NAMED.test(text));

/** `${NAME}` and `$NAME`, `${NAME-}` of Yarn, `${env.NAME}` of Maven, `%NAME%` of NuGet. */
const NAMED = /\$(?:\{(?:env\.)?\w+-?\}|[A-Za-z_])|%[A-Za-z_]\w*%/;
/** A step that is given the secret writes the file in a stage that does not ship. */
export const isInside = (file: ParsedDockerfile, place: { readonly at: Instruction; readonly path: string }): boolean =>
  place.at.flags.some((flag) => flag.name === "mount" && mountOptions(flag.value).get("type") === "secret") &&
  staysInside(file, place);
