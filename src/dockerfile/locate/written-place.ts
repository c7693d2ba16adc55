import { gitKeepers } from "../git/git-keepers.ts";
import { fileUse } from "../mount/file-uses.ts";
import { mountOptions } from "../mount/mount.ts";
import { isSecretName } from "../mount/secret-name.ts";
import { pathAt } from "../parse/home.ts";
import type { Instruction, ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import { remember } from "../parse/remember.ts";
import { persistingCode, storedFile } from "../shell/persisting-commands.ts";
import { parseRun } from "../shell/shell.ts";
import { type ShellCommand, shellCommands } from "../shell/shell-commands.ts";
import { isDeletedBy, writtenFiles } from "../shell/written-file.ts";
import { staysInside } from "./shipped.ts";

/** A file that is written with the name of a variable in place of its value, or deleted in the same RUN, holds no secret. */
export const writes = (file: ParsedDockerfile, at: Instruction, path: string): boolean => {
  const { naming, cleanups } = fileUse(file, at, path);
  if (!isWriter(file, at, path)) return false;
  const isNamed = naming.some(writesName);
  const mounted = mountedNames(file);
  const last = naming.findLast(
    (command) =>
      writtenFiles(command).length > 0 &&
      !writesName(command) &&
      !(isNamed && writesPlainText(command)) &&
      !isBesideMounted(naming, { command, mounted }),
  );
  return (
    last !== undefined && !cleanups.some((one) => one.start > last.start && /^(?:rm|shred|unlink)$/.test(one.name))
  );
};

export const keeps = (file: ParsedDockerfile, at: Instruction, path: string): boolean =>
  writes(file, at, path) || gitKeepers(file, at, path).length > 0 || storingCommand(file, at, path) !== undefined;

/** The command of a RUN that keeps a credential there, in the configuration of its tool. */
export const storingCommand = (file: ParsedDockerfile, at: Instruction, path: string): ShellCommand | undefined => {
  const body = at.keyword === "RUN" ? parseRun(file, at) : undefined;
  if (body === undefined || body.form === "opaque") return undefined;
  const commands = shellCommands(body.script);
  return commands.findLast((one) => {
    const kept = storedFile(one);
    if (kept === undefined || pathAt(file, at, kept) !== path || !isGivenValue(one, commands)) return false;
    const later = commands.filter((other) => other.start > one.start);
    return persistingCode(one, later) !== undefined && !isDeletedBy(later, kept);
  });
};

/** By a variable, a substitution, a pipe or a file: an option without any of these is no credential. */
const isGivenValue = ({ args, expands, redirects, pipeline }: ShellCommand, all: readonly ShellCommand[]): boolean =>
  expands.size > 0 ||
  args.some((arg) => /\$\(|`|\/run\/secrets\//.test(arg)) ||
  redirects.some(({ operator }) => operator.startsWith("<")) ||
  all.filter((one) => one.pipeline === pipeline).length > 1;

export const isWriter = (file: ParsedDockerfile, at: Instruction, path: string): boolean =>
  fileUse(file, at, path).naming.some((command) => writtenFiles(command).length > 0);

export const writesName = (command: ShellCommand): boolean =>
  writtenFiles(command).length > 0 &&
  [...command.expands].every((name) => /^(?:HOME|PWD|USER)$/.test(name)) &&
  namesVariable(command);

/** The user and the like, in a file that names the variable of a mounted secret. */
const isBesideMounted = (
  naming: readonly ShellCommand[],
  { command, mounted }: { readonly command: ShellCommand; readonly mounted: ReadonlySet<string> },
): boolean =>
  /^(?:echo|printf|cat|tee)$/.test(command.name) &&
  [...command.expands].every((one) => !isSecretName(one)) &&
  naming.some((one) => namedIn(one).some((name) => mounted.has(name) && !one.expands.has(name)));

const namedIn = ({ args, redirects }: ShellCommand): readonly string[] =>
  [...args, ...redirects.map(({ body }) => body)].flatMap((text) =>
    [...text.matchAll(/\$\{?(?:env\.)?(\w+)/g)].flatMap(([, name]) => name ?? []),
  );

const mountedNames = (file: ParsedDockerfile): ReadonlySet<string> =>
  new Set(file.instructions.flatMap((at) => namesMounted(file, at)));

/** All instructions are asked for each that writes a file. */
const namesMounted = remember((_file, at): readonly string[] =>
  at.flags.flatMap((flag) => {
    const options = mountOptions(flag.name === "mount" ? flag.value : "");
    return options.get("type") === "secret" ? [options.get("env") ?? options.get("id") ?? ""] : [];
  }),
);

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
