import type { BuildContext } from "../build-context.ts";
import type { ShellCommand } from "../shell/shell-commands.ts";

/** A framework that asks for a secret to build, though any value will do. */
export interface Framework {
  readonly title: string;
  readonly names: RegExp;
  /** Commands that only need some value. */
  readonly commands: (command: ShellCommand, context: BuildContext) => boolean;
  /** Commands that put the value into what they make. */
  readonly bakes: (command: ShellCommand) => boolean;
  /** Commands that need the real value. */
  readonly needs: (command: ShellCommand) => boolean;
  /** `NAME=value` in front of the command. `none`: it needs nothing. `baked`: it keeps the value. Undefined: it cannot be told. */
  readonly dummy: (name: string, context: BuildContext) => string | undefined;
}

const never = (): boolean => false;

const LAUNCHER = /^(?:(?:bundle|symfony) exec|(?:poetry|pipenv|uv|pdm|rye|hatch) run|python[\d.]* -m) /;

/** Program and arguments without a launcher such as `bundle exec` or `poetry run`. */
const text = ({ name, args }: ShellCommand): string => [name, ...args].join(" ").replace(LAUNCHER, "");

const runs =
  (pattern: RegExp) =>
  (command: ShellCommand): boolean =>
    pattern.test(text(command));

const railsVersion = ({ read }: BuildContext): number | undefined => {
  const [, major, minor] = /^ {4}(?:rails|railties) \((\d+)\.(\d+)/m.exec(read("Gemfile.lock") ?? "") ?? [];
  return major === undefined ? undefined : Number(major) + Number(minor) / 100;
};

/** Elixir evaluates these when it compiles: what they read is in the release. `runtime.exs` is read at the start. */
const compilesIn = (context: BuildContext, name: string): boolean =>
  context.files.some(
    (path) => /(?:^|\/)config\/(?!runtime\.exs)[\w.]+\.exs$/.test(path) && (context.read(path) ?? "").includes(name),
  );

/** A URL of the provider that the schema names; without a login, which scanners would find. */
const databaseUrl = (context: BuildContext): string => {
  const schema = context.files.find((path) => path.endsWith("schema.prisma"));
  const provider = /provider\s*=\s*"(\w+)"\s*\n\s*(?:url|relationMode|directUrl)/.exec(
    (schema && context.read(schema)) || "",
  )?.[1];
  const scheme = provider ?? "postgresql";
  return scheme === "sqlite" ? "file:./dummy.db" : `${scheme}://localhost/dummy`;
};

const buildsNext = (command: ShellCommand, { read }: BuildContext): boolean =>
  /^(?:next build|(?:npm|pnpm|yarn|bun) (?:run )?build)\b/.test(text(command)) &&
  (text(command).startsWith("next") || /"build"\s*:\s*"[^"]*\bnext build/.test(read("package.json") ?? ""));

/**
 * Sources: Rails guides, "Configuring Rails Applications", SECRET_KEY_BASE_DUMMY (7.1); Django "collectstatic" and settings
 * SECRET_KEY; Laravel "Encryption"; Phoenix "Deploying with Releases"; Symfony "framework.secret"; Prisma "generate"; Auth.js
 * "AUTH_SECRET".
 */
export const FRAMEWORKS: readonly Framework[] = [
  {
    title: "Rails",
    names: /^SECRET_KEY_BASE$/,
    commands: runs(/^(?:rails|rake) (?:.* )?(?:assets:|webpacker:|vite:|tailwindcss:|shakapacker:)/),
    bakes: never,
    needs: runs(/\bcredentials:|\bdb:/),
    dummy: (name, context) => {
      const version = railsVersion(context);
      if (version === undefined) return undefined;
      return version >= 7.01 ? `${name}_DUMMY=1` : `${name}=dummy`;
    },
  },
  {
    title: "Django",
    names: /^(?:DJANGO_|APP_)?SECRET_KEY$/,
    commands: runs(
      /(?:^|\/|\s)(?:manage\.py|django-admin) (?:collectstatic|compilemessages|compress|check|tailwind|findstatic|compilescss)\b/,
    ),
    bakes: never,
    needs: runs(/\b(?:manage\.py|django-admin) (?:migrate|loaddata|createsuperuser|dumpdata)\b/),
    dummy: (name) => `${name}=dummy`,
  },
  {
    title: "Laravel",
    names: /^APP_KEY$/,
    commands: runs(
      /^(?:php (?:\S*\/)?artisan|artisan) (?:package:discover|route:cache|view:cache|event:cache|storage:link|vendor:publish|livewire:publish|filament:\S+|icons:cache|optimize:clear|config:clear)\b|^composer (?:install|dump-autoload|dumpautoload)\b/,
    ),
    bakes: runs(/\bartisan (?:config:cache|optimize)(?:\s|$)/),
    needs: runs(/\bartisan (?:migrate|db:|key:generate)/),
    dummy: (name) => `${name}=base64:${"A".repeat(43)}=`,
  },
  {
    title: "Phoenix",
    names: /^SECRET_KEY_BASE$/,
    commands: runs(/^mix (?:do )?(?:phx\.digest|assets\.\w+|compile|release|deps\.\w+)\b/),
    bakes: never,
    needs: runs(/^mix ecto\./),
    dummy: (name, context) => {
      if (context.files.length === 0) return undefined;
      return compilesIn(context, name) ? "baked" : "none";
    },
  },
  {
    title: "Symfony",
    names: /^APP_SECRET$/,
    commands: runs(
      /^(?:php )?(?:\S*\/)?console (?:cache:|assets:|importmap:|asset-map:|sass:|tailwind:|lint:)|^composer install\b/,
    ),
    bakes: runs(/\bdump-env\b/),
    needs: runs(/\bsecrets:|\bdoctrine:/),
    dummy: (name) => `${name}=dummy`,
  },
  {
    title: "Prisma",
    names: /^(?:DATABASE|DIRECT|POSTGRES|POSTGRES_PRISMA)_URL$/,
    commands: runs(
      /^(?:(?:npx|pnpx|bunx)(?: --?[\w-]+)* |(?:npm exec|pnpm|pnpm exec|pnpm dlx|yarn|bun|bun x) )?(?:-- )?prisma(?:@\S+)? generate\b/,
    ),
    bakes: never,
    needs: runs(/\bprisma(?:@\S+)? (?:migrate|db)\b/),
    dummy: (name, context) => `${name}=${databaseUrl(context)}`,
  },
  {
    title: "Auth.js",
    names: /^(?:NEXTAUTH|AUTH)_SECRET$/,
    commands: buildsNext,
    bakes: never,
    needs: never,
    dummy: (name) => `${name}=dummy`,
  },
];

/** True when a framework asks for the variable in one of the commands. */
export const isFrameworkUse = (
  name: string,
  { commands, context }: { readonly commands: readonly ShellCommand[]; readonly context: BuildContext },
): boolean => FRAMEWORKS.some((row) => row.names.test(name) && commands.some((one) => row.commands(one, context)));
