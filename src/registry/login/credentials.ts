import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { UserError } from "../../domain/user-error.ts";

/** What a registry is shown. `identity`: an OAuth2 refresh token; `token`: sent as a bearer token as it is. */
export type RegistryCredential =
  /** `why`: a helper that was named for the host did not give one. */
  | { readonly kind: "anonymous"; readonly why?: string }
  | BasicCredential
  | { readonly kind: "identity"; readonly token: string; readonly from: string }
  | { readonly kind: "token"; readonly token: string; readonly from: string };

export interface BasicCredential {
  readonly kind: "basic";
  readonly username: string;
  readonly password: string;
  readonly from: string;
}

/** The Authorization header of a login (RFC 7617). */
export const basicHeader = (login: Pick<BasicCredential, "username" | "password">): string =>
  `Basic ${Buffer.from(`${login.username}:${login.password}`).toString("base64")}`;

/** A login as people know it, for the ledger: never more than a user name and where it comes from. */
export const identityOf = (credential: RegistryCredential): string =>
  credential.kind === "anonymous"
    ? `anonymous${credential.why === undefined ? "" : ` (${credential.why})`}`
    : `${credential.kind === "basic" ? credential.username : `a ${credential.kind === "token" ? "bearer" : "refresh"} token`} (${credential.from})`;

const ANONYMOUS: RegistryCredential = { kind: "anonymous" };

/** Where logins may stand, in order: a JSON text (DOCKER_AUTH_CONFIG) and auth files of docker and podman. */
export interface CredentialPlaces {
  readonly inline?: string;
  readonly files: readonly string[];
}

interface AuthFile {
  readonly credHelpers?: Readonly<Record<string, string>>;
  readonly credsStore?: string;
  readonly auths?: Readonly<Record<string, AuthEntry>>;
}

interface AuthEntry {
  readonly auth?: string;
  readonly username?: string;
  readonly password?: string;
  readonly identitytoken?: string;
  readonly registrytoken?: string;
}

/** The host Docker Hub logins are kept under since before registries had names (docker/cli config file). */
const HUB_KEY = "https://index.docker.io/v1/";
/** docker-credential-<name>: no path can be smuggled in (registries.md T17). */
const HELPER_NAME = /^[A-Za-z0-9._-]+$/;
const HELPER_TIMEOUT_MS = 30_000;

/**
 * Login for `registry/name`, most specific key first, from the first place that has one: credHelpers, then
 * credsStore, then auths, as docker does. A host matches exactly or not at all. Throws UserError on a file that is
 * not JSON: a login that was meant and is not used would look like an empty registry.
 */
export async function findCredential(
  places: CredentialPlaces,
  registry: string,
  name: string,
): Promise<RegistryCredential> {
  const keys = credentialKeys(registry, name);
  let none = ANONYMOUS;
  const texts = [
    ...(places.inline === undefined ? [] : [{ file: "DOCKER_AUTH_CONFIG", text: async () => places.inline }]),
    ...places.files.map((file) => ({ file, text: async () => readIfThere(file) })),
  ];
  for (const { file, text } of texts) {
    const written = await text();
    const found = written === undefined ? undefined : await fromAuthFile(parseAuthFile(written, file), keys, file);
    if (found !== undefined && found.kind !== "anonymous") return found;
    none = found ?? none;
  }
  return none;
}

/** `host/a/b`, `host/a`, `host` (containers-auth.json(5)), then the spellings docker writes. */
function credentialKeys(registry: string, name: string): readonly string[] {
  const parts = name.split("/").filter(Boolean);
  const prefixes = parts.map((_, index) => `${registry}/${parts.slice(0, parts.length - index).join("/")}`);
  const legacy = registry === "docker.io" ? [HUB_KEY, "index.docker.io", "registry-1.docker.io"] : [];
  return [
    ...prefixes,
    registry,
    `https://${registry}`,
    `https://${registry}/`,
    `https://${registry}/v1/`,
    `https://${registry}/v2/`,
    ...legacy,
  ];
}

/** A store is asked by process: only for the spellings that docker itself stores. */
const storeKeys = (keys: readonly string[]): readonly string[] =>
  keys.filter((key) => !key.includes("/") || key === HUB_KEY || /^https:\/\/[^/]+$/.test(key));

