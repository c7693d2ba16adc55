import type { BuildContext } from "../build-context.ts";
import { baseName } from "../parse/image-path.ts";
import { type ManualProposal, manual } from "../proposal.ts";
import { type ShellCommand, shellCommands } from "../shell/shell-commands.ts";
import { isDeletedBy, writtenFileCode, writtenFiles } from "../shell/written-file.ts";
import type { VariableUse } from "./variable-uses.ts";

interface Filling {
  readonly commands: readonly ShellCommand[];
  readonly context: BuildContext;
}

/** `envsubst` puts the variable into what it writes; undefined when its template is not at hand. */
export const fillsTemplate = (command: ShellCommand, name: string, of: Filling): boolean | undefined => {
  if (command.name !== "envsubst") return false;
  if (command.args.some((arg) => arg.includes("$"))) return command.expands.has(name);
  const feeding = of.commands.filter((one) => one.pipeline === command.pipeline && one.start <= command.start);
  const bodies = feeding.flatMap((one) => one.redirects.map(({ body }) => body)).filter(Boolean);
  const templates = feeding.flatMap((one) => [
    ...one.redirects.flatMap(({ operator, target }) => (operator === "<" ? [target] : [])),
    ...(one.name === "cat" ? one.args : []),
  ]);
  const paths = of.context.files.filter((path) => templates.some((one) => baseName(one) === baseName(path)));
  const texts = [...bodies, ...paths.flatMap((path) => of.context.read(path) ?? [])];
  return texts.length === 0 ? undefined : texts.some((text) => fieldsOf(text).includes(name));
};

const fieldsOf = (text: string): readonly string[] =>
  [...text.matchAll(/\$\{?(\w+)/g)].flatMap(([, name]) => name ?? []);

/** A file that stays, made of a template that names the variable or cannot be read. */
export const filledTemplate = (
  name: string,
  { run: at, body }: VariableUse,
  context: BuildContext,
): ManualProposal | undefined => {
  const commands = body.form === "opaque" ? [] : shellCommands(body.script);
  for (const command of commands) {
    if (fillsTemplate(command, name, { commands, context }) === false) continue;
    const later = commands.filter((one) => one.start >= command.start && one !== command);
    const kept = commands
      .filter((one) => one.pipeline === command.pipeline)
      .flatMap(writtenFiles)
      .find((path) => !isDeletedBy(later, path));
    if (kept === undefined) continue;
    const found = writtenFileCode(kept);
    return manual(found === "M2" ? "M2" : "M9", `envsubst writes $${name} to ${kept}, which this RUN does not delete`, {
      at,
    });
  }
  return undefined;
};
