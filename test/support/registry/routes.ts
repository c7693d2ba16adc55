import { type Answer, content, failure, json, type Question } from "./answer.ts";
import type { Gate } from "./auth.ts";
import { type Contents, referrersOf, type Shelf } from "./contents.ts";

export interface RouteOptions {
  readonly contents: Contents;
  readonly gate: Gate;
  /** Most names of one page. */
  readonly pageSize: number;
  /** Status of `/v2/_catalog`: 404 and 401 are what registries without a catalog answer. */
  readonly catalog: 200 | 401 | 404;
  readonly referrers: boolean;
  /** Origin that blobs are redirected to, such as `http://127.0.0.1:1`. */
  readonly blobOrigin?: string;
}

interface Asked {
  readonly question: Question;
  readonly shelf: Shelf;
  readonly reference: string;
}

const PATH = /^\/v2\/(.+)\/(manifests|blobs|tags|referrers)\/([^/]+)$/;

/** The read half of distribution-spec over `contents`. */
export const answer = (question: Question, options: RouteOptions): Answer => {
  const path = question.url.pathname;
  if (path === "/token") return options.gate.token(question);
  const [, name = "", kind = "", reference = ""] = PATH.exec(path) ?? [];
  const refused = options.gate.check(question, scopeOf(path, name));
  if (refused !== undefined) return refused;
  if (question.method !== "GET" && question.method !== "HEAD") return failure(405, "UNSUPPORTED");
  if (path === "/v2/" || path === "/v2") return json({}, { "docker-distribution-api-version": "registry/2.0" });
  if (path === "/v2/_catalog") return catalog(question, options);
  const shelf = options.contents.repositories.get(name);
  if (kind === "") return failure(404, "UNSUPPORTED");
  if (shelf === undefined) return failure(404, "NAME_UNKNOWN");
  const asked: Asked = { question, shelf, reference };
  if (kind === "tags") return page(question, { name, key: "tags", values: [...shelf.tags.keys()] }, options.pageSize);
  if (kind === "manifests") return manifest(asked);
  return kind === "blobs" ? blob(asked, options) : referrers(asked, options);
};

const scopeOf = (path: string, name: string): string | undefined => {
  if (path.startsWith("/v2/_catalog")) return "registry:catalog:*";
  return name === "" ? undefined : `repository:${name}:pull`;
};

const catalog = (question: Question, { contents, catalog: status, pageSize }: RouteOptions): Answer => {
  if (status !== 200) return failure(status, status === 401 ? "UNAUTHORIZED" : "UNSUPPORTED");
  return page(question, { key: "repositories", values: [...contents.repositories.keys()] }, pageSize);
};

interface Listing {
  readonly name?: string;
  readonly key: "repositories" | "tags";
  readonly values: readonly string[];
}

/** `n` and `last` as in distribution-spec; a full page that is not the last one has a relative Link. */
const page = (question: Question, { name, key, values }: Listing, pageSize: number): Answer => {
  const { searchParams, pathname } = question.url;
  const last = searchParams.get("last") ?? "";
  const n = Math.min(Number(searchParams.get("n") ?? pageSize), pageSize);
  const rest = [...values].sort().filter((value) => last === "" || value > last);
  const part = rest.slice(0, n);
  const next = new URLSearchParams({ last: part.at(-1) ?? "", n: String(n) });
  const link = rest.length > part.length && part.length > 0 ? { link: `<${pathname}?${next}>; rel="next"` } : {};
  return json({ ...(name === undefined ? {} : { name }), [key]: part }, link);
};

/** A client that does not accept the stored type gets 404, as docker-registry 2.8 answers for OCI manifests. */
const manifest = ({ question, shelf, reference }: Asked): Answer => {
  const found = shelf.manifests.get(shelf.tags.get(reference) ?? reference);
  const accept = String(question.headers.accept ?? "*/*");
  if (found === undefined || !(accept.includes(found.mediaType) || accept.includes("*/*")))
    return failure(404, "MANIFEST_UNKNOWN");
  const headers = { "content-type": found.mediaType, "docker-content-digest": found.digest };
  return { status: 200, headers, body: found.bytes };
};

const blob = ({ question, shelf, reference }: Asked, { blobOrigin }: RouteOptions): Answer => {
  const bytes = shelf.blobs.get(reference);
  if (bytes === undefined) return failure(404, "BLOB_UNKNOWN");
  if (blobOrigin === undefined) return blobContent(reference, bytes, question);
  const location = `${blobOrigin}/storage/${reference}?X-Signature=${Buffer.from(reference).toString("base64url")}`;
  return { status: 307, headers: { location }, body: new Uint8Array() };
};

export const blobContent = (digest: string, bytes: Uint8Array, { headers }: Question): Answer =>
  content(
    bytes,
    { "content-type": "application/octet-stream", "docker-content-digest": digest },
    headers.range?.toString(),
  );

const referrers = ({ question, shelf, reference }: Asked, { referrers: on, pageSize }: RouteOptions): Answer => {
  if (!on) return { status: 404, headers: { "content-type": "text/plain" }, body: Buffer.from("404 page not found\n") };
  const from = Number(question.url.searchParams.get("from") ?? 0);
  const all = referrersOf(shelf, reference);
  const more = all.length > from + pageSize;
  const link = more ? { link: `<${question.url.pathname}?from=${from + pageSize}>; rel="next"` } : {};
  const mediaType = "application/vnd.oci.image.index.v1+json";
  const manifests = all.slice(from, from + pageSize);
  return json({ schemaVersion: 2, mediaType, manifests }, { "content-type": mediaType, ...link });
};
