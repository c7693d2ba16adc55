import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import { UserError } from "./domain/user-error.ts";
import { hasAwsLogin } from "./registry/aws/aws-login.ts";
import type { CredentialPlaces } from "./registry/login/credentials.ts";
import { settings } from "./settings.ts";

type Settings = z.infer<typeof settings>;

/** All that comes from outside. Frozen; after it is read nobody looks at the environment again. */
export interface Config extends Readonly<Settings> {
  readonly credentials: CredentialPlaces;
  /** Addresses of container engines on this machine, in the order they are tried. */
  readonly engines: Readonly<Record<"docker" | "podman", readonly string[]>>;
  /** The environment or the files of the AWS SDK name a login. */
  readonly awsLogin: boolean;
  /** The file of the settings, or `.exhumeignore` of the current folder when it is there. */
  readonly allowFile: { readonly path: string; readonly name: string } | undefined;
  /** Proxies as curl and most tools take them from the environment. */
  readonly proxy: { readonly http?: string; readonly https?: string; readonly none?: string };
}

export interface ConfigInput {
  /** Flags as typed; undefined ones do not count. */
  readonly flags: Readonly<Record<string, unknown>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder where `exhume.yml` is looked for. */
  readonly cwd: string;
}

const DEFAULT_FILE = "exhume.yml";
const ALLOW_FILE = ".exhumeignore";

const allowFileOf = (named: string | undefined, cwd: string): Config["allowFile"] => {
  if (named !== undefined) return { path: named, name: named };
  const path = join(cwd, ALLOW_FILE);
  return existsSync(path) ? { path, name: ALLOW_FILE } : undefined;
};

/** Flags before environment before file before defaults. Throws UserError `CONFIG_INVALID`. */
export function readConfig({ flags, env, cwd }: ConfigInput): Config {
  const file = typeof flags.config === "string" ? flags.config : env.EXHUME_CONFIG;
  const merged: Record<string, unknown> = {};
  refuseShownPassword(flags.queue);
  for (const source of [fromFile(file, cwd), fromEnvironment(env), flags])
    for (const key of Object.keys(settings.shape)) if (source[key] !== undefined) merged[key] = source[key];
  const checked = check(merged, "settings");
  return Object.freeze({ ...checked, ...surroundings(env), allowFile: allowFileOf(checked.ignoreFile, cwd) });
}

/** Whoever lists processes reads the flags of all. */
function refuseShownPassword(queue: unknown): void {
  if (typeof queue !== "string" || !/:\/\/[^/@]*:[^/@]*@/.test(queue)) return;
  throw new UserError({
    code: "CONFIG_INVALID",
    message: "--queue holds a password, which the process list shows to others",
    hint: "leave it out, and give it in EXHUME_QUEUE_PASSWORD or with --queue-password-file",
  });
}

/** `failOn` -> `EXHUME_FAIL_ON`. */
export const environmentName = (key: string): string => `EXHUME_${key.replace(/[A-Z]/g, "_$&").toUpperCase()}`;

function fromEnvironment(env: ConfigInput["env"]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(settings.shape).flatMap(([key, type]) => {
      const value = env[environmentName(key)];
      if (value === undefined || value === "") return [];
      return [[key, isList(type) ? value.split(",") : value]];
    }),
  );
}

const isList = (type: z.ZodType): boolean => type instanceof z.ZodDefault && type.def.innerType instanceof z.ZodArray;

function fromFile(named: string | undefined, cwd: string): Record<string, unknown> {
  const path = named ?? join(cwd, DEFAULT_FILE);
  if (named === undefined && !existsSync(path)) return {};
  const content = readYaml(path);
  check(content, path);
  return { ...(content as Record<string, unknown>) };
}

function readYaml(path: string): unknown {
  // Few have a file of settings, and every command would wait for what reads it.
  const { parse }: typeof import("yaml") = createRequire(import.meta.url)("yaml");
  try {
    return parse(readFileSync(path, "utf8")) ?? {};
  } catch (error) {
    throw invalid(`${path}: ${error instanceof Error ? (error.message.split("\n", 1)[0] ?? "") : "cannot be read"}`);
  }
}

