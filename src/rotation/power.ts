import type { Secret } from "../domain/rotation.ts";

/**
 * What the holder of a secret can reach. `points` orders the work within a wave; `wave` is the order in which the work
 * makes sense: a password is changed in vain while the attacker reads the store that hands out the new one.
 */
export interface Power {
  readonly reason: string;
  readonly points: number;
  readonly wave: Wave;
}

/**
 * 1 opens other secrets, 2 brings code to others, 3 opens data, money or identity, 4 everything else; 5 needs a look and no
 * replacement, whatever it opened: what is expired, malformed or dead, and canaries.
 */
export type Wave = 1 | 2 | 3 | 4 | 5;
export const WAVES: readonly Wave[] = [1, 2, 3, 4, 5];

interface PowerClass extends Power {
  readonly providers: readonly string[];
}

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

const CLASSES: readonly PowerClass[] = [
  {
    reason: "opens a cloud account or an identity provider",
    points: 30,
    wave: 1,
    providers: words(`
      aws gcp azure okta alibaba digitalocean cloudflare heroku kubernetes openshift tailscale scalingo yandex fly
      fastly linode vultr hetzner scaleway ovh civo equinix railway exoscale upcloud baidu tencent volcengine
      huawei jdcloud qiniu wasabi dnsimple porkbun namecheap auth0 onelogin jumpcloud clerk workos stytch duo k3s
      rancher portainer proxmox netbird zerotier wireguard openvpn meraki defined-networking crowdstrike rapid7
      tenable windows deno appwrite convex balena
    `),
  },
  {
    reason: "opens a store of other secrets",
    points: 30,
    wave: 1,
    providers: words("vault doppler onepassword age infisical bitwarden consul hcp boundary"),
  },
  {
    reason: "opens source code or CI, and the secrets kept there",
    points: 27,
    wave: 1,
    providers: words(`
      github gitlab bitbucket atlassian circleci buildkite travis terraform pulumi vercel netlify render octopus
      prefect sourcegraph git netrc gitea gogs jetbrains jenkins teamcity drone appveyor nomad rundeck awx harness
      scalr phabricator mergify
    `),
  },
  {
    reason: "can publish packages or images that others run",
    points: 25,
    wave: 2,
    providers: words(`
      npm pypi docker rubygems crates nuget artifactory clojars quay harbor cloudsmith packagist nexus hexpm
      ansible
    `),
  },
  {
    reason: "moves money",
    points: 20,
    wave: 3,
    providers: words(`
      stripe square paypal braintree shopify plaid razorpay paystack flutterwave duffel easypost shippo adyen
      mercadopago xendit omise paymongo mollie chargebee cashfree brex ramp mercury wise dwolla recurly checkout
      paddle highnote asaas midtrans gocardless tosspayments instamojo authorizenet rainforest quickbooks xero
      freshbooks netsuite lob shipstation ethereum solana stellar sui near tezos nostr binance kraken bybit okx
      kucoin bitfinex bitmex bitstamp gemini-exchange alpaca coinbase
    `),
  },
  {
    reason: "opens a database",
    points: 18,
    wave: 3,
    providers: words(`
      database planetscale neon supabase databricks pinecone mongodb cockroachlabs datastax fauna xata aiven
      influxdb materialize clickhouse elastic dbt tableau metabase looker
      postgres mysql mariadb redis rabbitmq kafka elasticsearch mssql confluent
    `),
  },
  {
    reason: "proves the identity of a host, a person or a release",
    points: 18,
    wave: 3,
    providers: words("ssh ssh-key private-key tls-key putty"),
  },
  {
    reason: "signs sessions or tokens",
    points: 14,
    wave: 3,
    providers: words("jwt rails django laravel symfony aspnet"),
  },
];

/** Runbook ids name the same kinds, so a provider without a class falls back to the class of its runbook. */
export function powerOf({ provider, runbook }: Pick<Secret, "provider" | "runbook">): Power {
  const found = classOf(provider) ?? classOf(runbook);
  if (found !== undefined) return { reason: found.reason, points: found.points, wave: found.wave };
  return runbook === "generic"
    ? { reason: "its power is not known", points: 8, wave: 4 }
    : { reason: "opens one outside service", points: 12, wave: 4 };
}

const classOf = (name: string): PowerClass | undefined =>
  CLASSES.find(({ providers }) => providers.includes(name.toLowerCase()));
