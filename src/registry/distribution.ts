import type { Digest } from "../domain/digest.ts";
import type { Descriptor } from "../domain/oci.ts";
import type { Http } from "./http/http.ts";
import type { LaneName } from "./http/politeness.ts";
import { discard, type HttpResponse, readBody } from "./http/response.ts";
import { isRetryStatus, parseRetryAfter, RETRY } from "./http/retry.ts";
import { wholeBody } from "./http/whole-body.ts";
import type { Authorizer } from "./login/auth.ts";
import { pullScope, type Scope } from "./login/token.ts";
import { listedDescriptors, MANIFEST_LIMIT, MANIFEST_TYPES } from "./manifest.ts";
import { createNameLists, type Walk, walkPages } from "./paging.ts";
import type { PulledManifest, PullMeter, RegistryLanes } from "./provider.ts";
import { PullError } from "./pull-error.ts";

const ERROR_LIMIT = 64 * 1024;
const ACCEPT = [...MANIFEST_TYPES, "*/*;q=0.1"].join(", ");

/** A client of one registry's OCI distribution API (distribution-spec, spec.md), pull side only. */
export interface Distribution {
  repositories(signal: AbortSignal): AsyncIterable<string>;
  tags(name: string, signal: AbortSignal): AsyncIterable<string>;
  manifest(name: string, reference: string, signal: AbortSignal): Promise<PulledManifest>;
  /** Docker-Content-Digest of a HEAD, which no registry counts as a pull. */
  head(name: string, reference: string, signal: AbortSignal): Promise<string | undefined>;
  /** All pages of the referrers API; throws PullError where the registry does not have it. */
  referrers(name: string, digest: Digest, signal: AbortSignal): AsyncIterable<Descriptor>;
  /** One answer with unverified bytes, those from `range` on where the server can. */
  blob(
    name: string,
    wanted: { readonly digest: Digest; readonly range?: string },
    signal: AbortSignal,
  ): Promise<HttpResponse>;
}

export interface DistributionInput {
  readonly http: Http;
  readonly auth: Authorizer;
  /** For people: `r.example:5000`. */
  readonly registry: string;
  /** `https://r.example:5000`, found when the first request is made. */
  readonly base: (signal: AbortSignal) => Promise<string>;
  readonly meter?: PullMeter;
  /** Default: every host is treated as one that is not known. */
  readonly lanes?: (name: string) => RegistryLanes;
  /** Status of its answer to a token that died, when that has no challenge. */
  readonly staleStatus?: number;
  /** Who asks, for people: `alice (~/.docker/config.json)`. */
  readonly identity?: (scope: Scope, signal: AbortSignal) => Promise<string>;
}

export function createDistribution(input: DistributionInput): Distribution {
  const { lanes = () => UNKNOWN } = input;
  const get = async (request: Get, signal: AbortSignal): Promise<HttpResponse> => authorized(input, request, signal);
  const below = (name: string, path: string, doing: string): Get => ({
    path: `/v2/${name}/${path}`,
    scope: pullScope(name),
    what: `${doing} of ${input.registry}/${name}`,
    lane: lanes(name).manifests,
  });
  const names = createNameLists(get);
  const catalog: Get = {
    path: "/v2/_catalog",
    scope: "registry:catalog:*",
    what: `listing repositories of ${input.registry}`,
    lane: lanes("").manifests,
  };
  const head: Distribution["head"] = async (name, reference, signal) => {
    const request = below(name, `manifests/${reference}`, `looking up ${reference}`);
    const response = await get({ ...request, accept: ACCEPT, method: "HEAD", metered: true }, signal);
    await discard(response);
    return response.header("docker-content-digest");
  };
  return {
    repositories: (signal) => names({ first: catalog, key: "repositories" }, signal),
    tags: (name, signal) => names({ first: below(name, "tags/list", "listing tags"), key: "tags" }, signal),
    manifest: async (name, reference, signal) => {
      const request: Get = {
        ...below(name, `manifests/${reference}`, `pulling ${reference}`),
        accept: ACCEPT,
        metered: true,
      };
      const ask = async (): Promise<HttpResponse> => get(request, signal);
      const probe = async (): Promise<unknown> => head(name, reference, signal);
      const { meter } = input;
      const open = meter === undefined ? ask : async () => meter.pull({ ask, probe }, signal);
      const { response, body } = await wholeBody(open, MANIFEST_LIMIT, signal);
      return { body, mediaType: (response.header("content-type") ?? "").replace(/;.*/s, "").trim() };
    },
    head,
    referrers: (name, digest, signal) =>
      unfilteredReferrers(get, below(name, `referrers/${digest}`, `listing referrers of ${digest}`), signal),
    blob: async (name, { digest, ...range }, signal) =>
      get({ ...below(name, `blobs/${digest}`, `pulling ${digest}`), ...range, lane: lanes(name).blobs }, signal),
  };
}

export interface Get {
  /** Path and query below the registry, or a whole address from a Link header (same origin, checked by the caller). */
  readonly path: string;
  readonly scope: Scope;
  readonly what: string;
  readonly accept?: string;
  readonly range?: string;
  readonly method?: "HEAD";
  /** A request of a manifest, which some registries count. */
  readonly metered?: true;
  readonly lane: LaneName;
}

const UNKNOWN: RegistryLanes = { manifests: "generic", blobs: "generic" };

