import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { type EcrAnswer, ecrAnswers } from "./ecr-answers.ts";
import { type Calls, type FewestCalls, fewestCalls } from "./fewest-calls.ts";
import { ociAnswer } from "./oci-answers.ts";
import { createOrganisation, type Shape } from "./organisation.ts";

export interface Facade {
  /** `127.0.0.1:5000`, where both ECR's API (POST) and the distribution API (GET, HEAD) answer. */
  readonly host: string;
  /** Since the last time it was asked. */
  tally(): Tally;
  readonly fewest: FewestCalls;
  close(): void;
}

export interface Tally {
  readonly calls: Calls;
  /** Manifests given out, and how many of them more than once. */
  readonly pulled: number;
  readonly pulledAgain: number;
}

export interface FacadeOptions {
  readonly shape: Shape;
  /** Whether it has the referrers API. */
  readonly referrers: boolean;
}

/** A simulated organisation behind both APIs, on a free loopback port. */
export async function startFacade({ shape, referrers }: FacadeOptions): Promise<Facade> {
  const organisation = createOrganisation(shape);
  let calls = new Map<string, number>();
  let pulls = new Uint8Array(shape.manifests);
  const count = (operation: string): void => void calls.set(operation, (calls.get(operation) ?? 0) + 1);
  const pulled = (manifest: number): void => void pulls[manifest]!++;
  const ecr = ecrAnswers(organisation, pulled);
  const server = createServer(async (request, response) => {
    if (request.method === "POST") {
      const operation = String(request.headers["x-amz-target"]).split(".")[1] ?? "";
      count(operation);
      const answer = ecr[operation]?.(JSON.parse(await text(request))) ?? { __type: "InvalidParameterException" };
      sendEcr(response, answer);
    } else {
      const { operation, status, headers, body } = ociAnswer({ organisation, referrers, pulled }, asked(request));
      count(operation);
      response.writeHead(status, { ...headers, "content-length": body?.length ?? 0 });
      response.end(request.method === "HEAD" ? undefined : body);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    tally: () => {
      const tally = {
        calls: Object.fromEntries(calls),
        pulled: pulls.reduce((sum, times) => sum + times, 0),
        pulledAgain: pulls.filter((times) => times > 1).length,
      };
      calls = new Map();
      pulls = new Uint8Array(shape.manifests);
      return tally;
    },
    fewest: fewestCalls(organisation, { referrers }),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

const asked = ({ method = "GET", url = "/" }: IncomingMessage) => ({ method, url: new URL(url, "http://facade") });

function sendEcr(response: ServerResponse, answer: EcrAnswer): void {
  const body = Buffer.from(JSON.stringify(answer));
  response.writeHead("__type" in answer ? 400 : 200, {
    "content-type": "application/x-amz-json-1.1",
    "content-length": body.length,
  });
  response.end(body);
}
