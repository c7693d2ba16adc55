import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { PullError } from "../pull-error.ts";
import { discard, type HttpResponse, isGzipped, networkReason } from "./response.ts";
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
        againAt: 0,
      });
    await pause(delay, signal);
  }
}

async function* read(body: Resumable, offset: number): AsyncGenerator<Uint8Array> {
  let response = await body.open(offset === 0 ? {} : { range: `bytes=${offset}-` });
  if (response.status === 206 && isPacked(response, body.size)) {
    // A part of what was packed on the way cannot be unpacked.
    await discard(response);
    response = await body.open({});
  }
  let skip = offset;
  if (response.status === 206) {
    if (Number(/^bytes (\d+)-/.exec(response.header("content-range") ?? "")?.[1]) !== offset) {
      await discard(response);
      throw new PullError(`${body.what}: the server resumed at another byte than was asked for`);
    }
    skip = 0;
  }
  for await (const chunk of unpacked(response, body.size)) {
    const rest = chunk.subarray(Math.min(skip, chunk.length));
    skip -= chunk.length - rest.length;
    if (rest.length > 0) yield rest;
  }
}

/**
 * Packed by a server or a proxy that does not heed what it was asked. A layer that is gzip itself may be labelled so as
 * well: that one has the size of its descriptor as it comes.
 */
const isPacked = ({ header }: HttpResponse, size: number): boolean =>
  size >= 0 && isGzipped(header) && Number(header("content-length") ?? Number.NaN) !== size;

function unpacked(response: HttpResponse, size: number): AsyncIterable<Uint8Array> {
  const bytes = steady(response.body);
  return isPacked(response, size) ? pipeline(bytes, createGunzip(), () => undefined) : bytes;
}

const asPullError = (error: unknown, body: Resumable, signal: AbortSignal): unknown =>
  signal.aborted || error instanceof PullError
    ? error
    : new PullError(`${body.what}: ${networkReason(error)}`, {
        cause: error,
        againAt: isRetryError(error) ? 0 : undefined,
      });
