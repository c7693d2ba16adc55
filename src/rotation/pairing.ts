import type { Facts } from "../domain/finding.ts";

/** Kinds of secrets that work together, by the rules that find them. One more kind is one more entry. */
export interface Pairing {
  readonly kind: string;
  readonly title: string;
  /** Words that all names of the vendor have. */
  readonly vendor: string;
  /** Rules of the half that names the account. */
  readonly lead: readonly string[];
  /** What the facts of a leading secret must say. */
  readonly leadFacts?: Facts;
  readonly members: readonly PairingMember[];
  /** Its members may belong to what is no secret, or to another kind: that they are the only ones of a case says nothing. */
  readonly isAnyones?: boolean;
}

/** Another half. `named`: what its name says where its rule is for any vendor. */
export interface PairingMember {
  readonly rules: readonly string[];
  readonly named?: RegExp;
  /** It only goes with leading secrets whose facts say so. */
  readonly leadFacts?: Facts;
}

/** Rules for secrets of any vendor. */
const ANY = ["generic-secret", "generic-env-pair"];

export const PAIRINGS: readonly Pairing[] = [
  {
    kind: "aws-access-key",
    title: "AWS access key (id and secret)",
    vendor: "aws amazon s3",
    lead: ["aws-access-key-id"],
    members: [
      { rules: ["aws-secret-access-key"] },
      { rules: ["aws-session-token"], leadFacts: { kind: "temporary (STS)" } },
    ],
  },
  {
    kind: "alibaba-sts-key",
    title: "Alibaba Cloud temporary key (id, secret and token)",
    vendor: "alibaba aliyun cloud oss",
    lead: ["alibaba-sts-key-id"],
    members: [{ rules: ["alibaba-secret-key"] }, { rules: ["alibaba-security-token"] }],
  },
  {
    kind: "encrypted-key",
    title: "Encrypted private key and its passphrase",
    vendor: "ssh rsa tls ssl pem",
    lead: ["private-key", "private-key-base64", "ssh-private-key", "putty-private-key"],
    leadFacts: { encrypted: true },
    isAnyones: true,
    members: [{ rules: ["generic-password", ...ANY], named: /pass_?phrase|key_?pass(?:word)?$/i }],
  },
  pair("alibaba-access-key", "Alibaba Cloud access key (id and secret)", "alibaba-access-key-id", "alibaba-secret-key"),
  pair(
    "digitalocean-spaces-key",
    "DigitalOcean Spaces key (id and secret)",
    "digitalocean-spaces-key-id",
    "digitalocean-spaces-secret",
  ),
  pair("tencent-key", "Tencent Cloud key (id and secret)", "tencent-secret-id", "tencent-secret-key"),
  pair("exoscale-key", "Exoscale key and secret", "exoscale-api-key", "exoscale-api-secret"),
  pair(
    "mongodb-atlas-service-account",
    "MongoDB Atlas service account (client id and secret)",
    "mongodb-atlas-client-id",
    "mongodb-atlas-secret",
  ),
  pair("coinbase-cdp-key", "Coinbase CDP key (name and secret)", "coinbase-cdp-key-name", "coinbase-api-secret"),
  pair("trello-api-key", "Trello key and token", "trello-api-key", "trello-token", "trello-legacy-token"),
  pair("aikido-oauth-client", "Aikido OAuth client (id and secret)", "aikido-client-id", "aikido-client-secret"),
  pair("canva-oauth-client", "Canva OAuth client (id and secret)", "canva-client-id", "canva-client-secret"),
  pair("ramp-oauth-client", "Ramp OAuth client (id and secret)", "ramp-client-id", "ramp-client-secret"),
  pair("plivo-account", "Plivo account (id and token)", "plivo-auth-id", "plivo-auth-token"),
  pair("sumologic-key", "Sumo Logic key (id and key)", "sumologic-access-id", "sumologic-access-key"),
  pair("amplitude-project", "Amplitude project (API key and secret key)", "amplitude-api-key", "amplitude-secret-key"),
  pair("binance-key", "Binance API key and secret", "binance-api-key", "binance-secret-key-call"),
  pair("flutterwave-keys", "Flutterwave keys (public and secret)", "flutterwave-public-key", "flutterwave-secret-key"),
  pair("langfuse-keys", "Langfuse keys (public and secret)", "langfuse-public-key", "langfuse-secret-key"),
  pair("porkbun-keys", "Porkbun API key and secret", "porkbun-api-key", "porkbun-secret-key"),
  pair("pubnub-keys", "PubNub keys (publish and secret)", "pubnub-publish-key", "pubnub-secret-key"),
  named(
    "twilio-api-key",
    "Twilio API key (SID and secret)",
    "twilio-api-key-sid",
    /twilio\w*secret|^api_?key_?secret$/i,
  ),
  named(
    "google-hmac-key",
    "Google Cloud HMAC key (id and secret)",
    "google-hmac-key-id",
    /(?:hmac|gcs|goog|gs)\w*secret/i,
  ),
  named("razorpay-key", "Razorpay key (id and secret)", "razorpay-key", /(?:razorpay|rzp)\w*secret/i),
  named(
    "salesforce-app",
    "Salesforce connected app (key and secret)",
    "salesforce-consumer-key",
    /(?:salesforce|sfdc|sf|consumer)\w*secret/i,
  ),
  named("lark-app", "Lark or Feishu app (id and secret)", "lark-app-id", /(?:lark|feishu)\w*secret/i),
  named("volcengine-key", "Volcengine access key (id and secret)", "volcengine-access-key-id", /volc\w*secret/i),
  named("jdcloud-key", "JD Cloud access key (id and secret)", "jdcloud-access-key-id", /jd\w*secret/i),
];

function pair(kind: string, title: string, lead: string, ...rules: readonly string[]): Pairing {
  return { kind, title, vendor: vendorOf(kind), lead: [lead], members: [{ rules }] };
}

/** The secret half has no format of its own: it is known by its name. */
function named(kind: string, title: string, lead: string, name: RegExp): Pairing {
  return { kind, title, vendor: vendorOf(kind), lead: [lead], members: [{ rules: ANY, named: name }] };
}

function vendorOf(kind: string): string {
  return kind.replaceAll("-", " ");
}