function check(values: unknown, from: string): Settings {
  const result = settings.safeParse(values);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw invalid([from, issue?.path.join("."), issue && meaning(issue)].filter(Boolean).join(": "));
}

/** In the words of who wrote it: a checker speaks of types. */
function meaning(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_type" && (issue.expected === "number" || issue.expected === "int"))
    return "what is written is not a number";
  if (issue.code === "too_small" && issue.origin !== "string") return `write ${issue.minimum} or more`;
  if (issue.code === "too_big" && issue.origin !== "string") return `write ${issue.maximum} or less`;
  if (issue.code === "too_small") return "it is empty";
  if (issue.code === "invalid_value") return `write ${issue.values.join(", ")}`;
  return issue.message;
}

const invalid = (message: string): UserError =>
  new UserError({
    code: "CONFIG_INVALID",
    message,
    hint: "exhume audit --help and the table in README.md list the settings",
  });

const surroundings = (env: ConfigInput["env"]): Pick<Config, "credentials" | "engines" | "awsLogin" | "proxy"> => ({
  credentials: credentialPlaces(env),
  engines: enginePlaces(env),
  awsLogin: hasAwsLogin(env, env.HOME ?? homedir()),
  proxy: proxies(env),
});

/** Lower case first; HTTP_PROXY in capitals is what a CGI server sets from a request header (httpoxy), and is not read. */
function proxies(env: ConfigInput["env"]): Config["proxy"] {
  const http = proxyAt("http_proxy", env.http_proxy);
  const https = proxyAt("https_proxy", env.https_proxy ?? env.HTTPS_PROXY);
  const none = env.no_proxy ?? env.NO_PROXY;
  return { ...(http ? { http } : {}), ...(https ? { https } : {}), ...(none ? { none } : {}) };
}

/** Of those that undici speaks with. */
const PROXIES = ["http:", "https:", "socks:", "socks5:"];

/** `proxy.example:3128` is one too, as curl(1) reads it. What is written may hold a password: it is not told. */
function proxyAt(name: string, written: string | undefined): string | undefined {
  const address = written === undefined || written === "" || /^\w+:\/\//.test(written) ? written : `http://${written}`;
  if (address && !(URL.canParse(address) && PROXIES.includes(new URL(address).protocol)))
    throw new UserError({
      code: "PROXY_INVALID",
      message: `${name} in the environment is no address of a proxy`,
      hint: "write http://HOST:PORT",
    });
  return address;
}

/** DOCKER_HOST and CONTAINER_HOST before the well-known sockets (docker/cli; podman-system-service(1)). */
function enginePlaces(env: ConfigInput["env"]): Config["engines"] {
  const runtime = env.XDG_RUNTIME_DIR;
  const own = (path: string): readonly string[] => (runtime === undefined ? [] : [`unix://${join(runtime, path)}`]);
  return {
    docker: env.DOCKER_HOST ? [env.DOCKER_HOST] : ["unix:///var/run/docker.sock", ...own("docker.sock")],
    podman: env.CONTAINER_HOST
      ? [env.CONTAINER_HOST]
      : [...own("podman/podman.sock"), "unix:///run/podman/podman.sock"],
  };
}

/** Docker's and podman's places in their order (docker/cli config; containers-auth.json(5)). */
function credentialPlaces(env: ConfigInput["env"]): CredentialPlaces {
  const home = env.HOME ?? homedir();
  const runtime = env.XDG_RUNTIME_DIR;
  const files = [
    join(env.DOCKER_CONFIG ?? join(home, ".docker"), "config.json"),
    ...(env.REGISTRY_AUTH_FILE === undefined ? [] : [env.REGISTRY_AUTH_FILE]),
    ...(runtime === undefined ? [] : [join(runtime, "containers", "auth.json")]),
    join(env.XDG_CONFIG_HOME ?? join(home, ".config"), "containers", "auth.json"),
  ];
  const inline = env.DOCKER_AUTH_CONFIG;
  return { files, ...(inline === undefined || inline === "" ? {} : { inline }) };
}
