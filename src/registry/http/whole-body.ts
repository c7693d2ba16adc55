import { type HttpResponse, readBody } from "./response.ts";
import { isRetryError, pause, RETRY, retryDelay } from "./retry.ts";

export interface Whole {
  readonly response: HttpResponse;
  readonly body: Uint8Array;
}

/** A small answer with its whole body; one that broke off is asked for again. Throws PullError beyond `limit` bytes. */
export async function wholeBody(open: () => Promise<HttpResponse>, limit: number, signal: AbortSignal): Promise<Whole> {
  for (let attempt = 1; ; attempt++) {
    const response = await open();
    try {
      return { response, body: await readBody(response, limit) };
    } catch (error) {
      const delay = isRetryError(error) ? retryDelay(RETRY, attempt) : undefined;
      if (delay === undefined) throw error;
      await pause(delay, signal);
    }
  }
}
