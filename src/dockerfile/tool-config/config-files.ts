import type { ShellCommand } from "../shell/shell-commands.ts";
import type { ConfigRow, EnvSetting, NameStyle } from "./config-row.ts";
import { envWord } from "./env-word.ts";
import { NODE_PROGRAMS } from "./rows/node.ts";

/** A configuration file of a RUN, and the commands that write it. */
export interface WrittenFile {
  /** As the shell text has it. */
  readonly path: string;
  readonly writers: readonly ShellCommand[];
}

/** A file in which the tool expands variables. */
interface NameFile {
  readonly path: RegExp;
  readonly style: NameStyle;
  readonly consumers: RegExp;
}

/** A file whose settings the tool takes from the environment too. Texts are as inside double quotes. */
interface EnvFile extends Pick<ConfigRow, "consumers"> {
  readonly path: RegExp;
  readonly read: (text: string) => readonly EnvSetting[] | undefined;
}

const NAME_FILES: readonly NameFile[] = [
  // Sources: "npmrc" of npm, "Settings (.npmrc)" of pnpm, "Settings (.yarnrc.yml)" of Yarn, "bunfig.toml" of Bun.
  { path: /npmrc[\w.-]*$|(?:^|\/)pnpm\/rc$/, style: "npm", consumers: NODE_PROGRAMS },
  { path: /\.yarnrc\.yml$/, style: "yarn", consumers: /^(?:yarn|yarnpkg|corepack)$/ },
  { path: /bunfig\.toml$/, style: "bun", consumers: /^bunx?$/ },
  // Sources: "Settings Reference" of Maven, "Using environment variables" of the nuget.config reference, ".condarc" of conda.
  { path: /(?:^|\/)[\w-]*settings[\w-]*\.xml$/, style: "maven", consumers: /^mvnw?$/ },
  { path: /(?:^|\/)nuget\.config$/i, style: "nuget", consumers: /^(?:dotnet|nuget|msbuild)$/i },
  { path: /\.condarc$/, style: "conda", consumers: /^(?:conda|mamba|micromamba)$/ },
];

/** `key=value` and `key = value`; other lines are comments, blank, or `[section]`. Undefined for anything else. */
const settingsOf = (text: string, nameOf: (key: string) => string | undefined): readonly EnvSetting[] | undefined => {
  const found: EnvSetting[] = [];
  for (const line of text.split("\n").map((one) => one.trim())) {
    if (/^(?:#|;|\[[\w. -]+\]$|$)/.test(line)) continue;
    const [, key, value] = /^([\w.-]+)\s*=\s*(\S(?:.*\S)?)$/.exec(line) ?? [];
    const name = key === undefined ? undefined : nameOf(key);
    if (name === undefined || value === undefined) return undefined;
    found.push({ name, value: value.replace(/^(\\?["'])(.*)\1$/, "$2") });
  }
  return found;
};

const isName = (key: string): boolean => /^[A-Za-z_]\w*$/.test(key);

/** Blocks `credentials "HOST" { token = "..." }` and nothing else: a dot of the host is written `_`, a dash `__`. */
const terraformTokens = (text: string): readonly EnvSetting[] | undefined => {
  const block = /\s*credentials\s+\\?"([\w.-]+)\\?"\s*\{\s*token\s*=\s*\\?"([^"\\\s]+)\\?"\s*\}\s*/g;
  if (text.replace(block, "") !== "") return undefined;
  return [...text.matchAll(block)].map(([, host = "", value = ""]) => ({
    name: `TF_TOKEN_${host.replaceAll("-", "__").replaceAll(".", "_")}`,
    value,
  }));
};

const ENV_FILES: readonly EnvFile[] = [
  {
    // Source: "Configuration", section "Environment Variables", of the pip documentation.
    path: /(?:^|\/)pip\.(?:conf|ini)$/,
    consumers: /^(?:pip[\d.]*|pipx|pipenv|pip-compile|pip-sync|tox|nox)$/,
    read: (text) => settingsOf(text, (key) => `PIP_${envWord(key)}`),
  },
  {
    // Source: "Build Environment", section "Project properties", of the Gradle user manual.
    path: /(?:^|\/)gradle\.properties$/,
    consumers: /^gradlew?$/,
    read: (text) => settingsOf(text, (key) => (isName(key) ? `ORG_GRADLE_PROJECT_${key}` : undefined)),
  },
  {
    // Source: "Startup" of the R manual: Renviron holds environment variables.
    path: /\.?Renviron(?:\.site)?$/,
    consumers: /^(?:R|Rscript|littler|r|install2\.r|installGithub\.r)$/,
    read: (text) => settingsOf(text, (key) => (isName(key) ? key : undefined)),
  },
  {
    // Source: "Environment variables to configure the AWS CLI".
    path: /\.aws\/credentials$/,
    consumers: /^(?:aws|cdk|sam|s3cmd|terraform|tofu|terragrunt|sls|serverless|python[\d.]*)$/,
    read: (text) =>
      /^\[(?!default\])/m.test(text)
        ? undefined
        : settingsOf(text, (key) =>
            /^aws_(?:access_key_id|secret_access_key|session_token)$/.test(key) ? envWord(key) : undefined,
          ),
  },
  {
    // Source: "Environment Variable Credentials" of the configuration file of the Terraform CLI.
    path: /\.terraformrc$/,
    consumers: /^(?:terraform|tofu|terragrunt)$/,
    read: terraformTokens,
  },
  {
    // Source: "COMPOSER_AUTH" of the Composer documentation: the JSON object of auth.json.
    path: /(?:^|\/)auth\.json$/,
    consumers: /^composer(?:\.phar)?$/,
    read: (text) =>
      /^\s*\{[\s\S]*\}\s*$/.test(text) ? [{ name: "COMPOSER_AUTH", value: quotesEscaped(text.trim()) }] : undefined,
  },
  {
    // Source: "Configuration and Authentication" of the Sentry CLI documentation.
    path: /\.sentryclirc$/,
    consumers: /^(?:sentry-cli|npm|npx|pnpm|yarn|bun)$/,
    read: (text) => settingsOf(text, (key) => (/^(?:token|org|project|url)$/.test(key) ? SENTRY[key] : undefined)),
  },
  {
    // Source: "Environment variables" of the Cargo book.
    path: /\.cargo\/credentials(?:\.toml)?$/,
    consumers: /^cargo$/,
    read: (text) => {
      const [, registry] = /^\s*\[registr(?:y|ies\.([\w-]+))\]\s*$/m.exec(text) ?? [];
      if ((text.match(/^\s*\[/gm) ?? []).length !== 1) return undefined;
      const name = registry === undefined ? "CARGO_REGISTRY_TOKEN" : `CARGO_REGISTRIES_${envWord(registry)}_TOKEN`;
      return settingsOf(text, (key) => (key === "token" ? name : undefined));
    },
  },
];

const SENTRY: Readonly<Record<string, string>> = {
  token: "SENTRY_AUTH_TOKEN",
  org: "SENTRY_ORG",
  project: "SENTRY_PROJECT",
  url: "SENTRY_URL",
};

/** A heredoc has bare quotes, a word in double quotes has escaped ones. */
const quotesEscaped = (text: string): string => text.replace(/\s*\n\s*/g, "").replace(/\\?"/g, '\\"');

export const nameFile = (path: string): NameFile | undefined => NAME_FILES.find((one) => one.path.test(path));

export const envFile = (path: string): EnvFile | undefined => ENV_FILES.find((one) => one.path.test(path));
