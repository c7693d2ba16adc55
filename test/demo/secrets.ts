import { expand } from "../support/samples.ts";

/** Every value planted in the demo organisation, by what it is for. They exist in memory and in images only. */
export type DemoSecrets = Readonly<Record<keyof typeof TEMPLATES, string>> & {
  /** Key file of a Google service account; its private key alone is `gcpPrivateKey`. */
  readonly gcpKeyFile: string;
  readonly gcpPrivateKey: string;
  /** The key id that AWS prints in its documentation: recorded, not a task. */
  readonly awsExampleId: string;
};

const TEMPLATES = {
  packagesPassword: "<alnum:20>",
  gitlabToken: "glpat-<alnum:20>",
  databasePassword: "<alnum:18>",
  stripeKey: "sk_live_<alnum:24>",
  awsKeyId: "AKIA<base32:16>",
  awsSecretKey: "<b64:40>",
  wheelsKeyId: "AKIA<base32:16>",
  wheelsSecretKey: "<b64:40>",
  signingKey: "<pem:ec>",
  sentryToken: "sntryu_<hex:64>",
  npmToken: "npm_<base62:30><crc32>",
  sendgridKey: "SG.<alnum:22>.<alnum:43>",
  slackToken: "xoxb-<digit:12>-<digit:13>-<alnum:24>",
  githubToken: "ghp_<base62:30><crc32>",
  deployKey: "<pem:openssh>",
};

/** The same values for the same seed. */
export const demoSecrets = (seed: number): DemoSecrets => {
  const names = Object.keys(TEMPLATES) as (keyof typeof TEMPLATES)[];
  const entries = names.map((name, at) => [name, expand(TEMPLATES[name], seed * 100 + at)] as const);
  const gcpKeyFile = expand("<gcp-service-account>", seed);
  const { private_key: gcpPrivateKey }: { readonly private_key: string } = JSON.parse(gcpKeyFile);
  return {
    ...(Object.fromEntries(entries) as Record<keyof typeof TEMPLATES, string>),
    gcpKeyFile,
    gcpPrivateKey: gcpPrivateKey.trim(),
    awsExampleId: ["AKIA", "IOSFODNN7", "EXAMPLE"].join(""),
  };
};
