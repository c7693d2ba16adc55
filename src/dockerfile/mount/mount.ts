import type { Script } from "unbash";
import type { Edit } from "../edit.ts";
import type { Flag, Instruction, ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import { userAt } from "../parse/scope.ts";
import { type ManualProposal, manual } from "../proposal.ts";
import { stopsAtUnset } from "../shell/nounset.ts";
import type { RunBody } from "../shell/shell.ts";

/** What a RUN gets: the variable `env`, or the file `target` (absolute). */
export type SecretMount = { readonly id: string; readonly required: boolean } & (
  | { readonly env: string; readonly form: "env" | "file" }
  | { readonly target: string }
);

/** Adds one secret mount to a RUN whose body stays as it is. No edit when the RUN has it already. */
export const mountEdits = (
  file: ParsedDockerfile,
  run: { readonly at: Instruction; readonly body: RunBody },
  mount: SecretMount,
): readonly Edit[] | ManualProposal => {
  if (hasMount(file, run.at, mount)) return [];
  const flag = insert(run.at.flags.at(-1)?.end ?? run.at.keywordEnd, ` --mount=${mountText(file, run.at, mount)}`);
  if ("target" in mount || mount.form === "env") return [flag];
  const flags = isGiven(run.at, mount.id) ? [] : [flag];
  if (run.body.form === "json") return manual("M7", "a JSON-form RUN cannot read a secret file into a variable", run);
  if (run.body.form === "opaque") return manual("M7", run.body.reason, run);
  const set = { ...mount, elseEmpty: !mount.required && needsValue(file, run, mount.env) };
  if (run.body.form === "heredoc") return [...flags, heredocPrefix(file, run.body.span.start, set)];
  return [...flags, shellPrefix(file, { at: run.at, script: run.body.script }, set)];
};

/** The step stops where the variable is not set, and does not ask whether it is. */
const needsValue = (
  file: ParsedDockerfile,
  { at, body }: { readonly at: Instruction; readonly body: RunBody },
  name: string,
): boolean => {
  const text = file.flat.slice(at.args.start, at.end);
  const asks = [`\${${name}-`, `\${${name}+`, `-v ${name}`].some((test) => text.includes(test));
  return !asks && stopsAtUnset(file, at, body);
};

/** The secret file in place of another mount of the RUN. */
export const secretFileFlag = (
  file: ParsedDockerfile,
  { at, flag }: { readonly at: Instruction; readonly flag: Flag },
  mount: Extract<SecretMount, { target: string }>,
): Edit => ({ start: flag.start, end: flag.end, replacement: `--mount=${mountText(file, at, mount)}` });

/** Forwards an SSH agent to a RUN. No edit when it has one already. */
export const sshMountEdits = (file: ParsedDockerfile, at: Instruction): readonly Edit[] => {
  if (at.flags.some((flag) => flag.name === "mount" && /(?:^|,)type=ssh(?:,|$)/.test(flag.value))) return [];
  const owner = ownerOption(userAt(file, at)).replace("mode=0444", "mode=0666");
  const options = ["type=ssh", "required=true", owner].filter(Boolean).join(",");
  return [insert(at.flags.at(-1)?.end ?? at.keywordEnd, ` --mount=${options}`)];
};

/** Keys: https://docs.docker.com/reference/dockerfile/#run---mounttypesecret */
const mountText = (file: ParsedDockerfile, at: Instruction, mount: SecretMount): string =>
  [
    `type=secret,id=${mount.id}`,
    "target" in mount ? `target=${mount.target}` : mount.form === "env" ? `env=${mount.env}` : "",
    mount.required ? "required=true" : "",
    "target" in mount || mount.form === "file" ? ownerOption(userAt(file, at)) : "",
  ]
    .filter(Boolean)
    .join(",");

/** A secret file is readable by uid 0 alone unless told; names of users are not accepted. */
const ownerOption = (user: string): string => {
  const [name = "", group = ""] = user.split(":");
  if (name === "root" || name === "0") return "";
  return /^\d+$/.test(name)
    ? [`uid=${name}`, /^\d+$/.test(group) ? `gid=${group}` : ""].filter(Boolean).join(",")
    : "mode=0444";
};

const hasMount = (file: ParsedDockerfile, at: Instruction, mount: SecretMount): boolean => {
  const key = "target" in mount ? "target" : "env";
  const value = "target" in mount ? mount.target : mount.env;
  if (secretMounts(at).some((options) => options.get(key) === value)) return true;
  // The text of the RUN says whether it reads the variable from the file.
  return isGiven(at, mount.id) && file.text.slice(at.args.start, at.end).includes(`/run/secrets/${mount.id}`);
};

/** The secret is a file at the usual place already. */
const isGiven = (at: Instruction, id: string): boolean =>
  secretMounts(at).some((options) => options.get("id") === id && !options.has("env") && !options.has("target"));

const secretMounts = (at: Instruction): readonly ReadonlyMap<string, string>[] =>
  at.flags
    .filter((flag) => flag.name === "mount")
    .map((flag) => mountOptions(flag.value))
    .filter((options) => options.get("type") === "secret");

/** Options of a mount under their full names. */
export const mountOptions = (value: string): ReadonlyMap<string, string> =>
  new Map(
    value.split(",").map((part): [string, string] => {
      const [key = "", ...rest] = part.split("=");
      return [/^(?:dst|destination)$/.test(key) ? "target" : key === "src" ? "source" : key, rest.join("=")];
    }),
  );

/** `elseEmpty`: without the file the variable is empty, not unset. */
type VariableMount = {
  readonly id: string;
  readonly required: boolean;
  readonly env: string;
  readonly elseEmpty: boolean;
};

/** `||`, `;` and `&` bind looser than `&&`, so a body with one of them gets statements in front. */
const shellPrefix = (file: ParsedDockerfile, run: { at: Instruction; script: Script }, mount: VariableMount): Edit => {
  const { start } = run.at.args;
  const gap = file.text.slice(run.at.keywordEnd, start);
  const indent = /\n([ \t]+)[^\s#]/.exec(file.text.slice(start, run.at.end))?.[1] ?? "    ";
  const line = ` ${file.escape}${file.eol}`;
  const lead = gap.includes("\n") ? "" : `${file.escape}${file.eol}${indent}`;
  return insert(
    start,
    `${lead}${assignment(mount, isLoose(run.script))}${line}${gap.includes("\n") ? ownIndent(file, start) : indent}`,
  );
};

const ownIndent = (file: ParsedDockerfile, start: number): string =>
  /[ \t]*$/.exec(file.text.slice(0, start))?.[0] ?? "";

const assignment = (mount: VariableMount, loose: boolean): string => {
  const path = `/run/secrets/${mount.id}`;
  if (!mount.required && mount.elseEmpty)
    return `if [ -f ${path} ]; then ${mount.env}="$(cat ${path})"; else ${mount.env}=""; fi; export ${mount.env};`;
  if (!mount.required) return `if [ -f ${path} ]; then ${mount.env}="$(cat ${path})"; export ${mount.env}; fi;`;
  return loose
    ? `${mount.env}="$(cat ${path})" || exit 1; export ${mount.env};`
    : `${mount.env}="$(cat ${path})" && export ${mount.env} &&`;
};

const heredocPrefix = (file: ParsedDockerfile, start: number, mount: VariableMount): Edit =>
  insert(afterShebang(file, start), assignment(mount, true) + file.eol);

const afterShebang = (file: ParsedDockerfile, start: number): number =>
  start + (/^#!.*\n/.exec(file.text.slice(start))?.[0] ?? "").length;

/** A variable for the whole body of a RUN, made by its shell of text that double quotes can hold. */
export const exportEdit = (
  file: ParsedDockerfile,
  { run, body }: { readonly run: Instruction; readonly body: RunBody },
  { name, value }: { readonly name: string; readonly value: string },
): Edit | undefined => {
  if (body.form === "json" || body.form === "opaque") return undefined;
  const at = body.form === "heredoc" ? afterShebang(file, body.span.start) : run.args.start;
  return insert(at, `export ${name}="${value}"${isLoose(body.script) ? ";" : " &&"} `);
};

const isLoose = (script: Script): boolean => {
  const [first] = script.commands;
  if (script.commands.length !== 1 || first === undefined || first.background) return true;
  return first.command.type === "AndOr" && first.command.operators.includes("||");
};

const insert = (at: number, replacement: string): Edit => ({ start: at, end: at, replacement });
