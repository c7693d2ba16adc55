import { type Answer, json, type Question } from "../registry/answer.ts";
import { type ApiWindow, abuse, apiLimit } from "./limits.ts";
import { type Caller, callerOf, type HubState, maySee } from "./options.ts";
import type { HubStore } from "./store.ts";

interface Api {
  readonly state: HubState;
  readonly store: HubStore;
}

type Asked = Api & { readonly question: Question; readonly caller: Caller };
type SignIn = Omit<Asked, "caller"> & { readonly sessions: Map<string, { readonly caller: Caller; left: number }> };

/** Docker Hub's own API at hub.docker.com (registries.md 1.4). */
export const createApi = ({ state, store }: Api): ((question: Question) => Answer) => {
  const sessions: SignIn["sessions"] = new Map();
  const window: ApiWindow = { calls: 0, ends: 0 };
  return (question) => {
    if (state.flagged) return json({ message: "object not found" }, {}, 404);
    const refused = abuse(state, "api");
    if (refused !== undefined) return refused;
    const limit = apiLimit(state, window);
    if ("status" in limit) return limit;
    const answer = allowed({ state, store, question, sessions });
    return { ...answer, headers: { ...answer.headers, ...limit.headers } };
  };
};

const allowed = ({ sessions, ...asked }: SignIn): Answer => {
  const { question } = asked;
  if (question.url.pathname === "/v2/auth/token") return signIn({ ...asked, sessions });
  const session = sessions.get(String(question.headers.authorization).replace(/^Bearer /, ""));
  if (question.headers.authorization !== undefined && (session === undefined || session.left-- <= 0))
    return json({ message: "unauthorized" }, {}, 401);
  return route({ ...asked, caller: session?.caller ?? "anonymous" });
};

const signIn = ({ state, question, sessions }: SignIn): Answer => {
  if (question.method !== "POST") return json({}, {}, 405);
  const { identifier = "", secret = "" } = JSON.parse(question.text);
  const caller = callerOf(identifier, secret);
  if (caller === undefined) return json({ detail: "Incorrect authentication credentials" }, {}, 401);
  if (state.secondFactor)
    return json(
      { detail: "Require secondary authentication on MFA enabled account", login_2fa_token: "next" },
      {},
      401,
    );
  const token = `session-${sessions.size}`;
  sessions.set(token, { caller, left: state.sessionCalls ?? Number.POSITIVE_INFINITY });
  return json({ access_token: token });
};

const route = (asked: Asked): Answer => {
  const { question, caller, state } = asked;
  const path = question.url.pathname;
  if (question.method !== "GET") return json({}, {}, 405);
  if (path.startsWith("/v2/repositories/") && caller === "organisation")
    return json({ message: "token issued from organization access token is not allowed" }, {}, 403);
  const account = /^\/v2\/auditlogs\/([^/]+)$/.exec(path)?.[1];
  if (account !== undefined) return auditLog(asked);
  const [, namespace = "", name, list] =
    /^\/v2\/namespaces\/([^/]+)\/repositories(?:\/([^/]+))?(?:\/(tags|manifests))?$/.exec(path) ?? [];
  if (namespace === "") return json({}, {}, 404);
  if (name === undefined) return repositories(asked, namespace);
  const repository = `${namespace}/${name}`;
  if (!asked.store.repositories(namespace).includes(repository) || !maySee(state, { caller, repository }))
    return json({ message: "object not found" }, {}, 404);
  if (list === "tags") return page(asked, asked.store.tags(repository));
  return list === "manifests" ? inventory(asked, repository) : json(described(asked, repository));
};

/** An organisation token without the scope is shown the public ones, with 200. */
const repositories = (asked: Asked, namespace: string): Answer =>
  page(
    asked,
    asked.store
      .repositories(namespace)
      .filter((repository) => maySee(asked.state, { caller: asked.caller, repository }))
      .map((repository) => described(asked, repository)),
  );

const described = ({ state }: Asked, repository: string) => ({
  name: repository.replace(/^[^/]*\//, ""),
  is_private: (state.private ?? []).includes(repository),
  pull_count: 41,
});

/** Since 2026-08-11 an anonymous caller is refused beyond a thousand entries. */
const page = ({ question, caller }: Asked, all: readonly unknown[]): Answer => {
  const number = Number(question.url.searchParams.get("page") ?? 1);
  const size = Math.min(100, Number(question.url.searchParams.get("page_size") ?? 10));
  if (caller === "anonymous" && number * size > 1000)
    return json({ message: "pagination offset too large for anonymous requests; sign in to page further" }, {}, 403);
  const results = all.slice((number - 1) * size, number * size);
  if (results.length === 0 && number > 1) return json({ message: "object not found" }, {}, 404);
  const next = number * size < all.length ? "https://elsewhere.example/next" : null;
  return json({ count: all.length, next, previous: null, results });
};

/** Pages of two, so that a test needs few manifests for several. */
const inventory = ({ question, state, store, caller }: Asked, repository: string): Answer => {
  const status = caller === "person" ? (state.inventory ?? 200) : 401;
  if (status !== 200) return json({}, {}, status);
  const all = store.manifests(repository);
  const at = Number(question.url.searchParams.get("last_evaluated_key") ?? 0);
  const manifests = all
    .slice(at, at + 2)
    .map(({ digest, pushed }) => ({ manifest_digest: digest, last_pushed: pushed, tags: [] }));
  return json({ manifests, ...(at + 2 < all.length && { last_evaluated_key: `${at + 2}` }) });
};

const auditLog = ({ question, state, store, caller }: Asked): Answer => {
  const { searchParams } = question.url;
  const status = caller === "person" ? (state.auditLog ?? 403) : 401;
  if (status !== 200) return json({}, {}, status);
  const name = searchParams.get("name") ?? "";
  const [number, size] = [Number(searchParams.get("page") ?? 1), Number(searchParams.get("page_size") ?? 25)];
  const logs = store
    .pushes(name)
    .slice((number - 1) * size, number * size)
    .map(({ tag, digest, timestamp }) => ({
      action: "repo.tag.push",
      name,
      actor: "robin",
      timestamp,
      data: { digest, tag },
    }));
  return json({ logs });
};
