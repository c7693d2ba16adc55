import type { Edit } from "../edit.ts";
import { deleteLines } from "../edit.ts";
import { baseName } from "../parse/image-path.ts";
import type { Instruction } from "../parse/parsed-dockerfile.ts";
import { after } from "../parse/scope.ts";
import { type FixRequest, type ManualProposal, type MovedSecret, manual } from "../proposal.ts";
import { isBuildOnlyFile } from "../shell/known-tools.ts";
import { persistingCode } from "../shell/persisting-commands.ts";
import { type ShellCommand, shellCommands } from "../shell/shell-commands.ts";
import { removeCommands } from "../shell/shell-removal.ts";
import { isDeletedBy, writtenFileCode, writtenFiles } from "../shell/written-file.ts";
import { type FileUse, fileUse } from "./file-uses.ts";
import { mountEdits, mountOptions } from "./mount.ts";
import { chooseForm } from "./secret-form.ts";
import { fileSecretId } from "./secret-id.ts";

/** A file of the image that a secret mount replaces. */
export interface FileMove {
  /** Absolute, in the image. */
  readonly path: string;
  readonly contextPath: string;
  readonly required: boolean;
  /** RUNs that get the file by another way. */
  readonly given?: readonly Instruction[];
}

/** Edits of the RUNs after the instruction that brought the file. */
export interface FileMovePlan {
  readonly edits: readonly Edit[];
  readonly deleted: readonly Instruction[];
  readonly touched: readonly Instruction[];
  readonly moved: readonly MovedSecret[];
  /** RUNs that get the mount. */
  readonly users: readonly Instruction[];
  /** How the steps that need the file are known; `none`: no step does. */
  readonly how: FileUse["how"];
  /** No step is known to need the file, and one starts a program that may. */
  readonly mayRead: boolean;
  /** A RUN deletes the file, so nothing needs it when the container runs. */
  readonly isDeleted: boolean;
}

/** Bytes that BuildKit takes for one secret: `MaxSecretSize` of its session/secrets. */
const LARGEST_SECRET = 500 * 1024;

/** Mounts the file on the RUNs that need it and drops what cleans it up: a mounted file cannot be deleted or changed. */
export const planFileMove = (request: FixRequest, move: FileMove): FileMovePlan | ManualProposal => {
  const { file, at, options, taken } = request;
  const uses = usesUntilDeleted(request, move.path);
  const isDeleted = uses.some((use) => use.deletes);
  const { how, users } = pickUsers(uses, { isDeleted, isBuildOnly: isBuildOnlyFile(move.path) });
  const mayRead = how === "none" && uses.some((use) => use.how === "opaque");
  const form = chooseForm(file, options);
  if (users.length > 0 && form === "none")
    return manual("M10", `the pinned syntax ${file.syntax} has no secret mounts`, { at });
  const size = request.context.size?.(move.contextPath) ?? 0;
  if (users.length > 0 && size > LARGEST_SECRET)
    return manual("M16", `${move.contextPath} has ${Math.ceil(size / 1024)} KiB`, { at });
  const refusal = users.map((use) => refuseUse(use)).find(Boolean);
  if (refusal) return refusal;
  const id = fileSecretId(move.path, { source: move.contextPath, taken });
  const plan = { edits: [] as Edit[], deleted: [] as Instruction[], touched: [] as Instruction[] };
  for (const use of uses) {
    const mounted =
      users.includes(use) && !isGiven(use, id) && !move.given?.includes(use.run)
        ? mountEdits(file, { at: use.run, body: use.body }, { id, target: move.path, required: move.required })
        : [];
    if ("verdict" in mounted) return mounted;
    const cleaned = dropCleanups(request, use);
    if ("verdict" in cleaned) return cleaned;
    if (cleaned.gone) plan.deleted.push(use.run);
    else if (mounted.length + cleaned.edits.length > 0) plan.touched.push(use.run);
    plan.edits.push(...mounted, ...cleaned.edits);
  }
  const moved: MovedSecret[] =
    users.length > 0
      ? [{ id, form: "file", source: move.contextPath, buildFlag: `--secret id=${id},src=${move.contextPath}` }]
      : [];
  return { ...plan, moved, users: users.map((use) => use.run), how, mayRead, isDeleted };
};

/** A tool that finds the file at another place already needs no second one; a step that names this place does. */
const isGiven = ({ how, run }: FileUse, id: string): boolean =>
  how === "tool" && run.flags.some((flag) => flag.name === "mount" && mountOptions(flag.value).get("id") === id);

/** The RUNs up to the one that deletes the file; later clean-up of what is gone counts too. */
const usesUntilDeleted = ({ file, at }: FixRequest, path: string): readonly FileUse[] => {
  const uses = after(file, at)
    .filter((one) => one.keyword === "RUN")
    .map((run) => fileUse(file, run, path));
  const last = uses.findIndex((use) => use.deletes);
  return uses.filter((use, index) => last < 0 || index <= last || use.cleanups.length > 0);
};

