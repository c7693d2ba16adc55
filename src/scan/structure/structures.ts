import { assignment } from "./assignment.ts";
import { atlassian } from "./atlassian.ts";
import { awsKeyId } from "./aws-key-id.ts";
import { awsSecret } from "./aws-secret.ts";
import { azureKey } from "./azure-key.ts";
import { basicAuth } from "./basic-auth.ts";
import { connectionString } from "./connection-string.ts";
import { connectionUrl } from "./connection-url.ts";
import { crc32Base62 } from "./crc32-base62.ts";
import { gcpServiceAccount } from "./gcp-service-account.ts";
import { githubApp } from "./github-app.ts";
import { gitlabRoutable } from "./gitlab-routable.ts";
import { grafanaCloud, grafanaServiceAccount } from "./grafana.ts";
import { jwt } from "./jwt.ts";
import { loginLine } from "./login-line.ts";
import { envPair, flagValue } from "./named-value.ts";
import { plainPassword } from "./plain-password.ts";
import { privateKey, privateKeyBase64 } from "./private-key.ts";
import { putty } from "./putty.ts";
import { pypi } from "./pypi.ts";
import { randomValue } from "./random-value.ts";
import { sendgrid } from "./sendgrid.ts";
import { slack, slackWebhook } from "./slack.ts";
import { stripe } from "./stripe.ts";
import type { Structure } from "./structure.ts";

/** The checks and decoders a rule can name in `structure`. */
export const STRUCTURES: Readonly<Record<string, Structure>> = {
  assignment,
  atlassian,
  "aws-key-id": awsKeyId,
  "aws-secret": awsSecret,
  "azure-key": azureKey,
  "basic-auth": basicAuth,
  "connection-string": connectionString,
  "connection-url": connectionUrl,
  "crc32-base62": crc32Base62,
  "env-pair": envPair,
  "flag-value": flagValue,
  "gcp-service-account": gcpServiceAccount,
  "github-app": githubApp,
  "gitlab-routable": gitlabRoutable,
  "grafana-cloud": grafanaCloud,
  "grafana-service-account": grafanaServiceAccount,
  jwt,
  "login-line": loginLine,
  "plain-password": plainPassword,
  "private-key": privateKey,
  "private-key-base64": privateKeyBase64,
  putty,
  pypi,
  "random-value": randomValue,
  sendgrid,
  slack,
  "slack-webhook": slackWebhook,
  stripe,
};
