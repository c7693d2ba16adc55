import { anthropic, openai } from "./ai-keys.ts";
import { artifactoryKey, artifactoryReference } from "./artifactory.ts";
import { assignment } from "./assignment.ts";
import { atlassian } from "./atlassian.ts";
import { awsKeyId } from "./aws-key-id.ts";
import { awsSecret } from "./aws-secret.ts";
import { awsSessionToken } from "./aws-session-token.ts";
import { azureAnnotated } from "./azure-annotated.ts";
import { azureDevopsPat } from "./azure-devops-pat.ts";
import { azureIdentifiable } from "./azure-identifiable.ts";
import { azureKey } from "./azure-key.ts";
import { azureSas } from "./azure-sas.ts";
import { azureSharedKey } from "./azure-shared-key.ts";
import { base58Check } from "./base58-check.ts";
import { basicAuth } from "./basic-auth.ts";
import { bech32 } from "./bech32.ts";
import { bedrock, bedrockShort } from "./bedrock.ts";
import { canary } from "./canary.ts";
import { certificate } from "./certificate.ts";
import { confluent } from "./confluent.ts";
import { connectionString } from "./connection-string.ts";
import { connectionUrl } from "./connection-url.ts";
import { crc32Base62 } from "./crc32-base62.ts";
import { dataCenterToken } from "./data-center-token.ts";
import { discordBot } from "./discord-bot.ts";
import { dockerIdentity } from "./docker-identity.ts";
import { ed25519Pair } from "./ed25519-pair.ts";
import { elasticApiKey } from "./elastic-api-key.ts";
import { butNoReport } from "./embedded-report.ts";
import { encodedPassword } from "./encoded-password.ts";
import { entraSecret } from "./entra-secret.ts";
import { gcpServiceAccount } from "./gcp-service-account.ts";
import { githubApp } from "./github-app.ts";
import { githubFineGrained } from "./github-fine-grained.ts";
import { gitlabRoutable } from "./gitlab-routable.ts";
import { grafanaServiceAccount } from "./grafana.ts";
import { jetbrains } from "./jetbrains.ts";
import { grafanaApiKey, grafanaCloud, onepassword, sentryToken } from "./json-token.ts";
import { jwk } from "./jwk.ts";
import { jwt } from "./jwt.ts";
import { loginHash } from "./login-hash.ts";
import { loginLine } from "./login-line.ts";
import { mnemonic } from "./mnemonic.ts";
import { envPair, flagValue } from "./named-value.ts";
import { nkey } from "./nkey.ts";
import { passwordHash } from "./password-hash.ts";
import { plainPassword } from "./plain-password.ts";
import { privateKey, privateKeyBase64 } from "./private-key.ts";
import { putty } from "./putty.ts";
import { pypi } from "./pypi.ts";
import { randomValue } from "./random-value.ts";
import { rcloneObscured } from "./rclone-obscured.ts";
import { readValue } from "./read-value.ts";
import { secp256k1 } from "./secp256k1.ts";
import { sendgrid } from "./sendgrid.ts";
import { signedUrl } from "./signed-url.ts";
import { slack, slackWebhook } from "./slack.ts";
import { sshPublicKey } from "./ssh-public-key.ts";
import { stellar } from "./stellar.ts";
import { stripe } from "./stripe.ts";
import type { Structure } from "./structure.ts";
import { discordWebhook, mailchimp, tailscale, telegram } from "./token-ids.ts";
import { twilio } from "./twilio.ts";
import { urlToken } from "./url-token.ts";
import { vaultToken } from "./vault-token.ts";
import { vendorToken } from "./vendor-token.ts";
import { wif } from "./wif.ts";
import { wireguard } from "./wireguard.ts";
import { zuplo } from "./zuplo.ts";

/** The checks and decoders a rule can name in `structure`. */
export const STRUCTURES: Readonly<Record<string, Structure>> = {
  anthropic,
  "artifactory-key": artifactoryKey,
  "artifactory-reference": artifactoryReference,
  assignment,
  atlassian,
  "aws-key-id": awsKeyId,
  "aws-secret": awsSecret,
  "aws-session-token": awsSessionToken,
  "azure-annotated": azureAnnotated,
  "azure-devops-pat": azureDevopsPat,
  "azure-identifiable": azureIdentifiable,
  "azure-key": azureKey,
  "azure-sas": azureSas,
  "azure-shared-key": azureSharedKey,
  "base58-check": base58Check,
  "basic-auth": basicAuth,
  bech32,
  bedrock,
  "bedrock-short": bedrockShort,
  canary,
  certificate,
  confluent,
  "connection-string": connectionString,
  "connection-url": connectionUrl,
  "crc32-base62": crc32Base62,
  "data-center-token": dataCenterToken,
  "discord-bot": discordBot,
  "discord-webhook": discordWebhook,
  "docker-identity": dockerIdentity,
  "ed25519-pair": ed25519Pair,
  "elastic-api-key": elasticApiKey,
  "encoded-password": encodedPassword,
  "entra-secret": entraSecret,
  "env-pair": envPair,
  "flag-value": flagValue,
  "gcp-service-account": gcpServiceAccount,
  "github-app": githubApp,
  "github-fine-grained": githubFineGrained,
  "gitlab-routable": gitlabRoutable,
  "grafana-api-key": butNoReport(grafanaApiKey),
  "grafana-cloud": grafanaCloud,
  "grafana-service-account": grafanaServiceAccount,
  jetbrains,
  jwk,
  jwt,
  "login-hash": loginHash,
  "login-line": loginLine,
  mailchimp,
  mnemonic,
  nkey,
  onepassword,
  openai,
  "password-hash": passwordHash,
  "plain-password": plainPassword,
  "private-key": privateKey,
  "private-key-base64": privateKeyBase64,
  putty,
  pypi,
  "random-value": randomValue,
  "rclone-obscured": rcloneObscured,
  "read-value": readValue,
  secp256k1,
  sendgrid,
  "sentry-token": sentryToken,
  "signed-url": signedUrl,
  slack,
  "slack-webhook": slackWebhook,
  "ssh-public-key": sshPublicKey,
  stellar,
  stripe,
  tailscale,
  telegram,
  twilio,
  "url-token": urlToken,
  "vault-token": vaultToken,
  "vendor-token": vendorToken,
  wif,
  wireguard,
  zuplo,
};
