import type { ECRClient } from "@aws-sdk/client-ecr";
import * as z from "zod";
import { PullError } from "../pull-error.ts";
import { awsCall } from "./aws-call.ts";
import { type AwsSettings, awsClient } from "./clients.ts";

/** The API of all public registries lives here (registries.md 1.3). */
const REGION = "us-east-1";
const API = `api.ecr-public.${REGION}.amazonaws.com`;
const SERVICE = "SpencerFrontendService";
/** Read by the SDK's signer before the name of the client's own service; not among the typed settings. */
const SIGNED_FOR = { signingName: "ecr-public" };
const TARGET = "x-amz-target";

interface JsonRequest {
  readonly headers: Record<string, string>;
  body: unknown;
}

/**
 * ECR Public, through the client of the private service: the protocol is the same, operations have the same names under
 * another service's, and the fields of their answers are among the private ones. An endpoint that is set for the
 * private service is not one for this.
 */
export async function ecrPublicClient(settings: AwsSettings, profile: string | undefined): Promise<ECRClient> {
  const client = await awsClient(settings, ["ecr-public", profile ?? null], {
    region: REGION,
    endpoint: settings.endpoints.get(API) ?? `https://${API}`,
    ...SIGNED_FOR,
    ...(profile === undefined ? {} : { profile }),
  });
  client.middlewareStack.add(
    (next) => async (args) => {
      const { headers } = args.request as JsonRequest;
      headers[TARGET] = (headers[TARGET] ?? "").replace(/^[^.]*/, SERVICE);
      return next(args);
    },
    { step: "build", name: "ecrPublicTarget", override: true },
  );
  return client;
}

export interface PublicAlias {
  readonly name: string;
  /** Repositories are named under this one. */
  readonly primary: boolean;
}

/** Aliases of the caller's own public registries. */
export async function publicAliases(client: ECRClient, signal: AbortSignal): Promise<readonly PublicAlias[]> {
  const aliases: PublicAlias[] = [];
  let nextToken: string | undefined;
  do {
    const page = await describeRegistries(client, nextToken, signal);
    for (const { name, status, primaryRegistryAlias } of page.registries.flatMap(({ aliases: own }) => own))
      if (status === "ACTIVE") aliases.push({ name, primary: primaryRegistryAlias });
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return aliases;
}

/** ECR Public API reference, DescribeRegistries and RegistryAlias. */
const REGISTRIES = z.object({
  registries: z.array(
    z.object({
      aliases: z
        .array(
          z.object({
            name: z.string().regex(/^[a-z][a-z0-9]+(?:[._-][a-z0-9]+)*$/),
            status: z.string(),
            primaryRegistryAlias: z.boolean(),
          }),
        )
        .default([]),
    }),
  ),
  nextToken: z.string().optional(),
});

/**
 * The private service has no such operation, so it is sent in place of another one's request, and the answer is read
 * before the SDK leaves out the fields it does not know.
 */
async function describeRegistries(
  client: ECRClient,
  nextToken: string | undefined,
  signal: AbortSignal,
): Promise<z.infer<typeof REGISTRIES>> {
  const { DescribeRegistryCommand } = await import("@aws-sdk/client-ecr");
  const command = new DescribeRegistryCommand({});
  let answer: Uint8Array = new Uint8Array();
  command.middlewareStack.add(
    (next) => async (args) => {
      const request = args.request as JsonRequest;
      request.headers[TARGET] = `${SERVICE}.DescribeRegistries`;
      request.body = JSON.stringify({ nextToken });
      return next(args);
    },
    { step: "build", priority: "high" },
  );
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const response = result.response as { body: AsyncIterable<Uint8Array> | Uint8Array };
      response.body = answer = await whole(response.body);
      return result;
    },
    { step: "deserialize", priority: "low" },
  );
  const what = "asking for the aliases of this login";
  await awsCall(client, { what, ask: async (to, options) => to.send(command, options) }, signal);
  return parse(answer, what);
}

function parse(answer: Uint8Array, what: string): z.infer<typeof REGISTRIES> {
  try {
    return REGISTRIES.parse(JSON.parse(Buffer.from(answer).toString("utf8")));
  } catch (error) {
    throw new PullError(`${what}: the answer is not that of DescribeRegistries`, { cause: error });
  }
}

async function whole(body: AsyncIterable<Uint8Array> | Uint8Array): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return body;
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}
