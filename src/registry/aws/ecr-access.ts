import type { ECRClient } from "@aws-sdk/client-ecr";
import { type BasicCredential, basicHeader } from "../login/credentials.ts";
import { PullError } from "../pull-error.ts";
import { awsCall } from "./aws-call.ts";
import { type AwsSettings, awsState, ecrClient, identityFrom } from "./clients.ts";
import { addressKind, parseEcrHost } from "./host.ts";
import { createSingleFlight } from "./single-flight.ts";

/** Which client and which login serve a host. */
export interface EcrAccess {
  client(registry: string, signal: AbortSignal): Promise<ECRClient>;
  credential(registry: string, signal: AbortSignal): Promise<BasicCredential>;
  /** `AWS profile prod`: who asks, known without a login at the registry. */
  identity(registry: string, signal: AbortSignal): Promise<string>;
  /** The login in this Authorization header is no good any more, whatever its expiry said: it is not given again. */
  refused(registry: string, authorization: string): void;
}

interface Chosen {
  readonly client: ECRClient;
  readonly profile: string | undefined;
}

export function createEcrAccess(settings: AwsSettings): EcrAccess {
  const chosen = new Map<string, Chosen>();
  const choosing = createSingleFlight<Chosen>();
  const logins = createLogins();
  const choice = async (registry: string, signal: AbortSignal): Promise<Chosen> => {
    const one =
      chosen.get(registry) ?? (await choosing(registry, async (own) => choose(settings, registry, own), signal));
    chosen.set(registry, one);
    return one;
  };
  return {
    client: async (registry, signal) => (await choice(registry, signal)).client,
    credential: async (registry, signal) => {
      const { client, profile } = await choice(registry, signal);
      const { username, password } = await logins.of(
        registry,
        async (own) => requestLogin(client, registry, own),
        signal,
      );
      return { kind: "basic", username, password, from: identityFrom(profile) };
    },
    identity: async (registry, signal) => identityFrom((await choice(registry, signal)).profile),
    refused: (registry, authorization) => logins.refused(registry, authorization),
  };
}

export interface AwsLogin {
  readonly username: string;
  readonly password: string;
  /** ms since the epoch. */
  readonly renewAt: number;
}

/** Logins by key, each renewed when its time comes or when it was refused. */
export function createLogins() {
  const held = new Map<string, AwsLogin>();
  const asking = createSingleFlight<AwsLogin>();
  return {
    of: async (
      key: string,
      request: (signal: AbortSignal) => Promise<AwsLogin>,
      signal: AbortSignal,
    ): Promise<AwsLogin> => {
      const known = held.get(key);
      if (known !== undefined && known.renewAt > Date.now()) return known;
      const login = await asking(key, request, signal);
      held.set(key, login);
      return login;
    },
    refused: (key: string, authorization: string): void => {
      const known = held.get(key);
      if (known !== undefined && basicHeader(known) === authorization) held.delete(key);
    },
  };
}

/** The profile whose account is the host's own; another account may still be allowed in by policy, so else the first. */
async function choose(settings: AwsSettings, registry: string, signal: AbortSignal): Promise<Chosen> {
  const { owners } = awsState(settings);
  const { account, region } = parseEcrHost(registry) ?? {};
  const owned = owners.has(registry) ? [owners.get(registry)] : settings.profiles;
  const [first, ...others] = await Promise.all(
    (owned.length === 0 ? [undefined] : owned).map(async (profile) => ({
      profile,
      client: await ecrClient(settings, { profile, region, kind: addressKind(registry) }),
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

/** `host`: the registry of the caller's own account. */
export async function requestLogin(
  client: ECRClient,
  registry: string,
  signal: AbortSignal,
): Promise<AwsLogin & { readonly host: string }> {
  const { GetAuthorizationTokenCommand } = await import("@aws-sdk/client-ecr");
  const command = new GetAuthorizationTokenCommand({});
  const what = `login at ${registry}`;
  const answer = await awsCall(client, { what, ask: async (to, options) => to.send(command, options) }, signal);
  const data = answer.authorizationData?.[0];
  return {
    ...readLogin(data?.authorizationToken ?? "", data?.expiresAt?.getTime()),
    host: (data?.proxyEndpoint ?? "").replace(/^https:\/\//, ""),
  };
}

/** Logins live 12 hours; renewed an hour early (ms), and a short-lived one at half its life. */
const RENEW_EARLY_MS = 60 * 60 * 1000;

/** `AWS:password` in base64; `expiresAt` in ms since the epoch. */
export function readLogin(token: string, expiresAt = Date.now()): AwsLogin {
  const [username = "", ...password] = Buffer.from(token, "base64").toString("utf8").split(":");
  const life = Math.max(0, expiresAt - Date.now());
  return {
    username,
    password: password.join(":"),
    renewAt: Date.now() + Math.max(life - RENEW_EARLY_MS, life / 2),
  };
}
