import type { ECRClient } from "@aws-sdk/client-ecr";
import type { RegistryCredential } from "../login/credentials.ts";
import { PullError } from "../pull-error.ts";
import { awsCall } from "./aws-call.ts";
import { type AwsSettings, awsState, ecrClient, identityFrom } from "./clients.ts";
import { parseEcrHost } from "./host.ts";

/** Tokens live 12 hours; renewed an hour early (ms). */
const RENEW_EARLY_MS = 60 * 60 * 1000;

/** Which client and which login serve a host. */
export interface EcrAccess {
  client(registry: string, signal: AbortSignal): Promise<ECRClient>;
  credential(registry: string, signal: AbortSignal): Promise<RegistryCredential>;
}

interface Chosen {
  readonly client: ECRClient;
  readonly profile: string | undefined;
}

export function createEcrAccess(settings: AwsSettings): EcrAccess {
  const chosen = new Map<string, Promise<Chosen>>();
  const logins = new Map<string, Promise<EcrLogin>>();
  const choice = async (registry: string, signal: AbortSignal): Promise<Chosen> =>
    kept(chosen, registry, async () => choose(settings, registry, signal));
  return {
    client: async (registry, signal) => (await choice(registry, signal)).client,
    credential: async (registry, signal) => {
      const current = await logins.get(registry)?.catch(() => undefined);
      if (current !== undefined && current.renewAt <= Date.now()) logins.delete(registry);
      const { client, profile } = await choice(registry, signal);
      const login = await kept(logins, registry, async () => requestLogin(client, registry, signal));
      return { kind: "basic", username: login.username, password: login.password, from: identityFrom(profile) };
    },
  };
}

/** Many callers wait for one answer; a failure is not kept. */
async function kept<T>(answers: Map<string, Promise<T>>, key: string, ask: () => Promise<T>): Promise<T> {
  const known = answers.get(key);
  if (known !== undefined) return known;
  const asked = ask();
  answers.set(key, asked);
  asked.catch(() => answers.delete(key));
  return asked;
}

/** The profile whose account is the host's own; another account may still be allowed in by policy, so else the first. */
async function choose(settings: AwsSettings, registry: string, signal: AbortSignal): Promise<Chosen> {
  const { owners } = awsState(settings);
  const { account, region } = parseEcrHost(registry) ?? {};
  const owned = owners.has(registry) ? [owners.get(registry)] : settings.profiles;
  const [first, ...others] = await Promise.all(
    (owned.length === 0 ? [undefined] : owned).map(async (profile) => ({
      profile,
      client: await ecrClient(settings, { profile, region }),
    })),
  );
  if (first === undefined) throw new PullError(`login at ${registry}: no profile`);
  if (others.length === 0) return first;
  for (const candidate of [first, ...others])
    if ((await accountOf(candidate.client, registry, signal)) === account) return candidate;
  return first;
}

/** A profile that cannot log in is no reason to give up on the others. */
async function accountOf(client: ECRClient, registry: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    return parseEcrHost((await requestLogin(client, registry, signal)).host)?.account;
  } catch (error) {
    if (error instanceof PullError) return undefined;
    throw error;
  }
}

interface EcrLogin {
  readonly username: string;
  readonly password: string;
  /** The registry of the caller's own account. */
  readonly host: string;
  /** ms since the epoch. */
  readonly renewAt: number;
}

export async function requestLogin(client: ECRClient, registry: string, signal: AbortSignal): Promise<EcrLogin> {
  const { GetAuthorizationTokenCommand } = await import("@aws-sdk/client-ecr");
  const answer = await awsCall(
    `login at ${registry}`,
    async () => client.send(new GetAuthorizationTokenCommand({}), { abortSignal: signal }),
    signal,
  );
  const data = answer.authorizationData?.[0];
  const [username = "", password = ""] = Buffer.from(data?.authorizationToken ?? "", "base64")
    .toString("utf8")
    .split(":", 2);
  return {
    username,
    password,
    host: (data?.proxyEndpoint ?? "").replace(/^https:\/\//, ""),
    renewAt: (data?.expiresAt?.getTime() ?? Date.now()) - RENEW_EARLY_MS,
  };
}
