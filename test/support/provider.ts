import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** What a provider answers; `body` that is no text is sent as JSON. `hang`: it takes the question and says nothing. */
export interface ProviderAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly hang?: true;
}

export interface TestProvider {
  /** `http://127.0.0.1:PORT`, or https. */
  readonly url: string;
  /** `127.0.0.1:PORT` */
  readonly host: string;
  readonly asked: readonly Asked[];
  close(): Promise<void>;
}

/** A provider's API on loopback that keeps what it was asked. */
export const startProvider = async (
  answer: (asked: Asked) => ProviderAnswer,
  tls?: { readonly key: string; readonly cert: string },
): Promise<TestProvider> => {
  const asked: Asked[] = [];
  const listener: RequestListener = async (request, response) => {
    const { method = "", url: path = "", headers } = request;
    const one = { method, path, headers, body: await text(request) };
    asked.push(one);
    const { status = 200, headers: sent = {}, body = {}, hang } = answer(one);
    if (hang) return;
    response.writeHead(status, { "content-type": "application/json", ...sent });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  };
  const server = tls === undefined ? createServer(listener) : createSecureServer(tls, listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `${tls === undefined ? "http" : "https"}://${host}`,
    host,
    asked,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
};
