import { discard, type HttpResponse, readBody } from "../http/response.ts";
import { PullError } from "../pull-error.ts";

const PAGE_LIMIT = 64 * 1024 * 1024;
const ERROR_LIMIT = 64 * 1024;

/** Any JSON object; what is none has no fields. */
export type Fields = Readonly<Record<string, unknown>>;

/** The fields of an answer. Throws PullError for every status but 200; `what` is `listing tags of docker.io/team/app`. */
export async function readAnswer(response: HttpResponse, what: string): Promise<Fields> {
  if (response.status !== 200) throw await failureOf(response, what);
  const body = await readBody(response, PAGE_LIMIT);
  try {
    return fields(JSON.parse(Buffer.from(body).toString("utf8")));
  } catch {
    throw new PullError(`${what}: the answer is not JSON`);
  }
}

/** Text of a refusal, only to tell its kind: it may echo what was sent and is never shown. */
export async function refusalText(response: HttpResponse): Promise<string> {
  const body = await readBody(response, ERROR_LIMIT).catch(() => new Uint8Array());
  await discard(response);
  return Buffer.from(body).toString("utf8");
}

const fields = (value: unknown): Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};

export const items = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.map(fields) : []);

/** ISO 8601, or undefined for anything else. */
export const dateOf = (value: unknown): string | undefined =>
  typeof value === "string" && !Number.isNaN(Date.parse(value)) ? value : undefined;

/** A 429 without `ratelimit-*` is not about pulls: all calls of the address are counted (hub-feedback#1907). */
export const ABUSE_LIMIT =
  "Docker Hub's limit against abuse by this address, which is not its pull limit; it ends by itself";

async function failureOf(response: HttpResponse, what: string): Promise<PullError> {
  const { status } = response;
  const text = await refusalText(response);
  return new PullError(`${what}: ${status}${reasonOf(response, text)}`, { status });
}

function reasonOf({ status, header }: HttpResponse, text: string): string {
  if (status === 404) return " NOT FOUND, which Docker Hub also answers to an address that it has flagged";
  if (status === 403 && /pagination offset/i.test(text))
    return " DENIED: without a login Docker Hub lists a thousand entries and no more";
  if (status !== 429) return "";
  return ` TOO MANY REQUESTS: ${header("x-ratelimit-limit") === undefined ? ABUSE_LIMIT : "the limit of Docker Hub's API, which is not its pull limit"}`;
}
