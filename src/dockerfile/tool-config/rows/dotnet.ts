import type { ConfigRow } from "../config-row.ts";
import type { ToolCommand } from "../tool-command.ts";

const CONSUMERS = /^(?:dotnet|nuget(?:\.exe)?|msbuild)$/i;

/** The source stays registered; user and password come from `NuGetPackageSourceCredentials_NAME`. */
const dotnetSource: ConfigRow = {
  // Source: "Consuming packages from authenticated feeds", section "Credentials in environment variables".
  programs: /^dotnet$/,
  valued: [
    "-n",
    "--name",
    "-u",
    "--username",
    "-p",
    "--password",
    "-s",
    "--source",
    "--configfile",
    "--valid-authentication-types",
  ],
  read: (tool) => {
    const [nuget, verb, source, named] = tool.words.map((one) => one.text);
    if (nuget !== "nuget" || !/^(?:add|update)$/.test(verb ?? "") || source !== "source") return undefined;
    const name = verb === "update" ? named : pick(tool, ["-n", "--name"])?.text;
    return credentials(tool, {
      name,
      user: ["-u", "--username"],
      password: ["-p", "--password"],
      types: ["--valid-authentication-types"],
      flag: "--store-password-in-clear-text",
    });
  },
  consumers: CONSUMERS,
};

const nugetSource: ConfigRow = {
  programs: /^nuget(?:\.exe)?$/i,
  valued: ["-Name", "-Source", "-UserName", "-Username", "-Password", "-ConfigFile", "-ValidAuthenticationTypes"],
  read: (tool) => {
    const [sources, verb] = tool.words.map((one) => one.text.toLowerCase());
    if (!/^sources?$/.test(sources ?? "") || !/^(?:add|update)$/.test(verb ?? "")) return undefined;
    return credentials(tool, {
      name: tool.options.get("-Name")?.text,
      user: ["-UserName", "-Username"],
      password: ["-Password"],
      types: ["-ValidAuthenticationTypes"],
      flag: "-StorePasswordInClearText",
    });
  },
  consumers: CONSUMERS,
};

interface Shape {
  readonly name: string | undefined;
  readonly user: readonly string[];
  readonly password: readonly string[];
  readonly types: readonly string[];
  readonly flag: string;
}

/** A source whose name is no name of a shell variable keeps `%NAME%` for its password, which NuGet expands, in clear text only. */
const credentials = (tool: ToolCommand, { name, user, password, types, flag }: Shape) => {
  const parts = [pick(tool, user), pick(tool, password)];
  const [username, secret] = parts.map((one) => one?.body);
  if (name === undefined || username === undefined || secret === undefined) return undefined;
  if (!/^\w+$/.test(name)) return tool.flags.has(flag) ? ({ kind: "name", style: "nuget" } as const) : undefined;
  const kinds = pick(tool, types);
  const kept = kinds?.body === undefined ? "" : `;ValidAuthenticationTypes=${kinds.body}`;
  const value = `Username=${username};Password=${secret}${kept}`;
  const flags = tool.command.args.flatMap((arg, index) => (arg === flag ? (tool.command.argSpans[index] ?? []) : []));
  const cuts = [...[...parts, kinds].flatMap((one) => one?.span ?? []), ...flags];
  return { kind: "env", settings: [{ name: `NuGetPackageSourceCredentials_${name}`, value }], cuts } as const;
};

const pick = (tool: ToolCommand, names: readonly string[]) => names.map((name) => tool.options.get(name)).find(Boolean);

export const DOTNET_ROWS: readonly ConfigRow[] = [dotnetSource, nugetSource];
