import { deleteLines, type Edit } from "../edit.ts";
import { flatText, type Instruction, type ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import { parseRun } from "../shell/shell.ts";
import type { ShellCommand } from "../shell/shell-commands.ts";
import { type Removal, removeCommands } from "../shell/shell-removal.ts";
import { isFolderWork, sshCommands } from "./ssh-commands.ts";
import type { KeyWork } from "./ssh-key.ts";

/** A RUN without its work on the key. */
export interface KeylessRun {
  readonly at: Instruction;
  readonly edits: readonly Edit[];
  readonly isGone: boolean;
}

/** Undefined when a command cannot be taken out. The folder of the key goes too when nothing else is put there. */
export const withoutKey = (
  file: ParsedDockerfile,
  runs: readonly Instruction[],
  work: KeyWork,
): readonly KeylessRun[] | undefined => {
  const others = runs.flatMap((at) => sshCommands(file, at).filter((one) => !isGone(work, at, one)));
  const needsFolder = others.some((one) => !isFolderWork(one)) || copiesToSsh(file);
  const results = runs.map((at) => {
    const body = parseRun(file, at);
    if (body.form === "opaque" || body.form === "json") return undefined;
    const folder = needsFolder ? [] : sshCommands(file, at).filter(isFolderWork);
    const gone = withoutInner([...(work.commands.get(at) ?? []), ...folder]);
    const partial = work.partial.filter((edit) => at.start <= edit.start && edit.end <= at.end);
    return { at, partial, removal: gone.length + partial.length > 0 ? removeCommands(body.script, gone) : NOTHING };
  });
  const stuck = results.some((one) => one !== undefined && one.removal === undefined);
  return stuck
    ? undefined
    : results.flatMap((one) => (one?.removal ? keyless(file, { ...one, removal: one.removal }) : []));
};

const NOTHING: Removal = { empty: false, edits: [] };

const keyless = (
  file: ParsedDockerfile,
  { at, partial, removal }: { at: Instruction; partial: readonly Edit[]; removal: Removal },
): readonly KeylessRun[] => {
  if (removal.empty) return [{ at, edits: [deleteLines(file.text, at)], isGone: true }];
  const edits = [...removal.edits, ...partial];
  return edits.length > 0 ? [{ at, edits, isGone: false }] : [];
};

const isGone = (work: KeyWork, at: Instruction, command: ShellCommand): boolean =>
  (work.commands.get(at) ?? []).some((one) => one.start <= command.start && command.end <= one.end);

const withoutInner = (commands: readonly ShellCommand[]): readonly ShellCommand[] =>
  commands.filter(
    (one) => !commands.some((other) => other !== one && other.start <= one.start && one.end <= other.end),
  );

const copiesToSsh = (file: ParsedDockerfile): boolean =>
  file.instructions.some(
    (at) => /^(?:COPY|ADD)$/.test(at.keyword) && /\.ssh\/(?:known_hosts|config)/.test(flatText(file, at)),
  );
