import type { Span } from "../../domain/finding.ts";
import { isSecretName } from "../mount/secret-name.ts";
import { baseName } from "../parse/image-path.ts";
import type { ShellCommand } from "../shell/shell-commands.ts";
import { writtenFiles } from "../shell/written-file.ts";

/** What stands in front of a literal and names it, nearest first; the group is the name. */
const PLACES: readonly RegExp[] = [
  /[?&]([\w-]+)=$/,
  /(?:^|[\s"'])(--?[A-Za-z][\w-]+)[= ]["']?$/,
  /([A-Za-z_][\w-]*)["']?\s*[:=]\s*["']?(?:(?:Bearer|Basic|token) )?$/i,
  /(?:^|[\s"'/:.])_?([A-Za-z][\w-]*)\s+["']?$/,
];

/** Names that say nothing without the program that is meant. */
const GENERIC =
  /^(?:PASSWORD|PASSWD|PASS|PWD|TOKEN|AUTH|AUTHTOKEN|AUTH_TOKEN|KEY|SECRET|CREDENTIAL|CREDENTIALS|P|U|USER|LOGIN)$/;

const WELL_KNOWN: Readonly<Record<string, string>> = {
  AUTHORIZATION: "AUTH_TOKEN",
  PROXY_AUTHORIZATION: "PROXY_TOKEN",
  X_API_KEY: "API_KEY",
  APIKEY: "API_KEY",
  OAUTH2_BEARER: "AUTH_TOKEN",
};

/** Files of a tool that an `echo` writes. */
const FILES: readonly (readonly [RegExp, string])[] = [
  [/npmrc$/, "NPM"],
  [/yarnrc/, "YARN"],
  [/netrc$/, "NETRC"],
  [/pip\.conf$/, "PIP"],
  [/git-credentials$|gitconfig$/, "GIT"],
  [/settings\.xml$/, "MAVEN"],
  [/nuget\.config$/i, "NUGET"],
];

/** Characters in front of a literal that may name it. */
const LOOK_BACK = 200;

/** Id, and variable, for a literal of a command: from the option, header or setting that it is given for. */
export const literalName = (command: ShellCommand | undefined, flat: string, span: Span): string => {
  const before = flat
    .slice(Math.max(command?.start ?? span.start, span.start - LOOK_BACK), span.start)
    .replace(/\\[nrt](?=\w)/g, "  ");
  const assigned = /(?:^|\s)([A-Za-z_]\w*)=["']?$/.exec(before)?.[1];
  if (assigned !== undefined && command !== undefined && assigns(command, assigned)) return assigned;
  if (/:\/\/[^\s/@"']*$/.test(before) && flat.slice(span.end).startsWith("@")) return withProgram("TOKEN", command);
  if (/(?:\s-\w*[uU]|--[\w-]*user)[= ]*["']?[^\s:]*:$/.test(before)) return withProgram("PASSWORD", command);
  if (/\s-[pP]\s*["']?$/.test(before)) return withProgram("PASSWORD", command);
  for (const place of PLACES) {
    const found = place.exec(before)?.[1];
    if (found === undefined) continue;
    const name = normal(found);
    const known = WELL_KNOWN[name] ?? name;
    if (GENERIC.test(known) && known !== WELL_KNOWN[name]) return withProgram(longName(known), command);
    if (isSecretName(known)) return known;
  }
  return withProgram("SECRET", command);
};

const assigns = ({ assignments, name, args }: ShellCommand, variable: string): boolean =>
  assignments.some((one) => one.name === variable) ||
  (/^(?:export|declare|local|readonly|env)$/.test(name) && args.some((arg) => arg.startsWith(`${variable}=`)));

const normal = (text: string): string =>
  text
    .replace(/^[-_]+/, "")
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/\W+/g, "_")
    .toUpperCase();

const longName = (name: string): string => {
  if (/^(?:PASS|PASSWD|PWD|P|U|USER|LOGIN)$/.test(name)) return "PASSWORD";
  return /^(?:AUTH|AUTHTOKEN|AUTH_TOKEN)$/.test(name) ? "TOKEN" : name;
};

const withProgram = (name: string, command: ShellCommand | undefined): string => {
  const file = command && writtenFiles(command)[0];
  const owner =
    file === undefined ? programOf(command) : (FILES.find(([pattern]) => pattern.test(file))?.[1] ?? baseName(file));
  const prefix = normal(owner.replace(/(?:\.\w+|[\d.]+)$/, "")).replace(/^_+|_+$/g, "");
  return `${/^[A-Z]\w*$/.test(prefix) ? prefix : "BUILD"}_${name}`;
};

/** A script has its own name, an interpreter that of what it runs. */
const programOf = (command: ShellCommand | undefined): string => {
  if (command === undefined || /^(?:echo|printf|cat|tee|sed|\{\})$/.test(command.name)) return "";
  const isInterpreter = /^(?:(?:ba|da)?sh|python[\d.]*|node|ruby|perl|php|npx)$/.test(command.name);
  return baseName((isInterpreter && command.args.find((arg) => !arg.startsWith("-"))) || command.name);
};
