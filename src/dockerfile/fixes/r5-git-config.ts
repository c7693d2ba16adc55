import type { Edit } from "../edit.ts";
import { GIT_VERSION, type GitSetting } from "../git/git-setting.ts";
import { type KeptLogin, keptLogin } from "../git/kept-login.ts";
import { lateLoginUse } from "../git/late-login-use.ts";
import { type CleanedRun, cleanRun, hasOtherSettings } from "../git/login-cleanup.ts";
import { type LoginUser, loginUsers, userEdits } from "../git/login-users.ts";
import { netrcSettings } from "../git/netrc-settings.ts";
import { mountEdits } from "../mount/mount.ts";
import type { HazardRewrite, KeepingRun, Rewrite } from "../mount/rewrite.ts";
import { fileSecretId } from "../mount/secret-id.ts";
import { isGuarded } from "../mount/variable-uses.ts";
import { isHomeKnown } from "../parse/home.ts";
import { baseName } from "../parse/image-path.ts";
import { flatText, type Instruction, type ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import { remember } from "../parse/remember.ts";
import { after } from "../parse/scope.ts";
import { type FixRequest, type ManualProposal, type MovedSecret, manual } from "../proposal.ts";
import { editedRun } from "../shell/edited-run.ts";
import { findHazard } from "../shell/hazard.ts";
import { parseRun } from "../shell/shell.ts";
import { shellCommands } from "../shell/shell-commands.ts";
import { plain } from "../shell/shell-word.ts";

/** A login that a RUN writes for git, or into netrc, is given to the commands that fetch with it instead. */
export const r5GitConfig: HazardRewrite = {
  id: "R5",
  title: "give a git or netrc login to the commands that fetch, not to the image",
  propose: (request, run) => rewrite(request, run),
};

/** The plan for all RUNs that keep the login: they are one configuration. */
interface Plan {
  readonly file: ParsedDockerfile;
  readonly name: string;
  readonly holders: readonly Instruction[];
  readonly kept: readonly KeptLogin[];
  readonly cleaned: readonly CleanedRun[];
  readonly settings: readonly GitSetting[];
  readonly users: readonly LoginUser[];
  readonly isOptional: boolean;
}

const rewrite = (request: FixRequest, run: KeepingRun): Rewrite | ManualProposal | undefined => {
  const plan = makePlan(request.file, run);
  if (plan === undefined) return undefined;
  const names = [".gitconfig", ...plan.kept.flatMap((one) => one.files.map(baseName))];
  const late = lateLoginUse(request.file, { holders: plan.holders, names });
  if (late) return late;
  if (plan.users.length === 0)
    return manual("M1", "no step here fetches with this login: it is there for run time", { at: run.at });
  const given = giveLogin(request, plan);
  return given && finish(plan, given, run);
};

/** More RUNs that keep one login than any real file has. */
const MAX_HOLDERS = 10;

const makePlan = (file: ParsedDockerfile, { at, name }: KeepingRun): Plan | undefined => {
  const scope = file.instructions.filter((one) => one.keyword === "RUN" && (one === at || isLinked(file, one, at)));
  const holders = scope.filter((one) => hazardOf(file, one, name) === "R5");
  if (holders.length > MAX_HOLDERS) return undefined;
  const kept = holders.map((one) => keptLogin(file, one, name));
  if (kept.some((one) => one === undefined || isLocal(file, one))) return undefined;
  const whole = kept.flatMap((one) => one ?? []);
  const from = { kept: whole, hasOtherSettings: hasOtherSettings(file, whole) };
  const cleaned = scope.map((one) => cleanRun(file, one, from));
  if (cleaned.includes("stuck")) return undefined;
  const clean = cleaned.flatMap((one) => (one === undefined || one === "stuck" ? [] : one));
  const isOptional = holders.some((one) => isGuarded(flatText(file, one), name));
  const found = whole.flatMap((one) => one.settings);
  const settings = isOptional ? found.map((one) => onlyWhenSet(one, name)) : found;
  const runs = scope.filter((one) => one.index >= (holders[0]?.index ?? 0));
  const users = loginUsers(file, { runs, cleaned: clean, settings: whole.some((one) => one.netrc) ? [] : settings });
  return { file, name, holders, kept: whole, cleaned: clean, settings, users, isOptional };
};

const isLinked = (file: ParsedDockerfile, one: Instruction, other: Instruction): boolean =>
  after(file, one).includes(other) || after(file, other).includes(one);

const hazardOf = (file: ParsedDockerfile, at: Instruction, name: string): string | undefined => {
  const known = hazardsOf(file, at);
  const body = parseRun(file, at);
  if (!known.has(name)) known.set(name, body.form === "opaque" ? undefined : findHazard(body.script, name)?.code);
  return known.get(name);
};

const hazardsOf = remember(() => new Map<string, string | undefined>());

/** The login is made of a variable that only this RUN knows. */
const isLocal = (file: ParsedDockerfile, kept: KeptLogin): boolean => {
  const body = parseRun(file, kept.at);
  const commands = body.form === "opaque" ? [] : shellCommands(body.script);
  const own = new Set(commands.flatMap((one) => one.assignments.map((each) => each.name)));
  const names = kept.settings.flatMap(({ key, value }) => [...`${key} ${value}`.matchAll(/\$\{?(\w+)/g)]);
  return names.some(([, name = ""]) => own.has(name));
};

/** A build without the secret rewrites no URL. */
const onlyWhenSet = ({ key, value }: GitSetting, name: string): GitSetting => ({
  key: key.replace(/^(url\.https?:\/\/)([^/{]*(?:\$\{\w+\})?[^/{]*@)(.*\.insteadOf)$/i, `$1\${${name}:+$2}$3`),
  value,
});

interface Given {
  readonly edits: readonly Edit[];
  readonly instead: readonly MovedSecret[];
  readonly gets: "variable" | "file" | "both";
  readonly notes: readonly string[];
}

/** Programs that read netrc by themselves get the file; what only starts git gets settings. */
const giveLogin = (request: FixRequest, plan: Plan): Given | undefined => {
  const netrc = plan.kept.find((one) => one.netrc)?.netrc;
  const isGitOnly = plan.users.every(({ commands }) => commands.every(({ how }) => how === "git" || how === "child"));
  const helpers =
    isGitOnly && netrc?.logins ? netrcSettings(netrc.logins, { name: plan.name, text: plan.file.flat }) : undefined;
  const settings = [...plan.settings, ...(helpers ?? [])];
  const edits = plan.users.map((user) => userEdits(plan.file, user, settings));
  if (settings.length > 0 && edits.some((one) => one === undefined)) return undefined;
  const notes = [...scriptNotes(plan, settings), ...(helpers ?? []).map(originNote)];
  const own = { edits: edits.flatMap((one) => one ?? []), instead: [], notes };
  if (netrc === undefined || helpers) return { ...own, gets: "variable" };
  if (!plan.users.every(({ at }) => isHomeKnown(plan.file, at))) return undefined;
  const id = fileSecretId(netrc.path, { source: SOURCE, taken: request.taken });
  const mount = { id, target: netrc.path, required: !plan.isOptional };
  const mounts = plan.users.map(({ at, body }) => mountEdits(plan.file, { at, body }, mount));
  if (mounts.some((one) => "verdict" in one)) return undefined;
  return {
    edits: [...mounts.flatMap((one) => ("verdict" in one ? [] : one)), ...own.edits],
    instead: [{ id, form: "file", source: SOURCE, buildFlag: `--secret id=${id},src=${SOURCE}` }],
    gets: settings.length > 0 ? "both" : "file",
    notes: [...own.notes, fileNote(plan, netrc)],
  };
};

/** netrc is for every port of a host. */
const originNote = ({ key }: GitSetting): string =>
  `the login of netrc is given for ${key.slice("credential.".length, -".helper".length)} only`;

const SOURCE = "$HOME/.netrc";

const fileNote = ({ name }: Plan, { path, logins }: NonNullable<KeptLogin["netrc"]>): string => {
  const lines = (logins ?? []).map(
    ({ machine, login }) => `machine ${known(plain(machine))} login ${known(plain(login))} password <value of ${name}>`,
  );
  return `the file that is mounted as ${baseName(path)} must hold: ${lines.join("; ") || `the login with ${name}`}`;
};

const known = (text: string): string => (/^[\w.@:+-]+$/.test(text) ? text : "<as before>");

const scriptNotes = ({ users, name }: Plan, settings: readonly GitSetting[]): readonly string[] => {
  const commands = users.flatMap((one) => one.commands);
  const scripts = commands.filter(({ how }) => how === "script").map(({ command }) => command.program);
  const isOther = settings.length > 0 && commands.some(({ how }) => how !== "git");
  return [
    ...[...new Set(scripts)].map((one) => `M8: ${one} may fetch with $${name}; read it, it must not store the value`),
    ...(isOther ? [GIT_VERSION] : []),
  ];
};

const CONFIRM = "the image no longer holds this login: what fetches when the container runs needs its own";

const finish = (plan: Plan, given: Given, { at, name }: KeepingRun): Rewrite | ManualProposal => {
  const { file, users, cleaned, isOptional } = plan;
  const edits = [...given.edits, ...cleaned.flatMap((one) => one.edits)];
  const deleted = cleaned.filter((one) => one.isGone).map((one) => one.at);
  const kept = [...new Set([...cleaned, ...users].map((one) => one.at))].filter((one) => !deleted.includes(one));
  const results = kept.map((run) => ({ run, result: editedRun(file, run, { edits, name }) }));
  const hazard = plan.holders.map((one) => results.find(({ run }) => run === one)?.result.hazard).find(Boolean);
  if (hazard) return manual(hazard.code, hazard.reason, { at });
  const free = results.filter(({ result }) => !result.isNeeded).map(({ run }) => run);
  const receivers = given.gets === "file" ? [] : users.map((one) => ({ at: one.at, isGuess: isOptional }));
  return {
    edits,
    deleted,
    touched: kept,
    users: receivers,
    isFree: free.includes(at) || deleted.includes(at),
    freed: free,
    instead: given.instead,
    confirm: [CONFIRM, ...given.notes],
  };
};
