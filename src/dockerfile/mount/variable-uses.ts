import type { BuildContext } from "../build-context.ts";
import { fetchKind } from "../git/fetch-programs.ts";
import { isGitConfig } from "../git/git-command.ts";
import { isFrameworkUse } from "../literal/frameworks.ts";
import { escapePattern } from "../parse/escape-pattern.ts";
import { baseName } from "../parse/image-path.ts";
import type { Instruction, ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import { writesNameOnly } from "../shell/hazard.ts";
import {
  installsFrom,
  isInert,
  isPackageList,
  isToolVariable,
  readsFile,
  readsVariable,
  TOOL_FAMILIES,
} from "../shell/known-tools.ts";
import { parseRun, type RunBody } from "../shell/shell.ts";
import { type ShellCommand, shellCommands } from "../shell/shell-commands.ts";
import { writtenFiles } from "../shell/written-file.ts";
import { fillsTemplate } from "./filled-template.ts";

/** A RUN that needs a variable. `named`: its text says so. `tool`: a program of it reads it. `opaque`: it may. */
export interface VariableUse {
  readonly run: Instruction;
  readonly body: RunBody;
  readonly how: "named" | "tool" | "opaque";
}

interface Search {
  readonly file: ParsedDockerfile;
  readonly context: BuildContext;
  readonly runs: readonly Instruction[];
  /** The steps have it in their environment: a program that no file names it for may read it there. */
  readonly isSet?: boolean;
}

/** Among the RUNs that see the variable, those that need it. `opaque` ones only when no other is known. */
export const variableUses = (name: string, search: Search): readonly VariableUse[] => {
  const runs = search.runs.map((run) => ({ run, body: parseRun(search.file, run) }));
  const written = runs.flatMap(({ body }) => filesNaming(name, body));
  const mentioned = filesMentioning(name, search.context);
  const evidence = [...written, ...mentioned];
  const uses = runs.flatMap(({ run, body }): VariableUse[] => {
    const { context } = search;
    const how = howUsed(name, { text: bodyText(search.file, run, body), body, evidence, context });
    return how ? [{ run, body, how }] : [];
  });
  const known = uses.filter((use) => use.how !== "opaque");
  if (known.length > 0) return known;
  // A name that tools know, such as AWS_*, is read by programs that no file of the source names it for.
  return search.isSet || search.context.files.length === 0 || mentioned.length > 0 || isToolVariable(name) ? uses : [];
};

/** No command of the RUN is a program that could read its environment. */
export const runsOnlyInert = (file: ParsedDockerfile, run: Instruction): boolean => {
  const body = parseRun(file, run);
  return body.form !== "opaque" && shellCommands(body.script).every((one) => isInert(one.name));
};

/** The name as a whole word. */
export const mentionsName = (text: string, name: string): boolean =>
  new RegExp(`(?<![A-Za-z0-9_])${escapePattern(name)}(?![A-Za-z0-9_])`).test(text);

/** The old step worked without a value: a default in the shell, a test, or its failure is ignored. */
export const isGuarded = (text: string, name: string): boolean =>
  new RegExp(
    `\\$\\{${escapePattern(name)}:?[-+=]|(?:\\[|test)\\s+(?:!\\s+)?(?:-[nz]\\s+)?["']?\\$\\{?${escapePattern(name)}\\b|\\|\\|\\s*(?:true|:)(?:\\s|;|$)`,
  ).test(text);

const bodyText = (file: ParsedDockerfile, run: Instruction, body: RunBody): string =>
  file.flat.slice(Math.min(run.args.start, body.span.start), run.end);

const howUsed = (
  name: string,
  from: {
    readonly text: string;
    readonly body: RunBody;
    readonly evidence: readonly string[];
    readonly context: BuildContext;
  },
): VariableUse["how"] | undefined => {
  const { body } = from;
  const mentioned = mentionsName(from.text, name);
  if (body.form === "opaque") return mentioned ? "named" : "opaque";
  const commands = shellCommands(body.script);
  const naming = commands.filter((one) => mentionsName(commandText(from.text, one, body), name));
  if (mentioned && !(naming.length > 0 && naming.every((one) => writesNameOnly(one, name)))) return "named";
  if (commands.some((one) => fillsTemplate(one, name, { commands, context: from.context }))) return "named";
  if (commands.some((one) => one.tools.some((tool) => readsVariable(tool, name)))) return "tool";
  if (isFrameworkUse(name, { commands, context: from.context })) return "tool";
  const isReader = (one: ShellCommand): boolean =>
    !isGitConfig(one) &&
    from.evidence.some((path) =>
      one.tools.some((tool) => readsFile(tool, path) || installsFrom(tool, { args: one.args, path })),
    );
  if (commands.some(isReader)) return "tool";
  if (from.evidence.includes(GIT_CONFIG) && commands.some((one) => fetchKind(one) !== undefined)) return "tool";
  return commands.some((one) => !isInert(one.name)) ? "opaque" : undefined;
};

const commandText = (text: string, command: ShellCommand, body: RunBody): string =>
  body.form === "json"
    ? text
    : [
        ...command.args,
        ...command.expands,
        ...command.assignments.map((one) => one.text),
        ...command.redirects.map((one) => one.body),
      ].join(" ");

const GIT_CONFIG = "/root/.gitconfig";

/** Files that a RUN writes with the name, not the value, in them. */
const filesNaming = (name: string, body: RunBody): readonly string[] =>
  body.form === "opaque"
    ? []
    : shellCommands(body.script)
        .filter(
          (one) =>
            writesNameOnly(one, name) &&
            mentionsName([...one.args, ...one.redirects.map((to) => to.body)].join(" "), name),
        )
        .flatMap((one) => (isGitConfig(one) ? [GIT_CONFIG] : writtenFiles(one)));

const NOT_BUILD_INPUT =
  /(?:^|\/)(?:\.git|\.github|\.gitlab|node_modules)\/|\.md$|ignore$|(?:^|\/)(?:[\w.-]*Dockerfile[\w.-]*|docker-compose[\w.-]*|compose\.ya?ml|\.gitlab-ci\.yml|\.circleci\/config\.yml|azure-pipelines[\w.-]*|bitbucket-pipelines\.yml|\.travis\.yml|docker-bake[\w.-]*|Jenkinsfile|REMEDIATION\.md)$/i;

/** Reading stops here; the first files of a listing hold the configuration at the root. */
const MAX_FILES = 2000;

const filesMentioning = (name: string, context: BuildContext): readonly string[] =>
  context.files
    .filter((path) => !NOT_BUILD_INPUT.test(path))
    .toSorted((a, b) => rank(a) - rank(b))
    .slice(0, MAX_FILES)
    .filter((path) =>
      mentionsName((context.read(path) ?? "").replace(BUILD_ARG, "").toUpperCase(), name.toUpperCase()),
    );

/** What starts the build is no reader of what it passes. */
const BUILD_ARG = /--build-arg[=\s]+\S+/g;

const rank = (path: string): number =>
  TOOL_FAMILIES.some((tool) => tool.files.test(path)) || isPackageList(path) ? 0 : path === baseName(path) ? 1 : 2;

/** Files of the source tree that name the variable and are not configuration of a build tool. */
export const sourcesMentioning = (name: string, context: BuildContext): readonly string[] =>
  filesMentioning(name, context).filter((path) => rank(path) > 0);
