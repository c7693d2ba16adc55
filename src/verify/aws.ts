import type { STSClient } from "@aws-sdk/client-sts";
import type { Facts } from "../domain/finding.ts";
import type { Secret } from "../domain/rotation.ts";
import { aboutOf } from "./about.ts";
import { endpointUrl } from "./endpoint.ts";
import { failureReason } from "./failure.ts";
import { signedSender } from "./signed-sender.ts";
import { isFoundBy } from "./subjects.ts";
import {
  type Answer,
  HIDDEN,
  type Obstacle,
  type Places,
  type Question,
  type ShownRequest,
  type Subject,
  type Verifier,
} from "./verifier.ts";

/** Every account has this region (docs.aws.amazon.com, "AWS STS Regions and endpoints"). */
const REGION = "us-east-1";
const ORIGIN = `https://sts.${REGION}.amazonaws.com`;

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html: needs no permission, and none can be denied. */
export const aws: Verifier = {
  id: "aws",
  title: "AWS",
  traces:
    "CloudTrail of the account shows GetCallerIdentity with the key id and the IP address; the key's last use changes to sts, us-east-1",
  caution:
    "the secret key signs and is not sent; keys of AWS China and GovCloud are not known at this endpoint: --endpoint aws=URL names theirs",
  needsValue: true,
  endpoint: { host: new URL(ORIGIN).host },
  subjects,
  requests: (subject, places) => {
    const request = requestFor(subject, places);
    return "obstacle" in request ? request : [request];
  },
  verify: ask,
};

const ROLES: Readonly<Record<string, readonly string[]>> = {
  keyId: ["aws-access-key-id"],
  secretKey: ["aws-secret-access-key"],
  sessionToken: ["aws-session-token"],
};

function subjects(secrets: readonly Secret[]): readonly Subject[] {
  const parts: Record<string, Secret> = {};
  for (const [role, rules] of Object.entries(ROLES)) {
    const found = secrets.find((secret) => isFoundBy(secret, rules));
    if (found !== undefined) parts[role] = found;
  }
  const facts: Facts = Object.assign({}, ...Object.values(parts).map((part) => part.facts), parts.keyId?.facts);
  return parts.keyId === undefined && parts.secretKey === undefined ? [] : [{ parts, facts }];
}

function requestFor({ parts, facts }: Subject, places: Places): ShownRequest | Obstacle {
  if (parts.keyId === undefined) return { obstacle: "the key id that it belongs to was not found" };
  if (parts.secretKey === undefined) return { obstacle: "the secret key that it belongs to was not found" };
  const isTemporary = parts.keyId.facts.kind === "temporary (STS)";
  if (isTemporary && parts.sessionToken === undefined)
    return { obstacle: "a temporary key, of which the session token was not found" };
  if (/^(?:cn|us-gov|us-iso)/.test(String(facts.region ?? "")) && !places.endpoints.has("aws"))
    return { obstacle: `a key of the region ${facts.region}: --endpoint aws=URL names the STS of its partition` };
  const url = endpointUrl({ provider: "aws", origin: ORIGIN, path: "/" }, places);
  if (typeof url !== "string") return url;
  return {
    method: "POST",
    url,
    headers: {
      authorization: "AWS4-HMAC-SHA256 Credential=[key id]/..., Signature=...",
      ...(parts.sessionToken === undefined ? {} : { "x-amz-security-token": HIDDEN }),
    },
    body: "Action=GetCallerIdentity&Version=2011-06-15",
  };
}

async function ask(question: Question, signal: AbortSignal): Promise<Answer> {
  const request = requestFor(question.subject, question.places);
  if ("obstacle" in request) return { status: "unknown", reason: request.obstacle, endpoint: "" };
  const endpoint = new URL(request.url).host;
  const { client, GetCallerIdentityCommand } = await openClient(request.url, question);
  try {
    const { Account, Arn } = await client.send(new GetCallerIdentityCommand({}), { abortSignal: signal });
    const said = { json: { Account, Arn }, header: () => undefined };
    const about = aboutOf({ who: ["Arn"], account: ["Account"] }, { said, values: secretsOf(question) });
    if (about.account === undefined) return { status: "unknown", reason: "an answer that settles nothing", endpoint };
    return { status: "active", reason: "it works", endpoint, httpStatus: 200, about };
  } catch (error) {
    if (signal.aborted) throw error;
    return { endpoint, ...refusal(error) };
  } finally {
    client.destroy();
  }
}

/** The key id is public: it stands in no answer, but need not be hidden in one. */
const secretsOf = ({ values }: Question): readonly string[] => [values.secretKey ?? "", values.sessionToken ?? ""];

async function openClient(url: string, { values, places }: Question) {
  const { STSClient, GetCallerIdentityCommand } = await import("@aws-sdk/client-sts");
  const { keyId = "", secretKey = "", sessionToken } = values;
  const client: STSClient = new STSClient({
    region: REGION,
    // Also where the environment or a profile names another one.
    endpoint: url,
    credentials: {
      accessKeyId: keyId,
      secretAccessKey: secretKey,
      ...(sessionToken === undefined ? {} : { sessionToken }),
    },
    maxAttempts: 1,
    requestHandler: signedSender(places),
  });
  return { client, GetCallerIdentityCommand };
}

type Refusal = Pick<Answer, "status" | "reason" | "httpStatus" | "limited">;

/** https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html */
const REFUSALS: Readonly<Record<string, Refusal>> = {
  InvalidClientTokenId: { status: "dead", reason: "the key id is not known, or it is inactive" },
  ExpiredToken: { status: "dead", reason: "the session has expired" },
  ExpiredTokenException: { status: "dead", reason: "the session has expired" },
  SignatureDoesNotMatch: { status: "unknown", reason: "the key id works, but with another secret key" },
  RequestExpired: { status: "unknown", reason: "the clock of this machine is wrong" },
  Throttling: { status: "unknown", reason: "the provider limits calls", limited: true },
  ThrottlingException: { status: "unknown", reason: "the provider limits calls", limited: true },
};

function refusal(error: unknown): Refusal {
  const status = statusOf(error);
  const known = error instanceof Error ? REFUSALS[error.name] : undefined;
  if (status === undefined) return { status: "unknown", reason: failureReason(error) };
  return {
    ...(known ?? { status: "unknown", reason: `an answer that settles nothing: HTTP ${status}` }),
    httpStatus: status,
  };
}

/** Only answers of the service have one. */
function statusOf(error: unknown): number | undefined {
  if (typeof error !== "object" || error === null || !("$metadata" in error)) return undefined;
  const { httpStatusCode } = error.$metadata as { readonly httpStatusCode?: number };
  return httpStatusCode;
}
