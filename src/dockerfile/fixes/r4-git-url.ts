import type { Script } from "unbash";
import type { Edit } from "../edit.ts";
import type { CredentialUrl } from "../git/credential-url.ts";
import { isGitFetch, usesStoredRemote } from "../git/git-command.ts";
import { GIT_VERSION, type GitSetting, insteadOf, settingEdits } from "../git/git-setting.ts";
import { gitUrls, type UrlCommand } from "../git/git-urls.ts";
import type { HazardRewrite, KeepingRun, Rewrite } from "../mount/rewrite.ts";
import { flatText, type Instruction, type ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import { type FixRequest, type ManualProposal, manual } from "../proposal.ts";
import { editedRun } from "../shell/edited-run.ts";
import { parseRun } from "../shell/shell.ts";
import { shellCommands } from "../shell/shell-commands.ts";

/**
 * git keeps the URL it is given, so it is given the plain one, and the one with the user part as what to put in its place for
 * this command only. Submodules and later commands on the same repository get it too.
 * Source: `url.<base>.insteadOf` of https://git-scm.com/docs/git-config
 */
export const r4GitUrl: HazardRewrite = {
  id: "R4",
  title: "give git the plain URL, and the credential for this command only",
  propose: (request, run) => rewrite(request, run),
};

const CONFIRM = "git keeps the URL without the credential: a git fetch or push from the image needs its own";

const rewrite = ({ file }: FixRequest, run: KeepingRun): Rewrite | ManualProposal | undefined => {
  const { at, body, name } = run;
  const found = body.form === "json" ? undefined : gitUrls({ script: body.script, text: file.text, name });
  if (found === undefined) return undefined;
  if (found.all.length === 0)
    return manual("R4", `git stores the URL, and no user part of it is $${name}: pass the credential by itself`, {
      at,
    });
  const given = giveSettings({ script: body.script, text: file.flat }, found.commands);
  if (given === undefined) return undefined;
  const edits = [...found.all.map((one) => one.strip), ...given.edits];
  const after = editedRun(file, at, { edits, name });
  if (after.hazard) return manual(after.hazard.code, after.hazard.reason, { at });
  const later = laterRuns(file, run, found.all);
  return {
    edits: [...edits, ...later.flatMap((one) => one.edits)],
    deleted: [],
    touched: [at, ...later.map((one) => one.at)],
    users: later.map((one) => ({ at: one.at })),
    isFree: !after.isNeeded,
    confirm: [CONFIRM, ...given.notes],
  };
};

/** Each command that talks to a remote gets what its own URLs had, or else those of the repository it works on. */
const giveSettings = (
  source: { readonly script: Script; readonly text: string },
  commands: readonly UrlCommand[],
): { readonly edits: readonly Edit[]; readonly notes: readonly string[] } | undefined => {
  const edits: Edit[] = [];
  const notes = new Set<string>();
  const stored: CredentialUrl[] = [];
  for (const { command, urls } of commands) {
    const isGit = command.name === "git";
    stored.push(...(isGit ? urls : []));
    const own = urls.length === 0 && usesStoredRemote(command) ? stored : urls;
    if (command.name === "" || (isGit && !isGitFetch(command)) || own.length === 0) continue;
    const made = settingEdits([command], { ...source, settings: settingsOf(own) });
    if (made === undefined) return undefined;
    edits.push(...made);
    if (!isGit) notes.add(GIT_VERSION);
  }
  return { edits, notes: [...notes] };
};

const settingsOf = (urls: readonly CredentialUrl[]): readonly GitSetting[] => [
  ...new Map(urls.map((url) => [`${url.secret} ${url.base}`, insteadOf(url)])).values(),
];

const STORED = /\b(?:fetch|pull|push|submodule|lfs|update)\b/;

/** The repository had the credential in its remote: later steps that use the remote get it for their commands. */
const laterRuns = (
  file: ParsedDockerfile,
  { later, name }: KeepingRun,
  urls: readonly CredentialUrl[],
): readonly { readonly at: Instruction; readonly edits: readonly Edit[] }[] =>
  later.flatMap((at) => {
    if (at.keyword !== "RUN" || !STORED.test(flatText(file, at))) return [];
    const body = parseRun(file, at);
    if (body.form === "opaque" || body.form === "json") return [];
    const using = shellCommands(body.script).filter((one) => usesStoredRemote(one) && !one.expands.has(name));
    const edits = settingEdits(using, { settings: settingsOf(urls), script: body.script, text: file.flat }) ?? [];
    return edits.length > 0 ? [{ at, edits }] : [];
  });
