import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { type Answer, failure, type Question } from "./answer.ts";
import type { FaultKind, FaultList } from "./faults.ts";

export interface Exchange {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly status: number;
}

export interface ServerOptions {
  readonly answer: (question: Question) => Answer | Promise<Answer>;
  readonly faults: FaultList;
  readonly seen: (exchange: Exchange, answer: Answer) => void;
}

export interface RunningServer {
  readonly host: `127.0.0.1:${number}`;
  close(): Promise<void>;
}

/** Plain http on a free loopback port. */
export const startServer = async (options: ServerOptions): Promise<RunningServer> => {
  const server = createServer((request, response) => {
    handle({ request, response, options }).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => close(server),
  };
};

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

interface Handling {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly options: ServerOptions;
}

const handle = async ({ request, response, options }: Handling): Promise<void> => {
  const question = await read(request);
  const fault = options.faults.take(question.method, question.url.pathname);
  if (fault?.kind === "slow") await pause(fault.delay);
  const answer = await spoil(await options.answer(question), fault, question);
  options.seen({ method: question.method, path: request.url ?? "", status: answer.status }, answer);
  response.writeHead(answer.status, { ...answer.headers, "content-length": answer.body.length });
  if (question.method === "HEAD") response.end();
  else if (fault?.kind === "cut" || fault?.kind === "stall") breakOff(response, answer.body, fault);
  else response.end(answer.body);
};

const read = async (request: IncomingMessage): Promise<Question> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  return {
    method: request.method ?? "",
    url: new URL(request.url ?? "/", `http://${request.headers.host}`),
    headers: request.headers,
    text,
    form: new URLSearchParams(text),
  };
};

const spoil = (answer: Answer, fault: FaultKind | undefined, question: Question): Answer | Promise<Answer> => {
  if (fault?.kind === "change") return fault.change(answer, question);
  if (fault?.kind === "status")
    return failure(
      fault.status,
      fault.status === 429 ? "TOOMANYREQUESTS" : "UNKNOWN",
      fault.retryAfter === undefined ? {} : { "retry-after": fault.retryAfter },
    );
  if (fault?.kind !== "wrong-bytes" || answer.body.length === 0) return answer;
  const body = Buffer.from(answer.body);
  const middle = body.length >> 1;
  body[middle] = (body[middle] ?? 0) ^ 1;
  return { ...answer, body };
};

/** A cut waits until the bytes have left, so that the client gets them and then loses the connection. */
const breakOff = (
  response: ServerResponse,
  body: Uint8Array,
  { kind, at }: FaultKind & { readonly kind: "cut" | "stall" },
): void => {
  response.flushHeaders();
  response.write(body.subarray(0, at), () => {
    if (kind === "cut") setTimeout(() => response.destroy(), 5);
  });
};
