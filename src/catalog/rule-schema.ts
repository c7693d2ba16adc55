import { z } from "zod";
import { OVERLAPS, SEVERITIES } from "../domain/finding.ts";
import { LARGEST_WINDOW } from "../scan/rule.ts";

/** Runbooks in `templates/runbooks/`. */
export const RUNBOOKS = [
  "aws",
  "github",
  "gitlab",
  "npm",
  "pypi",
  "slack",
  "stripe",
  "gcp",
  "azure",
  "database",
  "ssh-key",
  "tls-key",
  "docker",
  "jwt",
  "postgres",
  "mysql",
  "mariadb",
  "mongodb",
  "redis",
  "rabbitmq",
  "ai-key",
  "anthropic",
  "discord-bot",
  "discord-client",
  "discord-webhook",
  "groq",
  "huggingface",
  "mistral",
  "openai",
  "replicate",
  "sendgrid",
  "slack-app-token",
  "slack-session",
  "slack-webhook",
  "stripe-webhook",
  "teams-webhook",
  "telegram",
  "twilio-api-key",
  "twilio",
  "xai",
  "age-key",
  "algolia",
  "auth0",
  "clickhouse-cloud",
  "clickhouse",
  "confluent",
  "cosign-key",
  "crypto-wallet",
  "datadog",
  "elastic-cloud",
  "elasticsearch-api-key",
  "elasticsearch",
  "firebase",
  "jwt-signing-key",
  "kafka",
  "keystore",
  "mailchimp",
  "mailgun",
  "mongodb-atlas",
  "mssql",
  "newrelic",
  "okta-client",
  "okta",
  "pgp-key",
  "postmark",
  "ssh-host-key",
  "supabase-jwt",
  "supabase-token",
  "supabase",
  "tailscale",
  "generic",
] as const;

const text = z.string().min(1);
const bytes = z.number().int().min(0).max(LARGEST_WINDOW);
/** The prefilter compares bytes; two letters would stand everywhere. */
const keyword = z
  .string()
  .min(3)
  .max(64)
  .regex(/^[\x20-\x7e]+$/, "only printable ASCII");
const slug = z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, "lower case words joined by hyphens");

const camelCase = z.string().regex(/^[a-z][A-Za-z0-9]*$/, "a name in camel case");

const ruleSchema = z.strictObject({
  id: slug,
  title: text,
  provider: slug,
  keywords: z.array(keyword).min(1, "at least one keyword is needed"),
  pattern: z.union([text, z.array(text).min(1)]),
  ignoreCase: z.boolean().optional(),
  window: z.strictObject({ before: bytes.optional(), after: bytes.min(16).optional() }).optional(),
  entropy: z.number().min(0).max(8).optional(),
  structure: text.optional(),
  severity: z.enum(SEVERITIES as ["critical", "high", "medium", "low"]),
  confidence: z.enum(["high", "medium", "low"]).optional(),
  lifetime: z
    .string()
    .regex(/^P(?!$)(?:\d+[YMWD])*(?:T(?:\d+[HMS])+)?$/, "an ISO 8601 duration such as PT12H")
    .optional(),
  overlap: z.enum(OVERLAPS).optional(),
  runbook: z.enum(RUNBOOKS),
  preview: text.optional(),
  completes: z
    .strictObject({
      fact: camelCase.optional(),
      by: camelCase.optional(),
      rules: z.array(z.string().regex(/^\*?[a-z0-9-]+$/, "ids of rules, or *-end")).min(1),
      alike: z.boolean().optional(),
    })
    .optional(),
  examples: z.array(text).min(2, "at least 2 examples are needed"),
  counterexamples: z.array(text).min(1, "at least 1 counterexample is needed"),
});

export const ruleFileSchema = z.strictObject({ rules: z.array(ruleSchema).min(1) });
