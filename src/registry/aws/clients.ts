import type { ECRClient, ECRClientConfig } from "@aws-sdk/client-ecr";
import type { Http } from "../http/http.ts";
import type { LaneName } from "../http/politeness.ts";
import { dnsSuffix } from "./host.ts";
import { type ProxySettings, proxiedHandler, TIMEOUTS } from "./proxied-handler.ts";

export interface AwsSettings {
  /** Names of shared-config profiles; none means the SDK's default chain. */
  readonly profiles: readonly string[];
  /** Addresses to use in place of a host's own, by host. */
  readonly endpoints: ReadonlyMap<string, string>;
  /** The surroundings name an AWS login (`aws-login.ts`). */
  readonly awsLogin: boolean;
  readonly http: Pick<Http, "lanes">;
  readonly proxy?: ProxySettings;
  /** Tries of one call; default 8: the control plane throttles without published rates, the SDK's 3 are not enough. */
  readonly tries?: number;
}

/** Undefined: the SDK's default chain and default region. */
export interface AwsPlace {
  readonly profile: string | undefined;
  readonly region: string | undefined;
  /** Addresses by FIPS 140, and by IPv6 as well; default: as the SDK is set. */
  readonly kind?: { readonly fips: boolean; readonly dualStack: boolean };
}

/** What the targets and the providers of one audit know together. */
export interface AwsState {
  /** By service, profile and region. */
  readonly clients: Map<string, Promise<ECRClient>>;
  /** The first client of each profile: the others use its login, so that a role is assumed once. */
  readonly first: Map<string | undefined, ECRClient>;
  /** Profile that a private registry was found with, by host. */
  readonly owners: Map<string, string | undefined>;
  /** Profile that a public registry was found with, by alias. */
  readonly aliases: Map<string, string | undefined>;
}

const TRIES = 8;
const states = new WeakMap<AwsSettings, AwsState>();

export function awsState(settings: AwsSettings): AwsState {
  const state = states.get(settings) ?? { clients: new Map(), first: new Map(), owners: new Map(), aliases: new Map() };
  states.set(settings, state);
  return state;
}

/** The SDK resolves role_arn, SSO, web identity and processes of a profile from the shared config. */
export async function ecrClient(settings: AwsSettings, { profile, region, kind }: AwsPlace): Promise<ECRClient> {
  const endpoint = region === undefined ? undefined : settings.endpoints.get(`api.ecr.${region}.${dnsSuffix(region)}`);
  const [fips, dualStack] = endpoint === undefined ? [kind?.fips ?? false, kind?.dualStack ?? false] : [false, false];
  return awsClient(settings, ["ecr", profile ?? null, region ?? null, fips, dualStack], {
    ...(region === undefined ? {} : { region }),
    ...(profile === undefined ? {} : { profile }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(fips ? { useFipsEndpoint: true } : {}),
    ...(dualStack ? { useDualstackEndpoint: true } : {}),
  });
}

/** One client for each service, profile and region of an audit. */
export async function awsClient(
  settings: AwsSettings,
  key: readonly (string | boolean | null)[],
  config: ECRClientConfig,
): Promise<ECRClient> {
  const { clients } = awsState(settings);
  const name = JSON.stringify(key);
  const client = clients.get(name) ?? createClient(settings, { name, config });
  clients.set(name, client);
  return client;
}

/** Calls that are no listings. */
const CALL_LANES: Readonly<Record<string, LaneName>> = {
  BatchGetImageCommand: "ecr-manifests",
  GetDownloadUrlForLayerCommand: "ecr-blobs",
};
/** The SDK hands no signal down; a turn comes soon all the same. */
const NEVER = new AbortController().signal;

/** Imported when an ECR host is named: the SDK takes longer to load than a small audit takes to run. */
async function createClient(
  settings: AwsSettings,
  { name, config }: { readonly name: string; readonly config: ECRClientConfig },
): Promise<ECRClient> {
  const { ECRClient } = await import("@aws-sdk/client-ecr");
  const { first } = awsState(settings);
  const sibling = first.get(config.profile);
  const requestHandler = sibling?.config.requestHandler ?? proxiedHandler(settings.proxy) ?? TIMEOUTS;
  const client = new ECRClient({
    ...config,
    requestHandler,
    ...(sibling === undefined ? {} : { credentials: sibling.config.credentials }),
    maxAttempts: settings.tries ?? TRIES,
    retryMode: "adaptive",
  });
  if (sibling === undefined) first.set(config.profile, client);
  takeTurns(client, settings, name);
  return client;
}

/** Each try of a call, of the SDK's own too, waits for its turn: a second or so, which its signature outlives. */
function takeTurns(client: ECRClient, { http }: AwsSettings, name: string): void {
  client.middlewareStack.add(
    (next, { commandName = "" }) =>
      async (args) => {
        const { protocol, hostname } = args.request as { readonly protocol: string; readonly hostname: string };
        const lane = http.lanes.of(CALL_LANES[commandName] ?? "ecr-listings", `${protocol}//${hostname}/`, name);
        const turn = await lane.enter(NEVER);
        try {
          return await next(args);
        } finally {
          turn.leave();
        }
      },
    { step: "finalizeRequest", priority: "low", name: "politeness" },
  );
}

export const identityFrom = (profile: string | undefined): string =>
  profile === undefined ? "AWS" : `AWS profile ${profile}`;
