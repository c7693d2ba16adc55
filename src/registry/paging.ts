import type { Get } from "./distribution.ts";
import type { HttpResponse } from "./http/response.ts";
import { wholeBody } from "./http/whole-body.ts";
import { PullError } from "./pull-error.ts";

/** Page sizes to try in turn: ECR answers 405, Quay 413 and distribution 400 to an `n` it finds too large (registries.md G11). */
const PAGE_SIZES: readonly (number | undefined)[] = [1000, 100, undefined];
const TOO_LARGE = new Set([400, 405, 413]);
/** 64 MiB a page, a million names in all (T4). */
const PAGE_LIMIT = 64 * 1024 * 1024;
const NAME_LIMIT = 1_000_000;

export interface Paged {
  readonly get: (request: Get, signal: AbortSignal) => Promise<HttpResponse>;
  readonly first: Get;
  /** The member of the answer that lists the names; null counts as empty. */
  readonly key: "repositories" | "tags";
}

/** Names of all pages, each once. A page that adds nothing ends the listing, so a server cannot keep it going for ever. */
export async function* pages(list: Paged, signal: AbortSignal): AsyncGenerator<string> {
  const seen = new Set<string>();
  let next: string | undefined;
  do {
    const path = next;
    const open = async (): Promise<HttpResponse> =>
      path === undefined ? firstPage(list, signal) : list.get({ ...list.first, path }, signal);
    const { response, body } = await wholeBody(open, PAGE_LIMIT, signal);
    const before = seen.size;
    for (const name of readNames(body, list)) {
      if (seen.has(name)) continue;
      seen.add(name);
      yield name;
    }
    if (seen.size > NAME_LIMIT) throw new PullError(`${list.first.what}: more than ${NAME_LIMIT} names`);
    next = seen.size === before ? undefined : nextPage(response, list);
  } while (next !== undefined);
}

async function firstPage(list: Paged, signal: AbortSignal): Promise<HttpResponse> {
  let refusal: unknown;
  for (const size of PAGE_SIZES)
    try {
      return await list.get(
        { ...list.first, path: size === undefined ? list.first.path : `${list.first.path}?n=${size}` },
        signal,
      );
    } catch (error) {
      if (!(error instanceof PullError) || !TOO_LARGE.has(error.status ?? 0)) throw error;
      refusal = error;
    }
  throw refusal;
}

function readNames(body: Uint8Array, list: Paged): readonly string[] {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(body).toString("utf8"));
  } catch {
    throw new PullError(`${list.first.what}: the answer is not JSON`);
  }
  const names: unknown = Object.entries(json ?? {}).find(([key]) => key === list.key)?.[1];
  if (names === undefined || names === null) return [];
  if (!Array.isArray(names)) throw new PullError(`${list.first.what}: the answer has no list of ${list.key}`);
  return names.filter((name): name is string => typeof name === "string");
}

/** RFC 8288 Link with rel="next", followed on the same origin only (registries.md G12, T2). */
function nextPage(response: HttpResponse, list: Paged): string | undefined {
  for (const link of response.headers("link")) {
    const target = /<([^>]*)>\s*;[^,]*\brel="?next"?/i.exec(link)?.[1];
    if (target === undefined || !URL.canParse(target, response.url)) continue;
    const url = new URL(target, response.url);
    if (url.origin !== new URL(response.url).origin)
      throw new PullError(`${list.first.what}: the next page is on another host, which is refused`);
    return `${url.pathname}${url.search}`;
  }
  return undefined;
}
