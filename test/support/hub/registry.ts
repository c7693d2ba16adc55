import { type Answer, content, failure, json, type Question } from "../registry/answer.ts";
import { abuse, pullHeaders, pullLimit } from "./limits.ts";
import { type Caller, callerOf, type HubState, maySee } from "./options.ts";

interface Registry {
  readonly state: HubState;
  /** Pulls that were counted go here. */
  readonly counted: () => void;
}

const PATH = /^\/v2\/(.+)\/(manifests|blobs|tags|referrers)\/([^/]+)$/;
/** Where Docker Hub keeps blobs; only a signed address lets one in. */
export const BLOB_HOST = "production.cloudflare.docker.com";

/** registry-1.docker.io in front of another registry: a GET of a manifest counts as a pull and a HEAD does not. */
export const createRegistry =
  ({ state, counted }: Registry) =>
  async (question: Question): Promise<Answer> => {
    const [, repository = "", kind, reference = ""] = PATH.exec(question.url.pathname) ?? [];
    const refused = abuse(state, "registry");
    if (refused !== undefined) return refused;
    const caller = /^Bearer for-(anonymous|person|organisation)$/.exec(String(question.headers.authorization))?.[1];
    if (caller === undefined || !maySee(state, { caller: caller as Caller, repository })) return challenge(repository);
    if (state.flagged) return failure(404, "NAME_UNKNOWN");
    if (repository === "ratelimitpreview/test")
      return state.preview === false ? failure(404, "NAME_UNKNOWN") : json({}, pullHeaders(state));
    if (kind === "blobs")
      return {
        status: 307,
        headers: { location: `https://${BLOB_HOST}/${repository}/${reference}?verify=signed` },
        body: new Uint8Array(),
      };
    if (kind !== "manifests") return forward(question, state);
    if (question.method === "GET" && state.pulls !== undefined && state.pulls <= 0) return pullLimit(state);
    const answer = await forward(question, state);
    const isIndex = answer.status === 200 && /index|list/.test(String(answer.headers["content-type"]));
    if (question.method === "GET" && answer.status === 200 && (state.countsIndexes !== false || !isIndex)) {
      if (state.pulls !== undefined) state.pulls--;
      counted();
    }
    return { ...answer, headers: { ...answer.headers, ...pullHeaders(state) } };
  };

const challenge = (repository: string): Answer =>
  failure(401, "UNAUTHORIZED", {
    "www-authenticate": `Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:${repository}:pull"`,
  });

/** auth.docker.io: a token for anybody, but none for a wrong login. */
export const tokenAnswer = ({ headers }: Question): Answer => {
  const basic = /^Basic (.+)$/.exec(String(headers.authorization))?.[1];
  const [user = "", ...password] = Buffer.from(basic ?? "", "base64")
    .toString()
    .split(":");
  const caller = basic === undefined ? "anonymous" : callerOf(user, password.join(":"));
  if (caller === undefined) return json({ details: "incorrect username or password" }, {}, 401);
  return json({ token: `for-${caller}`, expires_in: 300 });
};

/** Refuses a login besides the signature, as object stores do. */
export const createBlobs =
  (state: HubState) =>
  async ({ url, headers }: Question): Promise<Answer> => {
    if (headers.authorization !== undefined) return failure(400, "INVALID_ARGUMENT");
    if (url.searchParams.get("verify") !== "signed") return failure(403, "DENIED");
    const [, repository, digest] = /^\/(.+)\/([^/]+)$/.exec(url.pathname) ?? [];
    const response = await fetch(`http://${state.registry.host}/v2/${repository}/blobs/${digest}`);
    const body = Buffer.from(await response.arrayBuffer());
    if (!response.ok) return failure(response.status, "BLOB_UNKNOWN");
    return content(body, { "content-type": "application/octet-stream" }, headers.range?.toString());
  };

const forward = async ({ method, url, headers }: Question, { registry }: HubState): Promise<Answer> => {
  const accept = headers.accept === undefined ? {} : { accept: String(headers.accept) };
  const response = await fetch(`http://${registry.host}${url.pathname}${url.search}`, { method, headers: accept });
  const kept = ["content-type", "docker-content-digest"].flatMap((name) => {
    const value = response.headers.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  return {
    status: response.status,
    headers: Object.fromEntries(kept),
    body: Buffer.from(await response.arrayBuffer()),
  };
};
