import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";

/** One call of an AWS JSON 1.1 service, as its signature and target say. */
export interface AwsRequest {
  readonly operation: string;
  /** `AmazonEC2ContainerRegistry_V20150921`, `SpencerFrontendService`. */
  readonly service: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly keyId: string;
  readonly region: string;
  /** Service name the request was signed for. */
  readonly signedFor: string;
}

/** A service error: `__type` and, unless it is said, status 400. */
export class AwsRefusal extends Error {
  readonly type: string;
  readonly status: number;
  constructor(type: string, status = 400) {
    super(type);
    this.type = type;
    this.status = status;
  }
}

/** Which calls end in an error, and how many of them. */
interface AwsFault {
  readonly operation: string;
  readonly type: string;
  readonly region?: string;
  readonly repository?: string;
  /** Default: every one. */
  readonly times?: number;
}

export interface JsonService {
  readonly url: string;
  /** Every call, in order, the refused ones included. */
  readonly calls: readonly AwsRequest[];
  fail(fault: AwsFault): void;
  close(): Promise<void>;
}

/** AWS JSON 1.1 on node:http: dispatches on x-amz-target, never checks the signature itself. */
export const startJsonService = async (answer: (request: AwsRequest) => unknown): Promise<JsonService> => {
  const calls: AwsRequest[] = [];
  const faults: { readonly fault: AwsFault; left: number }[] = [];
  const server = await listen(async (request, response) => {
    const call = await readCall(request);
    calls.push(call);
    try {
      takeFault(faults, call);
      send(response, 200, answer(call));
    } catch (error) {
      if (!(error instanceof AwsRefusal)) throw error;
      send(response, error.status, { __type: error.type, message: `${error.type} of the facade` });
    }
  });
  return {
    ...server,
    calls,
    fail: (fault) => {
      faults.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY });
    },
  };
};

const takeFault = (faults: readonly { readonly fault: AwsFault; left: number }[], call: AwsRequest): void => {
  const entry = faults.find(
    ({ fault, left }) =>
      left > 0 &&
      fault.operation === call.operation &&
      (fault.region ?? call.region) === call.region &&
      (fault.repository ?? call.body.repositoryName) === call.body.repositoryName,
  );
  if (entry === undefined) return;
  entry.left--;
  throw new AwsRefusal(entry.fault.type);
};

/** `AWS4-HMAC-SHA256 Credential=KEY/20260101/REGION/SERVICE/aws4_request, ...`. */
const readCall = async (request: IncomingMessage): Promise<AwsRequest> => {
  const [service = "", operation = ""] = String(request.headers["x-amz-target"]).split(".");
  const [, keyId = "", region = "", signedFor = ""] =
    /Credential=([^/]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/.exec(request.headers.authorization ?? "") ?? [];
  return { service, operation, keyId, region, signedFor, body: (await json(request)) as AwsRequest["body"] };
};

const send = (response: ServerResponse, status: number, body: unknown): void =>
  void response.writeHead(status, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(body));

/** `maxResults` of a list from where `nextToken` says, at most `size` of them. */
export const pageOf = <T>(
  all: readonly T[],
  { maxResults, nextToken }: AwsRequest["body"],
  size: number,
): { readonly items: readonly T[]; readonly nextToken?: string } => {
  if (Number(maxResults ?? 1) < 1 || Number(maxResults ?? 1) > 1000) throw new AwsRefusal("InvalidParameterException");
  const from = nextToken === undefined ? 0 : Number(Buffer.from(String(nextToken), "base64").toString());
  const to = from + Math.min(size, Number(maxResults ?? 100));
  const more = to < all.length ? { nextToken: Buffer.from(String(to)).toString("base64") } : {};
  return { items: all.slice(from, to), ...more };
};

export interface Listening {
  readonly url: string;
  close(): Promise<void>;
}

/** Plain http on a free loopback port. */
export const listen = async (handle: RequestListener): Promise<Listening> => {
  const server = createServer(handle);
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => void (await new Promise((resolve) => server.close(resolve).closeAllConnections())),
  };
};
