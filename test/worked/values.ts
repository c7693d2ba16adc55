import { expand } from "../support/samples.ts";

/** Every value of the worked case, by what it is for; they exist in memory and in images only. */
export type WorkedValues = Readonly<Record<keyof typeof TEMPLATES, string>>;

const TEMPLATES = {
  deployKeyId: "AKIA<base32:16>",
  deployKey: "<b64:40>",
  vaultToken: "hvs.<alnum:90>",
  githubBot: "ghp_<base62:30><crc32>",
  githubBuild: "ghp_<base62:30><crc32>",
  gitlabRunner: "glpat-<alnum:20>",
  terraformToken: "<alnum:14>.atlasv1.<alnum:67>",
  npmOld: "npm_<base62:30><crc32>",
  npmNew: "npm_<base62:30><crc32>",
  hubToken: "dckr_pat_<alnum:27>",
  stripeLive: "sk_live_<alnum:24>",
  stripeRestricted: "rk_live_<alnum:24>",
  shopDatabase: "<alnum:18>",
  ledgerDatabase: "<alnum:22>",
  redisPassword: "<alnum:24>",
  deployHostKey: "<pem:openssh>",
  tlsKey: "<pem:ec>",
  googleAccount: "<gcp-service-account>",
  slackBot: "xoxb-<digit:12>-<digit:13>-<alnum:24>",
  sendgridKey: "SG.<alnum:22>.<alnum:43>",
  openaiKey: "sk-proj-<alnum:74>T3BlbkFJ<alnum:74>",
  anthropicKey: "sk-ant-api03-<alnum:93>AA",
  sentryToken: "sntryu_<hex:64>",
  sessionToken: "<jwt>",
  djangoKey: "<alnum:50>",
} as const;

/** The same values each time. */
export const workedValues = (): WorkedValues => {
  const names = Object.keys(TEMPLATES) as (keyof typeof TEMPLATES)[];
  return Object.fromEntries(names.map((name, at) => [name, expand(TEMPLATES[name], 4200 + at)])) as WorkedValues;
};