/** One request with whatever login it takes; throws PullError for every answer that is not a success. */
async function authorized(input: DistributionInput, wanted: Get, signal: AbortSignal): Promise<HttpResponse> {
  const base = await input.base(signal);
  let dropped = false;
  for (let renewals = 0; ; renewals++) {
    const login = await input.auth.known(wanted.scope, signal);
    const used = login?.header;
    const fresh = renewals > 0 || login?.fresh === true;
    const headers = {
      ...(used === undefined ? {} : { authorization: used }),
      ...(wanted.accept === undefined ? {} : { accept: wanted.accept }),
      ...(wanted.range === undefined ? {} : { range: wanted.range }),
    };
    const { method = "GET", lane } = wanted;
    const response = await input.http.send({ url: new URL(wanted.path, base).href, headers, method, lane }, signal);
    if (wanted.metered) input.meter?.answered(response.header);
    if (response.status >= 200 && response.status <= 299) return response;
    const failure = await readFailure(response, { what: wanted.what, base, otherLimit: input.meter?.otherLimit });
    const expired = response.status === 401 || (used !== undefined && /expired/i.test(failure.text));
    const challenges = response.headers("www-authenticate");
    if (used !== undefined && !dropped && response.status === input.staleStatus && challenges.length === 0) {
      await input.auth.drop(wanted.scope, used, signal);
      dropped = true;
      renewals--;
      continue;
    }
    if (!expired || renewals > 1 || !(await input.auth.renew(wanted.scope, { challenges, used, fresh }, signal)))
      throw await asWhom(failure.error, { input, scope: wanted.scope }, signal);
  }
}

/** Of a refusal it matters who asked: no login, or not the one that was meant. */
async function asWhom(
  error: PullError,
  { input, scope }: { readonly input: DistributionInput; readonly scope: Scope },
  signal: AbortSignal,
): Promise<PullError> {
  const { status, absent, limited, redirected, message } = error;
  if (input.identity === undefined || redirected || (status !== 401 && status !== 403)) return error;
  const identity = await input.identity(scope, signal);
  const way = identity === "anonymous" ? ` (docker login ${input.registry})` : "";
  return new PullError(`${message}, asked as ${identity}${way}`, { status, absent, limited });
}

/** `{"errors":[{"code":"NAME_UNKNOWN"}]}` of the distribution-spec; the server's message is not repeated: it may echo what was sent. */
async function readFailure(
  response: HttpResponse,
  { what, base, otherLimit }: { readonly what: string; readonly base: string; readonly otherLimit: string | undefined },
): Promise<{ readonly error: PullError; readonly text: string }> {
  const text = Buffer.from(await readBody(response, ERROR_LIMIT).catch(() => new Uint8Array())).toString("utf8");
  await discard(response);
  const code = /"code"\s*:\s*"([A-Z0-9_]{1,60})"/.exec(text)?.[1] ?? STATUS_WORDS[response.status] ?? "";
  const limited = response.status === 429 && isPullLimit(response, text);
  const rest = restOf(response);
  const why = response.status === 429 && !limited && otherLimit !== undefined ? `: ${otherLimit}` : restInWords(rest);
  const error = new PullError(`${`${what}: ${response.status} ${code}`.trim()}${why}`, {
    status: response.status,
    absent: response.status === 404,
    limited,
    redirected: new URL(response.url).origin !== new URL(base).origin,
    againAt: !limited && isRetryStatus(response.status) ? Date.now() + rest : undefined,
  });
  return { error, text };
}

/** For how many milliseconds a host wants to be left alone. */
const restOf = ({ status, header }: HttpResponse): number =>
  isRetryStatus(status) ? (parseRetryAfter(header("retry-after"), Date.now()) ?? 0) : 0;

/** What is longer than an audit waits is said. */
function restInWords(ms: number): string {
  if (ms <= RETRY.patienceMs) return "";
  const minutes = Math.ceil(ms / 60_000);
  return `: it asks to be left alone for ${minutes < 120 ? `${minutes} min` : `${Math.ceil(minutes / 60)} h`}, the same command goes on then`;
}

/** A HEAD has no words. The other 429 of Docker Hub is one against abuse, short and without the header (registries.md 1.4). */
const isPullLimit = (response: HttpResponse, text: string): boolean =>
  /pull rate limit/i.test(text) || /^0\b/.test(response.header("ratelimit-remaining") ?? "");

const STATUS_WORDS: Readonly<Record<number, string>> = {
  400: "BAD REQUEST",
  401: "UNAUTHORIZED",
  403: "DENIED",
  404: "NOT FOUND",
  429: "TOO MANY REQUESTS",
  500: "INTERNAL SERVER ERROR",
  502: "BAD GATEWAY",
  503: "UNAVAILABLE",
};

/** Bytes of a page as of any manifest; more referrers of one manifest than this are an attack (CVE-2024-29903). */
const REFERRERS_LIMITS = { page: MANIFEST_LIMIT, items: 10_000 };

/** No filter is asked for (spec.md, listing referrers): one that was applied hides the rest. */
async function* unfilteredReferrers(
  get: (request: Get, signal: AbortSignal) => Promise<HttpResponse>,
  request: Get,
  signal: AbortSignal,
): AsyncGenerator<Descriptor> {
  let filtered = false;
  const walk: Walk<Descriptor> = {
    get,
    first: { ...request, accept: ACCEPT },
    limits: REFERRERS_LIMITS,
    read: ({ body, response }) => {
      filtered ||= response.header("oci-filters-applied") !== undefined;
      return { items: listedDescriptors(body, request.what) };
    },
    keyOf: ({ digest }) => digest,
  };
  yield* walkPages(walk, signal);
  if (filtered) throw new PullError(`${request.what}: the registry filtered them, which nobody asked for`);
}
