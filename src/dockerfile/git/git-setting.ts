import type { Script } from "unbash";
import type { Span } from "../../domain/finding.ts";
import type { Edit } from "../edit.ts";
import type { ShellCommand } from "../shell/shell-commands.ts";
import type { CredentialUrl } from "./credential-url.ts";

/** A setting that git gets for one command. Texts stand between double quotes. */
export interface GitSetting {
  readonly key: string;
  readonly value: string;
}

export const insteadOf = ({ secret, base }: Pick<CredentialUrl, "secret" | "base">): GitSetting => ({
  key: `url.${secret}.insteadOf`,
  value: base,
});

export const GIT_VERSION = "GIT_CONFIG_COUNT needs git 2.31 or newer";

/**
 * Gives settings to commands of one script: git itself takes `-c`, which its children see; a program that starts git gets
 * GIT_CONFIG_COUNT and its kind, which git reads since 2.31. Undefined where a variable would not reach the program.
 * Source: https://git-scm.com/docs/git-config#ENVIRONMENT
 */
export const settingEdits = (
  commands: readonly ShellCommand[],
  {
    settings,
    script,
    text,
  }: { readonly settings: readonly GitSetting[]; readonly script: Script; readonly text: string },
): readonly Edit[] | undefined => {
  if (settings.length === 0) return [];
  const git = commands.filter((one) => one.name === "git");
  const others = commands.filter((one) => one.name !== "git");
  if (others.some((one) => SUDO.test(text.slice(one.start, one.end)))) return undefined;
  const options = git.flatMap((one) => {
    const at = one.argSpans[0]?.start;
    return at === undefined ? [] : [insert(at, settings.map((each) => `-c ${option(each)} `).join(""))];
  });
  return [...options, ...variableEdits(others, { settings, script, text })];
};

/** sudo starts programs with an environment of its own. */
const SUDO = /^(?:\w+=\S*\s+)*(?:sudo|doas)\s/;

/** `url."https://$T@host/".insteadOf="https://host/"`: quotes where people write them. */
const option = ({ key, value }: GitSetting): string => {
  const url = /^url\.(.*)\.(insteadOf|pushInsteadOf)$/i.exec(key);
  return url ? `url."${url[1]}".${url[2]}="${value}"` : `"${key}=${value}"`;
};

interface Given {
  readonly settings: readonly GitSetting[];
  readonly script: Script;
  readonly text: string;
}

/** In front of each command, or once for the commands of one chain. */
const variableEdits = (commands: readonly ShellCommand[], given: Given): readonly Edit[] => {
  const [first] = commands;
  if (first === undefined) return [];
  const shared = sharedEdits(first, given);
  if (shared) return shared;
  const helpers = [...new Set(commands.flatMap(helperOf))];
  if (commands.length > 1 && isOneChain(commands, given.script))
    return [insert(first.start, `export ${[...helpers, ...variables(given.settings)].join(" ")} && `)];
  return commands.flatMap((one) => ownEdits(one, given));
};

/** Settings that an earlier fix gave to the chain keep their numbers. */
const sharedEdits = (first: ShellCommand, { settings, script, text }: Given): readonly Edit[] | undefined => {
  const found = /export [^&;|]{0,200}GIT_CONFIG_COUNT=/.exec(text.slice(script.pos, first.start));
  return found ? addTo({ start: script.pos + found.index, end: first.start }, { settings, text }) : undefined;
};

const ownEdits = (command: ShellCommand, { settings, text }: Given): readonly Edit[] =>
  addTo(command, { settings, text }) ?? [
    insert(command.start, `${[...helperOf(command), ...variables(settings)].join(" ")} `),
  ];

/** Counts on from what the span sets; undefined when it sets nothing. */
const addTo = (
  { start, end }: Span,
  { settings, text }: { readonly settings: readonly GitSetting[]; readonly text: string },
): readonly Edit[] | undefined => {
  const own = text.slice(start, end);
  const count = /(?<=GIT_CONFIG_COUNT=)\d+/.exec(own);
  const last = [...own.matchAll(/GIT_CONFIG_VALUE_\d+="(?:[^"\\]|\\.)*"/g)].at(-1);
  if (count === null || last === undefined) return undefined;
  const [total, ...pairs] = variables(settings, Number(count[0]));
  const at = start + count.index;
  return [
    { start: at, end: at + count[0].length, replacement: total?.replace(/^.*=/, "") ?? "" },
    insert(start + last.index + last[0].length, ` ${pairs.join(" ")}`),
  ];
};

const variables = (settings: readonly GitSetting[], known = 0): readonly string[] => [
  `GIT_CONFIG_COUNT=${known + settings.length}`,
  ...settings.flatMap(({ key, value }, index) => [
    `GIT_CONFIG_KEY_${known + index}="${key}"`,
    `GIT_CONFIG_VALUE_${known + index}="${value}"`,
  ]),
];

/** Programs with a git of their own, which reads files only, are told to start the real one. */
const helperOf = ({ tools }: ShellCommand): readonly string[] =>
  HELPERS.filter(([program]) => tools.includes(program)).flatMap(([, variable]) => variable);

const HELPERS: readonly (readonly [program: string, variables: readonly string[]])[] = [
  // https://doc.rust-lang.org/cargo/reference/config.html#netgit-fetch-with-cli
  ["cargo", ["CARGO_NET_GIT_FETCH_WITH_CLI=true"]],
  // https://python-poetry.org/docs/configuration/#system-git-client, and its name before 2.0
  ["poetry", ["POETRY_SYSTEM_GIT_CLIENT=true", "POETRY_EXPERIMENTAL_SYSTEM_GIT_CLIENT=true"]],
];

/** Each is a member of the same `&&` list of the script itself, so that what is exported before the first reaches all. */
const isOneChain = (commands: readonly ShellCommand[], script: Script): boolean =>
  script.commands.some(({ command: chain }) => {
    if (chain.type !== "AndOr" || chain.operators.includes("||")) return false;
    return commands.every((one) => chain.commands.some((node) => node.pos === one.start && node.end === one.end));
  });

const insert = (at: number, replacement: string): Edit => ({ start: at, end: at, replacement });
