import { assignment } from "./assignment.ts";
import { atlassian } from "./atlassian.ts";
import { awsKeyId } from "./aws-key-id.ts";
import { awsSecret } from "./aws-secret.ts";
import { azureAnnotated } from "./azure-annotated.ts";
import { azureIdentifiable } from "./azure-identifiable.ts";
import { azureKey } from "./azure-key.ts";
import { azureSas } from "./azure-sas.ts";
import { azureSharedKey } from "./azure-shared-key.ts";
import { base58Check } from "./base58-check.ts";
import { basicAuth } from "./basic-auth.ts";
import { bech32 } from "./bech32.ts";
import { confluent } from "./confluent.ts";
import { connectionString } from "./connection-string.ts";
import { connectionUrl } from "./connection-url.ts";
import { crc32Base62 } from "./crc32-base62.ts";
import { ed25519Pair } from "./ed25519-pair.ts";
import { entraSecret } from "./entra-secret.ts";
import { gcpServiceAccount } from "./gcp-service-account.ts";
import { githubApp } from "./github-app.ts";
import { githubFineGrained } from "./github-fine-grained.ts";
import { gitlabRoutable } from "./gitlab-routable.ts";
import { grafanaCloud, grafanaServiceAccount } from "./grafana.ts";
import { jwt } from "./jwt.ts";
import { loginLine } from "./login-line.ts";
import { envPair, flagValue } from "./named-value.ts";
import { nkey } from "./nkey.ts";
import { plainPassword } from "./plain-password.ts";
import { privateKey, privateKeyBase64 } from "./private-key.ts";
import { putty } from "./putty.ts";
import { pypi } from "./pypi.ts";
import { randomValue } from "./random-value.ts";
import { sendgrid } from "./sendgrid.ts";
import { slack, slackWebhook } from "./slack.ts";
import { stellar } from "./stellar.ts";
import { stripe } from "./stripe.ts";
import type { Structure } from "./structure.ts";
import { zuplo } from "./zuplo.ts";

/** The checks and decoders a rule can name in `structure`. */
export const STRUCTURES: Readonly<Record<string, Structure>> = {
  assignment,
  atlassian,
  "aws-key-id": awsKeyId,
  "aws-secret": awsSecret,
  "azure-annotated": azureAnnotated,
  "azure-identifiable": azureIdentifiable,
  "azure-key": azureKey,
  "azure-sas": azureSas,
  "azure-shared-key": azureSharedKey,
  "base58-check": base58Check,
  "basic-auth": basicAuth,
  bech32,
  confluent,
  "connection-string": connectionString,
  "connection-url": connectionUrl,
  "crc32-base62": crc32Base62,
  "ed25519-pair": ed25519Pair,
  "entra-secret": entraSecret,
  "env-pair": envPair,
  "flag-value": flagValue,
  "gcp-service-account": gcpServiceAccount,
  "github-app": githubApp,
  "github-fine-grained": githubFineGrained,
  "gitlab-routable": gitlabRoutable,
  "grafana-cloud": grafanaCloud,
  "grafana-service-account": grafanaServiceAccount,
  jwt,
  "login-line": loginLine,
  nkey,
  "plain-password": plainPassword,
  "private-key": privateKey,
  "private-key-base64": privateKeyBase64,
  putty,
  pypi,
  "random-value": randomValue,
  sendgrid,
  slack,
  "slack-webhook": slackWebhook,
  stellar,
  stripe,
  zuplo,
};
