import { PullError } from "../pull-error.ts";
import { discard, type HttpResponse, networkReason } from "./response.ts";
import { isRetryError, pause, RETRY, retryDelay } from "./retry.ts";
import { steady } from "./steady.ts";

export interface Resumable {
  /** Opens the body, from `range` on when given. Asked of the registry each time: a signed address may have expired (G6). */
  readonly open: (range: { readonly range?: string }) => Promise<HttpResponse>;
  /** Bytes expected; negative when unknown, then nothing is resumed. */
  readonly size: number;
  readonly what: string;
}

/** Bytes after which the tries count anew: one that drops each time after less gets no further (registries.md G9). */
const PROGRESS = 1024 * 1024;

/** A body that survives dropped connections: the rest is asked for by Range, or read again and skipped (registries.md G9). */
export async function* resumable(body: Resumable, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  let offset = 0;
  for (let attempt = 1; ; attempt++) {
    const start = offset;
    try {
      for await (const chunk of read(body, offset)) {
        offset += chunk.length;
        yield chunk;
      }
      if (body.size < 0 || offset >= body.size) return;
    } catch (error) {
      // All of it is here: a server may well close what it has sent to the end, while we were still reading.
      if (offset === body.size && isRetryError(error)) return;
      if (signal.aborted || error instanceof PullError || !isRetryError(error)) throw asPullError(error, body, signal);
    }
    if (offset - start >= PROGRESS) attempt = 1;
    const delay = body.size < 0 ? undefined : retryDelay(RETRY, attempt);
    if (delay === undefined)
      throw new PullError(`${body.what}: the connection broke off at byte ${offset} of ${body.size}`, {
        passing: true,
      });
    await pause(delay, signal);
  }
}

async function* read(body: Resumable, offset: number): AsyncGenerator<Uint8Array> {
  const response = await body.open(offset === 0 ? {} : { range: `bytes=${offset}-` });
  let skip = offset;
  if (response.status === 206) {
    if (Number(/^bytes (\d+)-/.exec(response.header("content-range") ?? "")?.[1]) !== offset) {
      await discard(response);
      throw new PullError(`${body.what}: the server resumed at another byte than was asked for`);
    }
    skip = 0;
  }
  for await (const chunk of steady(response.body)) {
    const rest = chunk.subarray(Math.min(skip, chunk.length));
    skip -= chunk.length - rest.length;
    if (rest.length > 0) yield rest;
  }
}

const asPullError = (error: unknown, body: Resumable, signal: AbortSignal): unknown =>
  signal.aborted || error instanceof PullError
    ? error
    : new PullError(`${body.what}: ${networkReason(error)}`, { cause: error, passing: isRetryError(error) });
