import type { Leak } from "../leak.ts";
import { staysInside } from "../locate/shipped.ts";
import { mountOptions } from "../mount/mount.ts";
import { pathAt } from "../parse/home.ts";
import type { Instruction, ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import { expand, variablesAt } from "../parse/scope.ts";
import { persistingCode, storedFile } from "../shell/persisting-commands.ts";
import { parseRun } from "../shell/shell.ts";
import { type ShellCommand, shellCommands } from "../shell/shell-commands.ts";
import { mentions, taintedNames } from "../shell/taint.ts";
import { isDeletedBy, isEmitter, writtenFiles } from "../shell/written-file.ts";
import { leakOf } from "./lint-input.ts";

/** A secret that is mounted, and written to a file that the layer keeps, or given to a tool that keeps it: the mount is there, and the leak too. */
export const mountedLeaks = (file: ParsedDockerfile, at: Instruction): readonly Leak[] => {
  const mounted = at.keyword === "RUN" ? mountedSecrets(at) : [];
  const body = mounted.length > 0 ? parseRun(file, at) : undefined;
  if (body === undefined || body.form === "opaque") return [];
  const commands = shellCommands(body.script);
  const paths = mounted.flatMap((secret) => {
    const names = namesOf(secret, commands);
    const holding = new Set(
      commands.filter((one) => passesOn(one) && isGiven(one, secret, names)).map((one) => one.pipeline),
    );
    const written = commands.filter((one) => holding.has(one.pipeline)).flatMap((one) => kept(one, commands));
    const storing = commands.filter((one) => holding.has(one.pipeline) || isTold(one, secret, names));
    return [...written, ...storing.flatMap((one) => stored(one, commands))].filter((path) => path !== secret.path);
  });
  return [...new Set(paths)].flatMap((path) => {
    const known = expand(path, new Map([...variablesAt(file, at)].filter(([name]) => name !== "HOME")));
    const place = pathAt(file, at, known ?? path);
    return place.includes("$") || staysInside(file, { at, path: place })
      ? []
      : [leakOf(place, "Mounted secret in", { kind: "file", path: place.slice(1), historyLine: BY_A_STEP })];
  });
};

/** A file of the same path that a COPY brings is another leak. */
const BY_A_STEP = "RUN --mount=type=secret";

interface Mounted {
  readonly path: string;
  readonly env: string | undefined;
}

const mountedSecrets = ({ flags }: Instruction): readonly Mounted[] =>
  flags.flatMap((flag): Mounted[] => {
    const options = mountOptions(flag.name === "mount" ? flag.value : "");
    const path = options.get("target") ?? `/run/secrets/${options.get("id") ?? ""}`;
    return options.get("type") === "secret" ? [{ path, env: options.get("env") }] : [];
  });

/** The variable of the mount, and shell variables that are read from its file. */
const namesOf = ({ path, env }: Mounted, commands: readonly ShellCommand[]): ReadonlySet<string> => {
  const read = commands.flatMap(({ assignments }) => assignments.filter(({ text }) => text.includes(path)));
  const exported = commands.flatMap(({ name, args }) =>
    name === "export" ? args.filter((arg) => arg.includes(path)).flatMap((arg) => arg.split("=")[0] ?? []) : [],
  );
  const names = [env, ...read.map(({ name }) => name), ...exported].flatMap((name) => name ?? []);
  return new Set(names.flatMap((name) => [...taintedNames(commands, name)]));
};

/** What a download or a tool makes of the secret is another thing. */
const passesOn = (command: ShellCommand): boolean => isEmitter(command) || COPIES.test(command.name);

const COPIES = /^(?:cp|mv|install)$/;

const isGiven = (command: ShellCommand, { path }: Mounted, names: ReadonlySet<string>): boolean =>
  [...command.expands].some((name) => names.has(name)) ||
  [...command.args, ...command.redirects.flatMap(({ target, body }) => [target, body])].some(
    (text) => text.includes(path) || mentions(text, names),
  );

/** The value itself is an argument, or what it reads; the path alone may be no more than where a helper looks. */
const isTold = (command: ShellCommand, { path }: Mounted, names: ReadonlySet<string>): boolean =>
  [...command.expands].some((name) => names.has(name)) ||
  command.args.some((text) => text.includes(path) && (READS.test(text) || isKeyFile(command))) ||
  command.redirects.some(({ operator, target }) => operator === "<" && target === path);

const READS = /\$\(|`/;

/** Logins that read the file and keep what is in it. */
const isKeyFile = ({ name, args }: ShellCommand): boolean =>
  /^(?:gcloud activate-service-account|pro attach|ua attach)$/.test(
    [name, args.find((arg) => /^(?:activate-service-account|attach)$/.test(arg))].join(" "),
  );

/** The configuration of a tool that is told to keep the credential. */
const stored = (command: ShellCommand, commands: readonly ShellCommand[]): readonly string[] => {
  const later = commands.filter((one) => one.start > command.start);
  const path = /^(?:M13|R[457])$/.test(persistingCode(command, later) ?? "") ? storedFile(command) : undefined;
  return path === undefined || isDeletedBy(later, path) ? [] : [path];
};

/** Files that the command leaves behind. */
const kept = (command: ShellCommand, commands: readonly ShellCommand[]): readonly string[] => {
  const later = commands.filter((one) => one.start > command.start);
  const copied = COPIES.test(command.name) ? command.args.slice(-1) : [];
  return [...copied, ...writtenFiles(command)].filter((path) => !isDeletedBy(later, path));
};
