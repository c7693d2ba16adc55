import type { Secret } from "../domain/rotation.ts";

/** What the holder of a secret can reach. `points` orders the work: what opens other secrets comes first. */
export interface Power {
  readonly reason: string;
  readonly points: number;
}

interface PowerClass extends Power {
  readonly providers: readonly string[];
}

const CLASSES: readonly PowerClass[] = [
  {
    reason: "opens a cloud account or an identity provider",
    points: 30,
    providers: [
      "aws",
      "gcp",
      "google",
      "azure",
      "microsoft",
      "entra",
      "okta",
      "auth0",
      "alibaba",
      "digitalocean",
      "cloudflare",
      "heroku",
      "oracle",
      "ibm",
      "linode",
      "hetzner",
      "scaleway",
      "ovh",
      "tailscale",
      "clerk",
      "kubernetes",
    ],
  },
  {
    reason: "opens a store of other secrets",
    points: 30,
    providers: [
      "vault",
      "hashicorp",
      "doppler",
      "1password",
      "onepassword",
      "infisical",
      "age",
      "bitwarden",
      "lastpass",
      "ansible",
    ],
  },
  {
    reason: "opens source code or CI, and the secrets kept there",
    points: 27,
    providers: [
      "github",
      "gitlab",
      "bitbucket",
      "atlassian",
      "circleci",
      "buildkite",
      "terraform",
      "jenkins",
      "travis",
      "drone",
      "git",
      "vercel",
      "netlify",
      "pulumi",
      "azure-devops",
      "gitea",
      "sonarqube",
      "argocd",
      "flyio",
      "render",
    ],
  },
  {
    reason: "can publish packages or images that others run",
    points: 25,
    providers: [
      "npm",
      "pypi",
      "docker",
      "dockerhub",
      "docker-hub",
      "rubygems",
      "crates",
      "nuget",
      "jfrog",
      "artifactory",
      "quay",
      "harbor",
      "maven",
      "packagist",
      "cargo",
      "composer",
      "cloudsmith",
      "nexus",
    ],
  },
  {
    reason: "moves money",
    points: 20,
    providers: [
      "stripe",
      "square",
      "paypal",
      "braintree",
      "shopify",
      "adyen",
      "plaid",
      "coinbase",
      "razorpay",
      "ethereum",
      "bitcoin",
    ],
  },
  {
    reason: "opens a database",
    points: 18,
    providers: [
      "database",
      "postgres",
      "postgresql",
      "mysql",
      "mongodb",
      "redis",
      "mssql",
      "planetscale",
      "supabase",
      "databricks",
      "snowflake",
      "elastic",
      "elasticsearch",
      "amqp",
      "neon",
      "clickhouse",
      "firebase",
    ],
  },
  {
    reason: "proves the identity of a host, a person or a release",
    points: 18,
    providers: [
      "ssh",
      "ssh-key",
      "private-key",
      "private-keys",
      "pem",
      "tls",
      "tls-key",
      "pgp",
      "gpg",
      "cosign",
      "putty",
      "x509",
      "sigstore",
    ],
  },
  {
    reason: "signs sessions or tokens",
    points: 14,
    providers: ["jwt", "rails", "django", "laravel", "flask", "framework", "symfony", "nextauth"],
  },
];

/** Runbook ids name the same kinds, so a provider without a class falls back to the class of its runbook. */
export function powerOf({ provider, runbook }: Secret): Power {
  const found = classOf(provider) ?? classOf(runbook);
  if (found !== undefined) return { reason: found.reason, points: found.points };
  return runbook === "generic"
    ? { reason: "its power is not known", points: 8 }
    : { reason: "opens one outside service", points: 12 };
}

const classOf = (name: string): PowerClass | undefined =>
  CLASSES.find(({ providers }) => providers.includes(name.toLowerCase()));
