import { Readable } from "node:stream";
import { send } from "./send.ts";
import type { Places } from "./verifier.ts";

/** The parts of the SDK's HttpRequest that its query protocol uses. */
interface SdkRequest {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** The AWS SDK signs; what it signed is sent as all else is here: once, bounded, without following redirects. */
export const signedSender = (places: Places) => ({
  handle: async (request: SdkRequest, { abortSignal }: { readonly abortSignal?: AbortSignal } = {}) => {
    const { protocol, hostname, port, path, ...sent } = request;
    const url = `${protocol}//${hostname}${port === undefined ? "" : `:${port}`}${path}`;
    const answer = await send({ ...sent, url }, places, abortSignal ?? new AbortController().signal);
    return {
      response: { statusCode: answer.status, headers: answer.headers, body: Readable.from([Buffer.from(answer.body)]) },
    };
  },
});