async function fromAuthFile(
  file: AuthFile,
  keys: readonly string[],
  from: string,
): Promise<RegistryCredential | undefined> {
  for (const key of keys) {
    const helper = file.credHelpers?.[key];
    if (helper !== undefined) return (await askHelper(helper, key)) ?? ANONYMOUS;
  }
  // A store that is not installed is no error: a config copied from a desktop must not end an anonymous audit.
  for (const key of file.credsStore === undefined || file.credsStore === "" ? [] : storeKeys(keys)) {
    const found = await askHelper(file.credsStore ?? "", key, { optional: true });
    if (found !== undefined && found.kind !== "anonymous") return found;
  }
  for (const key of keys) {
    const found = fromEntry(file.auths?.[key], from);
    if (found !== undefined) return found;
  }
  return undefined;
}

function fromEntry(entry: AuthEntry | undefined, from: string): RegistryCredential | undefined {
  if (entry === undefined) return undefined;
  if (entry.registrytoken) return { kind: "token", token: entry.registrytoken, from };
  if (entry.identitytoken) return { kind: "identity", token: entry.identitytoken, from };
  if (entry.username !== undefined && entry.password !== undefined)
    return { kind: "basic", username: entry.username, password: entry.password, from };
  const [username, ...password] = Buffer.from(entry.auth ?? "", "base64")
    .toString("utf8")
    .split(":");
  if (!username || password.length === 0) return undefined;
  return { kind: "basic", username, password: password.join(":").replace(/\0+$/, ""), from };
}

/** docker-credential-helpers protocol: the server address on stdin, JSON on stdout, exit 1 when there is no login. */
async function askHelper(
  name: string,
  server: string,
  { optional = false } = {},
): Promise<RegistryCredential | undefined> {
  if (!HELPER_NAME.test(name)) throw authFileError("credential helper name", "is not a plain program name");
  const output = await runHelper(`docker-credential-${name}`, { server, optional });
  if (output === undefined) return undefined;
  if (output === FAILED) return { kind: "anonymous", why: `docker-credential-${name} failed` };
  const { Username: username, Secret: secret } = output;
  if (typeof username !== "string" || typeof secret !== "string" || secret === "") return undefined;
  const from = `docker-credential-${name}`;
  return username === "<token>"
    ? { kind: "identity", token: secret, from }
    : { kind: "basic", username, password: secret, from };
}

const FAILED = "failed";
/** What helpers say of a host that they keep no login for (docker-credential-helpers, credentials/error.go). */
const NO_LOGIN = /credentials not found|no credentials server URL|^\s*$/i;

async function runHelper(
  program: string,
  { server, optional }: { readonly server: string; readonly optional: boolean },
): Promise<{ readonly Username?: unknown; readonly Secret?: unknown } | typeof FAILED | undefined> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      ["get"],
      { timeout: HELPER_TIMEOUT_MS, maxBuffer: 1024 * 1024 },
      (error, stdout, stderr) => {
        if (error !== null && "code" in error && error.code === "ENOENT")
          return optional
            ? resolve(undefined)
            : reject(authFileError(program, "is named in a docker config but is not on PATH"));
        if (error?.killed) return reject(authFileError(program, `gave no answer in ${HELPER_TIMEOUT_MS / 1000} s`));
        if (error !== null) return resolve(NO_LOGIN.test(`${stdout}${stderr}`) ? undefined : FAILED);
        try {
          resolve(JSON.parse(stdout));
        } catch {
          reject(authFileError(program, "did not answer with JSON"));
        }
      },
    );
    child.stdin?.on("error", () => undefined).end(server);
  });
}

function parseAuthFile(text: string, from: string): AuthFile {
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json === "object" && json !== null) return json;
  } catch {
    // The parser's message quotes the text.
  }
  throw authFileError(from, "is not JSON");
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR"))
      return undefined;
    throw authFileError(path, "cannot be read");
  }
}

const authFileError = (what: string, problem: string): UserError =>
  new UserError({
    code: "CREDENTIALS_INVALID",
    message: `${what} ${problem}`,
    hint: "mend it, or point DOCKER_CONFIG to another folder",
  });
