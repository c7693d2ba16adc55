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
      "azure",
      "okta",
      "alibaba",
      "digitalocean",
      "cloudflare",
      "heroku",
      "kubernetes",
      "openshift",
      "tailscale",
      "scalingo",
      "yandex",
      "fly",
      "fastly",
    ],
  },
  {
    reason: "opens a store of other secrets",
    points: 30,
    providers: ["vault", "doppler", "onepassword", "age", "infisical"],
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
      "travis",
      "terraform",
      "pulumi",
      "vercel",
      "netlify",
      "render",
      "octopus",
      "prefect",
      "sourcegraph",
      "git",
      "netrc",
    ],
  },
  {
    reason: "can publish packages or images that others run",
    points: 25,
    providers: ["npm", "pypi", "docker", "rubygems", "crates", "nuget", "artifactory", "clojars"],
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
      "plaid",
      "razorpay",
      "paystack",
      "flutterwave",
      "duffel",
      "easypost",
      "shippo",
    ],
  },
  {
    reason: "opens a database",
    points: 18,
    providers: ["database", "planetscale", "neon", "supabase", "databricks", "pinecone"],
  },
  {
    reason: "proves the identity of a host, a person or a release",
    points: 18,
    providers: ["ssh", "ssh-key", "private-key", "tls-key", "putty"],
  },
  {
    reason: "signs sessions or tokens",
    points: 14,
    providers: ["jwt", "rails", "django", "laravel"],
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
