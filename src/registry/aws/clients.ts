import type { ECRClient, ECRClientConfig } from "@aws-sdk/client-ecr";
import { dnsSuffix } from "./host.ts";

export interface AwsSettings {
  /** Names of shared-config profiles; none means the SDK's default chain. */
  readonly profiles: readonly string[];
  /** Addresses to use in place of a host's own, by host. */
  readonly endpoints: ReadonlyMap<string, string>;
  /** The surroundings name an AWS login (`aws-login.ts`). */
  readonly awsLogin: boolean;
  /** Tries of one call; default 8: the control plane throttles without published rates, the SDK's 3 are not enough. */
  readonly tries?: number;
}

/** Undefined: the SDK's default chain and default region. */
export interface AwsPlace {
  readonly profile: string | undefined;
  readonly region: string | undefined;
}

/** What the targets and the providers of one audit know together. */
export interface AwsState {
  /** By service, profile and region. */
  readonly clients: Map<string, Promise<ECRClient>>;
  /** Profile that a private registry was found with, by host. */
  readonly owners: Map<string, string | undefined>;
  /** Profile that a public registry was found with, by alias. */
  readonly aliases: Map<string, string | undefined>;
}

const TRIES = 8;
const states = new WeakMap<AwsSettings, AwsState>();

export function awsState(settings: AwsSettings): AwsState {
  const state = states.get(settings) ?? { clients: new Map(), owners: new Map(), aliases: new Map() };
  states.set(settings, state);
  return state;
}

/** The SDK resolves role_arn, SSO, web identity and processes of a profile from the shared config. */
export async function ecrClient(settings: AwsSettings, { profile, region }: AwsPlace): Promise<ECRClient> {
  const endpoint = region === undefined ? undefined : settings.endpoints.get(`api.ecr.${region}.${dnsSuffix(region)}`);
  return awsClient(settings, ["ecr", profile ?? null, region ?? null], {
    ...(region === undefined ? {} : { region }),
    ...(profile === undefined ? {} : { profile }),
    ...(endpoint === undefined ? {} : { endpoint }),
  });
}

/** One client for each service, profile and region of an audit. */
export async function awsClient(
  settings: AwsSettings,
  key: readonly (string | null)[],
  config: ECRClientConfig,
): Promise<ECRClient> {
  const { clients } = awsState(settings);
  const client = clients.get(JSON.stringify(key)) ?? createClient(settings, config);
  clients.set(JSON.stringify(key), client);
  return client;
}

/** Imported when an ECR host is named: the SDK takes longer to load than a small audit takes to run. */
async function createClient({ tries = TRIES }: AwsSettings, config: ECRClientConfig): Promise<ECRClient> {
  const { ECRClient } = await import("@aws-sdk/client-ecr");
  return new ECRClient({ ...config, maxAttempts: tries, retryMode: "adaptive" });
}

export const identityFrom = (profile: string | undefined): string =>
  profile === undefined ? "AWS" : `AWS profile ${profile}`;
