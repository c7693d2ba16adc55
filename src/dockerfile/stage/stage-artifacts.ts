import type { BuildContext } from "../build-context.ts";
import { joinPath } from "../parse/image-path.ts";
import { expand } from "../parse/scope.ts";
import type { ShellCommand } from "../shell/shell-commands.ts";

/** Where a command runs. */
export interface CommandPlace {
  readonly directory: string;
  /** False while the directory is the base image's own: what is made in it has no known path. */
  readonly isKnown: boolean;
  readonly variables: ReadonlyMap<string, string | undefined>;
  readonly context: BuildContext;
}

/** Paths, as written, of all that the command leaves behind; undefined when they are not known. */
type Outputs = (command: ShellCommand, place: CommandPlace) => readonly string[] | undefined;

/** By the documentation of each tool: its output options, and its default directory where it has one. */
const ROWS: readonly (readonly [programs: RegExp, args: RegExp, outputs: Outputs])[] = [
  [
    /^(?:npm|pnpm|bun)$/,
    /^(?:ci|install|i|clean-install)\b(?!.* (?:-g|--global)\b)/,
    (_one, place) => nodeModules(place),
  ],
  [/^yarn$/, /^(?:install\b|--|$)/, (_one, place) => nodeModules(place)],
  [/^pip[\d.]*$/, /^install\b/, (one) => option(one, /^(?:-t|--target|--prefix|--root)$/) ?? virtualEnvironment(one)],
  [/^pip[\d.]*$/, /^(?:wheel|download)\b/, (one) => option(one, /^(?:-w|--wheel-dir|-d|--dest)$/)],
  [/^python[\d.]*$/, /^-m venv\b/, ({ args }) => args.slice(-1)],
  [/^composer$/, /^(?:install|i)\b/, () => ["vendor"]],
  [/^bundle$/, /^install\b/, (one, { variables }) => option(one, /^--path$/) ?? defined(variables.get("BUNDLE_PATH"))],
  [/^go$/, /^build\b/, (one) => option(one, /^-o$/)],
  [/^cargo$/, /^build\b.*--release\b/, (_one, { context }) => cargoProgram(context)],
  [/^(?:mvn|mvnw)$/, /(?:^|\s)package\b/, () => ["target/*.jar"]],
  [/^dotnet$/, /^publish\b/, (one) => option(one, /^(?:-o|--output)$/)],
  [/^curl$/, /^/, (one) => option(one, /^(?:-\w*o|--output)$/)],
  [/^wget$/, /^/, (one) => option(one, /^(?:-\w*O|--output-document)$/)],
  [/^git$/, /^clone\b/, (one) => cloned(one)],
  [/^aws$/, /^s3 (?:cp|sync)\b/, ({ args }) => args.filter((arg) => !arg.startsWith("-")).slice(3, 4)],
  [/^(?:hf|huggingface-cli)$/, /^download\b/, (one) => option(one, /^--local-dir$/)],
];

/** Absolute paths of what the command makes: none for a command that is not in the table; undefined when they are not known. */
export const artifactsOf = (command: ShellCommand, place: CommandPlace): readonly string[] | undefined | "unlisted" => {
  const args = command.args.join(" ");
  const row = ROWS.find(([programs, pattern]) => programs.test(command.name) && pattern.test(args));
  if (row === undefined) return "unlisted";
  const paths = row[2](command, place)?.map((path) => expand(path, place.variables));
  if (paths === undefined || paths.length === 0 || paths.some((path) => path === undefined || path === "-"))
    return undefined;
  if (!place.isKnown && paths.some((path) => path?.startsWith("/") !== true)) return undefined;
  return paths.map((path) => joinPath(place.directory, path ?? ""));
};

/** The value of `-o X`, `--output X` and `--output=X`. */
const option = ({ args }: ShellCommand, name: RegExp): readonly string[] | undefined => {
  const at = args.findIndex((arg) => name.test(arg));
  const next = at < 0 ? undefined : args[at + 1];
  const glued = args.find((arg) => arg.includes("=") && name.test(arg.slice(0, arg.indexOf("="))));
  return defined(next ?? glued?.slice(glued.indexOf("=") + 1));
};

const defined = (value: string | undefined): readonly string[] | undefined => (value ? [value] : undefined);

/** `/venv/bin/pip` installs into /venv. */
const virtualEnvironment = ({ program }: ShellCommand): readonly string[] | undefined =>
  defined(/^(\/(?!usr\/(?:local\/)?bin|bin)\S+)\/bin\/pip[\d.]*$/.exec(program)?.[1]);

/** Workspaces have one folder each, Plug'n'Play none. */
const nodeModules = ({ context }: CommandPlace): readonly string[] | undefined => {
  const isMany = context.files.some((path) => /(?:^|\/)(?:pnpm-workspace\.yaml|lerna\.json|\.pnp\.c?js)$/.test(path));
  const hasWorkspaces = /"workspaces"\s*:/.test(context.read("package.json") ?? "");
  const hasPlugAndPlay = /nodeLinker:\s*["']?pnp/.test(context.read(".yarnrc.yml") ?? "");
  return isMany || hasWorkspaces || hasPlugAndPlay ? undefined : ["node_modules"];
};

const cargoProgram = ({ read }: BuildContext): readonly string[] | undefined => {
  const name = /^\[package\][^[]*?^name\s*=\s*"([\w-]+)"/ms.exec(read("Cargo.toml") ?? "")?.[1];
  return defined(name && `target/release/${name}`);
};

/** The folder of the clone; a URL with a login would be kept in its `.git`. */
const cloned = ({ args }: ShellCommand): readonly string[] | undefined => {
  const words = args.slice(1).filter((arg) => !arg.startsWith("-"));
  const [url, folder] =
    words.slice(-2).length === 2 && /[:/]/.test(words.at(-2) ?? "") ? words.slice(-2) : words.slice(-1);
  if (url === undefined || /:\/\/[^/]*@/.test(url) || url.includes("$")) return undefined;
  return defined(
    folder ??
      url
        .replace(/\/$/, "")
        .replace(/^.*[/:]/, "")
        .replace(/\.git$/, ""),
  );
};