/** A file that is deleted was needed by a step before, even by one that seems to have other files: through a plug-in. */
const pickUsers = (
  uses: readonly FileUse[],
  { isDeleted, isBuildOnly }: { readonly isDeleted: boolean; readonly isBuildOnly: boolean },
): { how: FileUse["how"]; users: readonly FileUse[] } => {
  const known = uses.filter((use) => use.how === "named" || use.how === "tool");
  if (known.length > 0) return { how: known.some((use) => use.how === "named") ? "named" : "tool", users: known };
  const opaque = uses.filter(
    ({ how }) => (how === "opaque" && (isDeleted || isBuildOnly)) || (how === "foreign" && isDeleted),
  );
  return opaque.length > 0 ? { how: "opaque", users: opaque } : { how: "none", users: [] };
};

/** Why a mounted file would not do for this RUN. */
export const refuseUse = (use: FileUse): ManualProposal | undefined => {
  const { run: at, body, naming } = use;
  // Containers of Windows have no secret mounts.
  if (body.form === "opaque" && (use.how === "named" || body.reason === "SHELL is cmd"))
    return manual("M7", body.reason, { at });
  const [sweep] = use.sweeps;
  if (sweep)
    return manual("M9", "the RUN deletes or changes the directory of the file, which fails while the file is mounted", {
      at,
    });
  for (const command of naming) {
    const all = body.form === "opaque" ? [] : shellCommands(body.script);
    const later = all.filter((one) => one.start > command.start);
    const found = refuseCommand(command, later);
    if (found) return { ...found, at };
  }
  return undefined;
};

const refuseCommand = (command: ShellCommand, later: readonly ShellCommand[]): ManualProposal | undefined => {
  const written = writtenFiles(command)[0];
  if (written !== undefined && !isDeletedBy(later, written))
    return manual(
      writtenFileCode(written),
      `the RUN writes to ${written}; a mounted file is read-only, and a copy stays in the layer`,
    );
  if (/^(?:cp|mv|install|rsync)$/.test(command.name) && !isTakenBack(command, later))
    return manual("M9", `${command.name} copies the file, and the copy stays in the layer`);
  const code = /^(?:npm|pnpm|yarn|pip\d*|bun)$/.test(command.name) ? undefined : persistingCode(command, later);
  return code && manual(code, `${command.name} stores the credential of the file`);
};

/** The RUN deletes its own copy again; a mounted file cannot be moved. */
const isTakenBack = ({ name, args }: ShellCommand, later: readonly ShellCommand[]): boolean => {
  const [source = "", target = ""] = args.filter((arg) => !arg.startsWith("-"));
  if (!/^(?:cp|install)$/.test(name) || args.filter((arg) => !arg.startsWith("-")).length !== 2) return false;
  const inside = /(?:^|\/)\.?$/.test(target) ? target.replace(/\/?\.?$/, "") : target;
  return [target, `${inside || "."}/${baseName(source)}`].some(
    (path) => !/(?:^|\/)\.?$/.test(path) && later.some((one) => isDeletedBy([one], path)),
  );
};

type Cleaned = { readonly edits: readonly Edit[]; readonly gone: boolean };

const dropCleanups = ({ file }: FixRequest, use: FileUse): Cleaned | ManualProposal => {
  if (use.cleanups.length === 0) return { edits: [], gone: false };
  const stuck = manual("M9", "the clean-up of the file cannot be taken out of the RUN safely", { at: use.run });
  if (use.body.form === "opaque" || use.body.form === "json") return stuck;
  const partial = use.cleanups.flatMap((one) => otherArguments(one, use));
  const whole = use.cleanups.filter((one) => otherArguments(one, use).length === 0);
  const removal = removeCommands(use.body.script, whole);
  if (removal === undefined) return stuck;
  if (removal.empty) return { edits: [deleteLines(file.text, use.run)], gone: true };
  return { edits: [...removal.edits, ...partial], gone: false };
};

/** Edits that take only the path out of a command with other paths; none when it names no other. */
export const otherArguments = (command: ShellCommand, use: FileUse): readonly Edit[] => {
  const skip = /^ch(?:mod|own|grp)$/.test(command.name) ? 1 : 0;
  const paths = command.args.flatMap((arg, index) => (arg.startsWith("-") ? [] : [{ arg, index }])).slice(skip);
  if (paths.length < 2 || command.name === "mv") return [];
  const exact = paths.filter(({ arg }) => arg === use.path);
  const isOwn = ({ arg }: { readonly arg: string }): boolean =>
    use.path.endsWith(arg.replace(/^(?:~|\$HOME|\$\{HOME\}|\.)+(?=\/)/, "").replace(/^(?!\/)/, "/"));
  // A copy of the same name elsewhere is another file.
  const own = exact.length > 0 ? exact : paths.filter(isOwn);
  return own.flatMap(({ index }) => {
    const span = command.argSpans[index];
    const before = command.argSpans[index - 1];
    const next = command.argSpans[index + 1];
    if (span === undefined) return [];
    return before || next === undefined
      ? [{ start: before?.end ?? span.start, end: span.end, replacement: "" }]
      : [{ start: span.start, end: next.start, replacement: "" }];
  });
};
