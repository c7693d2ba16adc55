import type { Edit } from "../edit.ts";
import { lateLoginUse } from "../git/late-login-use.ts";
import { mountEdits, sshMountEdits } from "../mount/mount.ts";
import { runtimeUse } from "../mount/runtime-use.ts";
import { fileSecretId } from "../mount/secret-id.ts";
import { baseName } from "../parse/image-path.ts";
import type { Instruction } from "../parse/parsed-dockerfile.ts";
import { userAt } from "../parse/scope.ts";
import { type FixRequest, type ManualProposal, type MovedSecret, manual } from "../proposal.ts";
import { parseRun } from "../shell/shell.ts";
import { type ShellCommand, shellCommands } from "../shell/shell-commands.ts";
import { agentKeyNotes } from "./agent-keys.ts";
import { type KeylessRun, withoutKey } from "./keyless-runs.ts";
import { sshFolderEdits } from "./ssh-folder.ts";
import { type KeyWork, keyWork } from "./ssh-key.ts";
import { type SshUse, sshUse } from "./ssh-users.ts";

/** A private key in the image, and the RUNs that see it in order. */
export interface ImageKey {
  readonly path: string;
  /** The instruction that brings it. */
  readonly at: Instruction;
  readonly runs: readonly Instruction[];
}

/** How the steps do with an agent. */
export interface SshPlan {
  readonly edits: readonly Edit[];
  readonly deleted: readonly Instruction[];
  readonly touched: readonly Instruction[];
  readonly moved: readonly MovedSecret[];
  readonly notes: readonly string[];
}

/** The same with a key file on the machine that builds, where a step names the key. Undefined where it cannot be read. */
export const planKeyFile = (request: FixRequest, key: ImageKey): SshPlan | ManualProposal | undefined => {
  const { file, taken } = request;
  const work = keyWork(file, key.runs, key.path);
  const users = [...new Set([...work.namedBy, ...sshUsers(request, key, work).map(({ at }) => at)])];
  const target = work.paths.at(-1) ?? key.path;
  const source = `$HOME/.ssh/${baseName(target)}`;
  const id = fileSecretId(target, { source, taken });
  const late = lateKeyUse(request, key, work);
  const runs = withoutKey(file, key.runs, work);
  // ssh wants a key that nobody else can read, and a mount takes no user by name.
  if (users.some((at) => !/^(?:root|\d+)(?::|$)/.test(userAt(file, at))) || users.length === 0) return undefined;
  if (late || runs === undefined) return late;
  const mounts = users.map((at) => mountEdits(file, { at, body: parseRun(file, at) }, { id, target, required: true }));
  return {
    ...changes(runs, users),
    edits: [...mounts.flatMap((one) => ("verdict" in one ? [] : one)), ...runs.flatMap((one) => one.edits)],
    moved: [{ id, form: "file", source, buildFlag: `--secret id=${id},src=${source}` }],
    notes: [`${source} on the machine that builds must be the private key`, ...(work.deletedBy ? [] : [KEPT])],
  };
};

const changes = (runs: readonly KeylessRun[], users: readonly Instruction[]) => ({
  deleted: runs.filter((one) => one.isGone).map((one) => one.at),
  touched: [...new Set([...runs.filter((one) => !one.isGone).map((one) => one.at), ...users])],
});

const AGENT: MovedSecret = { id: "default", form: "ssh", source: "default", buildFlag: "--ssh default" };

/** `named`: a step names the key, so it must be there as a file. `unused`: no step fetches over SSH. */
export const planSsh = (request: FixRequest, key: ImageKey): SshPlan | ManualProposal | "named" | "unused" => {
  const { file } = request;
  const work = keyWork(file, key.runs, key.path);
  if (work.isNamed) return "named";
  const users = sshUsers(request, key, work);
  if (users.length === 0) return "unused";
  const late = lateKeyUse(request, key, work);
  if (late) return late;
  const runs = withoutKey(file, key.runs, work);
  const isCopied = key.at.keyword !== "RUN";
  const folder = runs && (isCopied ? sshFolderEdits(file, { path: key.path, runs: key.runs, changed: runs }) : []);
  if (runs === undefined || folder === undefined)
    return manual("R6", "the work on the key cannot be taken out of the RUN safely", { at: key.at });
  const cut = runs.flatMap((one) => one.edits);
  return {
    ...changes(runs, [...users.map(({ at }) => at), ...runsOf(key.runs, folder)]),
    edits: [...users.flatMap(({ at }) => sshMountEdits(file, at)), ...folder, ...cut],
    moved: [AGENT],
    notes: [NOTE, ...agentKeyNotes(request), ...(work.deletedBy ? [] : [KEPT]), ...users.flatMap(scriptNote)],
  };
};

const runsOf = (runs: readonly Instruction[], edits: readonly Edit[]): readonly Instruction[] =>
  runs.filter((at) => edits.some((edit) => at.start <= edit.start && edit.end <= at.end));

const NOTE = "the key must be in the SSH agent of the machine that builds: ssh-add it first";
const KEPT = "the key is no longer in the image; check that nothing reads it at run time";

const scriptNote = ({ script }: SshUser): readonly string[] =>
  script === undefined ? [] : [`M8: ${script} may fetch over SSH; it gets the agent and no key file`];

interface SshUser {
  readonly at: Instruction;
  /** Set when only a script may use it. */
  readonly script?: string;
}

/** Scripts count only when the key was deleted after them: some step must have needed it. */
const sshUsers = (request: FixRequest, { runs, path }: ImageKey, work: KeyWork): readonly SshUser[] => {
  const last = work.deletedBy?.index ?? Number.POSITIVE_INFINITY;
  const found = runs.filter((at) => at.index <= last).flatMap((at) => usesIn(request, { at, path }, work));
  const sure = found.filter((one) => one.how === "ssh");
  if (sure.length > 0) return onePerRun(sure.map(({ at }) => ({ at })));
  if (work.deletedBy === undefined) return [];
  return onePerRun(found.map(({ at, command }) => ({ at, script: command.program })));
};

const onePerRun = (users: readonly SshUser[]): readonly SshUser[] => [
  ...new Map(users.map((one) => [one.at, one])).values(),
];

const usesIn = (
  { file, context }: FixRequest,
  { at }: { readonly at: Instruction; readonly path: string },
  work: KeyWork,
): readonly { readonly at: Instruction; readonly command: ShellCommand; readonly how: SshUse }[] => {
  const body = parseRun(file, at);
  if (body.form === "opaque") return [];
  const gone = work.commands.get(at) ?? [];
  return shellCommands(body.script).flatMap((command) => {
    const how = gone.includes(command) ? undefined : sshUse(command, { file, context, at });
    return how ? [{ at, command, how }] : [];
  });
};

const lateKeyUse = ({ file }: FixRequest, { at }: ImageKey, work: KeyWork): ManualProposal | undefined => {
  const named = work.paths.map((path) => runtimeUse(file, { at, path })).find(Boolean);
  const names = work.paths.flatMap((path) => [path.slice(path.lastIndexOf("/") + 1), ".ssh"]);
  return named ?? (work.deletedBy ? undefined : lateLoginUse(file, { holders: [at], names }));
};
