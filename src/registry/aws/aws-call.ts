import { networkReason } from "../http/response.ts";
import { PullError } from "../pull-error.ts";

/** The SDK's errors name the operation's failure; their messages may quote ARNs and are not repeated. */
export async function awsCall<T>(what: string, ask: () => Promise<T>, signal: AbortSignal): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (signal.aborted) throw error;
    const code = awsCode(error);
    throw new PullError(`${what}: ${code === "Error" ? networkReason(error) : code}`, {
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

const ABSENT = new Set(["ImageNotFoundException", "LayersNotFoundException", "RepositoryNotFoundException"]);
