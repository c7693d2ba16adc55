import type { Script } from "unbash";
import type { Edit } from "../edit.ts";
import type { Instruction, ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import { parseRun } from "../shell/shell.ts";
import type { ShellCommand } from "../shell/shell-commands.ts";
import { isFolderWork, sshCommands } from "./ssh-commands.ts";

/** A RUN as it will be. */
interface ChangedRun {
  readonly at: Instruction;
  readonly edits: readonly Edit[];
  readonly isGone: boolean;
  /** A mount makes the folder. */
  readonly isMounted?: boolean;
}

/**
 * A copied key brought its folder along: without it, the first step that needs the folder must make it. Undefined when no
 * command can be put in front of that one.
 */
export const sshFolderEdits = (
  file: ParsedDockerfile,
  {
    path,
    runs,
    changed,
  }: {
    /** Of the key. */
    readonly path: string;
    readonly runs: readonly Instruction[];
    readonly changed: readonly ChangedRun[];
  },
): readonly Edit[] | undefined => {
  const folder = /^(.*\/\.ssh)\//.exec(path)?.[1];
  for (const at of folder === undefined ? [] : runs) {
    const change = changed.find((one) => one.at === at);
    const [first] = change?.isGone ? [] : sshCommands(file, at).filter((one) => !isCut(change, one));
    if (first === undefined) continue;
    if (change?.isMounted || isFolderMaker(first)) return [];
    const body = parseRun(file, at);
    const isPlain = body.form !== "opaque" && body.form !== "json" && isInList(body.script, first);
    const replacement = `mkdir -p -m 0700 ${folder} && `;
    return isPlain ? [{ start: first.start, end: first.start, replacement }] : undefined;
  }
  return [];
};

const isFolderMaker = (command: ShellCommand): boolean =>
  command.name === "mkdir" || (command.name === "install" && isFolderWork(command));

const isCut = (run: ChangedRun | undefined, command: ShellCommand): boolean =>
  run?.edits.some((edit) => edit.replacement === "" && edit.start <= command.start && command.end <= edit.end) ?? false;

/** A statement of its own, or a member of an `&&` list. */
const isInList = (script: Script, command: ShellCommand): boolean =>
  script.commands.some(({ command: node }) => {
    const members = node.type === "AndOr" && !node.operators.includes("||") ? node.commands : [node];
    return members.some((one) => one.pos === command.start && one.end === command.end);
  });
