import type { ConfigRow, Outcome } from "../config-row.ts";
import { envWord } from "../env-word.ts";
import type { ToolCommand } from "../tool-command.ts";

/** A login that takes one token and whose tool reads one variable. */
interface Login {
  readonly programs: string;
  /** The words of the command, joined by blanks, without a token that is one of them. */
  readonly words: string;
  /** Options that hold the token; `stdin`: it may be piped; `word`: it is the last word. */
  readonly token: readonly ("stdin" | "word" | `-${string}`)[];
  readonly env: string;
  readonly consumers: string;
}

// Each line follows the tool's own documentation of its environment variables.
const LOGINS: readonly Login[] = [
  { programs: "vault", words: "login", token: ["stdin", "word"], env: "VAULT_TOKEN", consumers: "vault" },
  { programs: "snyk", words: "auth", token: ["word"], env: "SNYK_TOKEN", consumers: "snyk" },
  { programs: "snyk", words: "config set", token: ["word"], env: "SNYK_TOKEN", consumers: "snyk" },
  {
    programs: "sentry-cli",
    words: "login",
    token: ["--auth-token"],
    env: "SENTRY_AUTH_TOKEN",
    consumers: "sentry-cli|npm|npx|pnpm|yarn|bun",
  },
  {
    programs: "doctl",
    words: "auth init",
    token: ["-t", "--access-token"],
    env: "DIGITALOCEAN_ACCESS_TOKEN",
    consumers: "doctl",
  },
  {
    programs: "flyctl|fly",
    words: "auth login",
    token: ["-t", "--access-token"],
    env: "FLY_API_TOKEN",
    consumers: "flyctl|fly",
  },
];

const loginRow = ({ programs, words, token, env, consumers }: Login): ConfigRow => ({
  programs: new RegExp(`^(?:${programs})$`),
  valued: token.filter((one) => one.startsWith("-")),
  read: (tool) => {
    const texts = tool.words.map((one) => one.text);
    const last = token.includes("word") ? tool.words.at(-1) : undefined;
    const isWord = last !== undefined && texts.slice(0, -1).join(" ") === words && last.text !== "-";
    const isBare = texts.filter((text) => text !== "-").join(" ") === words;
    if (tool.flags.has("-method") || tool.options.has("-method")) return undefined;
    // `token=VALUE` and `api=VALUE`
    if (isWord) return one(env, last.body?.replace(/^(?:token|api)=/, ""));
    const given = token.map((option) => tool.options.get(option)).find(Boolean)?.body;
    return isBare ? one(env, given ?? (token.includes("stdin") ? tool.input : undefined)) : undefined;
  },
  consumers: new RegExp(`^(?:${consumers})$`),
  undo: /\blogout\b|^token revoke/,
});

const one = (name: string, value: string | undefined): Outcome | undefined =>
  value === undefined ? undefined : { kind: "env", settings: [{ name, value }] };

/** `gh auth login --with-token` and `glab auth login --stdin`; another host than the tool's own has a variable of its own. */
const ghLogin: ConfigRow = {
  // Source: "gh help environment" of the GitHub CLI manual.
  programs: /^gh$/,
  valued: ["-h", "--hostname", "-p", "--git-protocol", "-s", "--scopes"],
  read: (tool) => {
    const host = tool.options.get("--hostname") ?? tool.options.get("-h");
    if (!isAuthLogin(tool) || !tool.flags.has("--with-token") || tool.input === undefined) return undefined;
    if (host === undefined || host.text === "github.com") return one("GH_TOKEN", tool.input);
    if (host.body === undefined) return undefined;
    const settings = [
      { name: "GH_HOST", value: host.body },
      { name: "GH_ENTERPRISE_TOKEN", value: tool.input },
    ];
    return { kind: "env", settings };
  },
  consumers: /^gh$/,
  idle: /^(?:auth (?:login|logout)|--?version|version|help|config|completion)\b/,
  undo: /^auth logout\b/,
};

const glabLogin: ConfigRow = {
  // Source: "Environment variables" of the GitLab CLI documentation.
  programs: /^glab$/,
  valued: ["-h", "--hostname", "-t", "--token", "-a", "--api-host", "-p", "--api-protocol", "-g", "--git-protocol"],
  read: (tool) => {
    const token = tool.options.get("--token") ?? tool.options.get("-t");
    const value = token?.body ?? (tool.flags.has("--stdin") ? tool.input : undefined);
    const host = tool.options.get("--hostname") ?? tool.options.get("-h");
    if (!isAuthLogin(tool) || value === undefined || (host && host.body === undefined)) return undefined;
    const settings = [{ name: "GITLAB_TOKEN", value }];
    return { kind: "env", settings: host?.body ? [{ name: "GITLAB_HOST", value: host.body }, ...settings] : settings };
  },
  consumers: /^glab$/,
  undo: /^auth logout\b/,
};

const isAuthLogin = ({ words }: ToolCommand): boolean => words.map((word) => word.text).join(" ") === "auth login";

const cargoLogin: ConfigRow = {
  // Source: "Environment Variables" of the Cargo book: CARGO_REGISTRY_TOKEN and CARGO_REGISTRIES_<name>_TOKEN.
  programs: /^cargo$/,
  valued: ["--registry"],
  read: ({ words, options, input }) => {
    const registry = options.get("--registry")?.text;
    const value = words[1]?.body ?? input;
    if (words[0]?.text !== "login" || words.length > 2 || value === undefined) return undefined;
    return one(registry === undefined ? "CARGO_REGISTRY_TOKEN" : `CARGO_REGISTRIES_${envWord(registry)}_TOKEN`, value);
  },
  consumers: /^cargo$/,
  undo: /^logout\b/,
};

export const LOGIN_ROWS: readonly ConfigRow[] = [...LOGINS.map(loginRow), ghLogin, glabLogin, cargoLogin];
