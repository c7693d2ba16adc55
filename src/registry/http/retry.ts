import { setTimeout as sleep } from "node:timers/promises";

/** Responses that a later try may change: the union of crane's and containers/image's lists (registries.md G14). */
const RETRY_STATUS = new Set([408, 429, 499, 500, 502, 503, 504, 522]);
const RETRY_CODES = new Set([
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "UND_ERR_SOCKET",
  "UND_ERR_HEADERS_TIMEOUT",
  "UND_ERR_BODY_TIMEOUT",
  "UND_ERR_CONNECT_TIMEOUT",
  "EXHUME_TOO_SLOW",
]);

/** `baseMs` doubles with each try up to `capMs`; full jitter. A longer Retry-After than `patienceMs` is not waited for. */
export interface RetryPolicy {
  readonly tries: number;
  readonly baseMs: number;
  readonly capMs: number;
  readonly patienceMs: number;
}
/** registries.md section 4. */
export const RETRY: RetryPolicy = Object.freeze({ tries: 6, baseMs: 1000, capMs: 60_000, patienceMs: 15 * 60_000 });

export const isRetryStatus = (status: number): boolean => RETRY_STATUS.has(status);

export const isRetryError = (error: unknown): boolean => hasCode(error, RETRY_CODES);

/** Nobody listens there: of a host that did answer, it may be one that starts anew. */
export const isRefused = (error: unknown): boolean => hasCode(error, REFUSED);
const REFUSED: ReadonlySet<string> = new Set(["ECONNREFUSED"]);

function hasCode(error: unknown, codes: ReadonlySet<string>): boolean {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth++)
    if ("code" in cause && typeof cause.code === "string" && codes.has(cause.code)) return true;
  return false;
}

/** Milliseconds to wait before try `attempt` (1-based) is repeated, or undefined when there is no point in waiting. */
export function retryDelay(policy: RetryPolicy, attempt: number, retryAfterMs?: number): number | undefined {
  if (attempt >= policy.tries) return undefined;
  if (retryAfterMs !== undefined) return retryAfterMs > policy.patienceMs ? undefined : retryAfterMs;
  return Math.random() * Math.min(policy.capMs, policy.baseMs * 2 ** (attempt - 1));
}

/**
 * Retry-After as seconds, HTTP date (RFC 9110 section 10.2.3), or, as Docker Hub sends it, a unix time: a number
 * above 1e9 cannot be meant as seconds to wait. Returns milliseconds from `now`.
 */
export function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds > 1e9 ? seconds * 1000 - now : seconds * 1000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

export const pause = async (ms: number, signal: AbortSignal): Promise<void> => sleep(ms, undefined, { signal });
