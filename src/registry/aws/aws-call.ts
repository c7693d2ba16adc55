import type { ECRClient } from "@aws-sdk/client-ecr";
import { networkReason } from "../http/response.ts";
import { PullError } from "../pull-error.ts";
import { untilAborted } from "../share.ts";

/** For the SDK's `send`. */
export interface AwsOptions {
  readonly abortSignal: AbortSignal;
}

interface AwsCall<T> {
  /** `listing images of r.example/app`. */
  readonly what: string;
  readonly ask: (to: ECRClient, options: AwsOptions) => Promise<T>;
}

/**
 * Every call of the SDK goes through here, so that what holds for the calls of one client (an account in a region) can
 * be put in one place. The SDK's errors name the operation's failure; their messages may quote ARNs and are not
 * repeated. Its pauses between tries know nothing of the signal, which is why it is not waited for.
 */
export async function awsCall<T>(client: ECRClient, { what, ask }: AwsCall<T>, signal: AbortSignal): Promise<T> {
  try {
    if (strangers.has(client)) throw strangers.get(client);
    const answer = await untilAborted(ask(client, { abortSignal: signal }), signal);
    known.add(client);
    return answer;
  } catch (error) {
    if (signal.aborted) throw error;
    if (isWithoutLogin(error) && !known.has(client)) strangers.set(client, error);
    const code = awsCode(error);
    throw new PullError(`${what}: ${WORDS[code] ?? (code === "Error" ? networkReason(error) : code)}`, {
      cause: error,
      absent: ABSENT.has(code),
    });
  }
}

/** `AccessDeniedException`, of the SDK's error or of the PullError made from it. */
export const awsCode = (error: unknown): string => {
  const cause = error instanceof PullError ? error.cause : error;
  return cause instanceof Error ? cause.name : "unknown error";
};

/** Clients that had an answer, and those that found no login: the search for one ends with seconds of waiting. */
const known = new WeakSet<ECRClient>();
const strangers = new WeakMap<ECRClient, unknown>();

/** No login of AWS was found at all. */
export const isWithoutLogin = (error: unknown): boolean => awsCode(error) === "CredentialsProviderError";

/** Where the code alone says little to a person. */
const WORDS: Readonly<Record<string, string>> = {
  CredentialsProviderError: "no AWS login was found, or it has expired (CredentialsProviderError)",
  ExpiredTokenException: "the AWS login has expired (ExpiredTokenException)",
  InvalidSignatureException: "the AWS login is not valid, or the clock is wrong (InvalidSignatureException)",
  UnrecognizedClientException:
    "the region is not enabled for this account, or the AWS login is not valid there (UnrecognizedClientException)",
};

const ABSENT = new Set(["ImageNotFoundException", "LayersNotFoundException", "RepositoryNotFoundException"]);
