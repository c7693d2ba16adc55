import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { StoredRegistry } from "./ecr-contents.ts";

/** ECR's own limit of a page (registries.md 1.2). */
const PAGE_LIMIT = 1000;

export const refuse = (response: ServerResponse, status: number, code: string, message = code): void =>
  void response
    .writeHead(status, { "content-type": "application/json" })
    .end(JSON.stringify({ errors: [{ code, message }] }));

/** GETs and HEADs of the real registry; manifests only by what the client accepts. */
export const forward = async (request: IncomingMessage, response: ServerResponse, host: string): Promise<void> => {
  const { accept } = request.headers;
  const answered = await fetch(`http://${host}${request.url}`, {
    method: request.method ?? "GET",
    headers: accept === undefined ? {} : { accept },
  });
  const headers = ["content-type", "docker-content-digest"].flatMap((name) => {
    const value = answered.headers.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  response.writeHead(answered.status, Object.fromEntries(headers)).end(Buffer.from(await answered.arrayBuffer()));
};

/** `tags/list` as ECR pages it: a hundred by default, 405 beyond a thousand. */
export const listTags = (url: URL, response: ServerResponse, stored: StoredRegistry): void => {
  const name = /^\/v2\/(.+)\/tags\/list$/.exec(url.pathname)?.[1] ?? "";
  const n = Number(url.searchParams.get("n") ?? 100);
  if (n > PAGE_LIMIT) return void refuse(response, 405, "UNSUPPORTED", "n must be less than or equal to 1000");
  const revisions = stored.revisions(name);
  if (revisions === undefined) return void refuse(response, 404, "NAME_UNKNOWN");
  const last = url.searchParams.get("last") ?? "";
  const rest = revisions
    .flatMap(({ tags }) => tags)
    .sort()
    .filter((tag) => tag > last);
  const tags = rest.slice(0, n);
  const link = `<${url.pathname}?n=${n}&last=${tags.at(-1)}>; rel="next"`;
  response.writeHead(200, { "content-type": "application/json", ...(rest.length > n && { link }) });
  response.end(JSON.stringify({ name, tags }));
};

/** Presigned addresses as S3 gives them; a second way to authenticate is refused with 400, a query that is not ours with 403. */
export const presigned =
  (stored: StoredRegistry): RequestListener =>
  (request, response) => {
    const url = new URL(request.url ?? "", "http://s3");
    if (request.headers.authorization !== undefined) return void response.writeHead(400).end("InvalidArgument");
    const digest = url.pathname.slice(1);
    if (url.searchParams.get("X-Amz-Signature") !== signatureOf(digest)) return void response.writeHead(403).end();
    const bytes = stored.blob(digest);
    response.writeHead(bytes === undefined ? 404 : 200).end(bytes);
  };

export const presign = (host: string, digest: string): string =>
  `https://${host}/${digest}?X-Amz-Signature=${signatureOf(digest)}`;

const signatureOf = (digest: string): string => Buffer.from(digest).toString("base64url");
