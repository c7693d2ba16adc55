import type { Get } from "./distribution.ts";
import type { HttpResponse } from "./http/response.ts";
import { wholeBody } from "./http/whole-body.ts";
import { PullError } from "./pull-error.ts";
import { isRepositoryName, isTag } from "./reference.ts";

/** Page sizes to try in turn: ECR answers 405, Quay 413 and distribution 400 to an `n` it finds too large (registries.md G11). */
const PAGE_SIZES: readonly (number | undefined)[] = [1000, 100, undefined];
const TOO_LARGE = new Set([400, 405, 413]);
/** Bytes of a page, and a million names in all (registries.md T4). */
const NAME_LIMITS = { page: 16 * 1024 * 1024, items: 1_000_000 };
/** Pages in a row without anything new: a filtered catalog has some; a server that goes on for ever has no end of them. */
const BARREN_LIMIT = 20;

type GetPage = (request: Get, signal: AbortSignal) => Promise<HttpResponse>;

export interface Names {
  readonly first: Get;
  /** The member of the answer that lists the names; null counts as empty. */
  readonly key: "repositories" | "tags";
}

/**
 * Names of all pages, each once. The page size that a registry takes is remembered for its other listings. A name
 * becomes part of addresses: what is none is left out, and said by a PullError at the end.
 */
export function createNameLists(get: GetPage): (list: Names, signal: AbortSignal) => AsyncGenerator<string> {
  let taken = 0;
  const open = async (first: Get, signal: AbortSignal): Promise<HttpResponse> => {
    let refusal: unknown;
    for (const [at, size] of PAGE_SIZES.entries())
      if (at >= taken)
        try {
          const response = await get(
            { ...first, path: `${first.path}${size === undefined ? "" : `?n=${size}`}` },
            signal,
          );
          taken = at;
          return response;
        } catch (error) {
          if (!(error instanceof PullError) || !TOO_LARGE.has(error.status ?? 0)) throw error;
          refusal = error;
        }
    throw refusal;
  };
  return async function* ({ first, key }, signal) {
    const read: Walk<string>["read"] = ({ body }) => readNames(body, first, key);
    const walk = { get, first, open: async () => open(first, signal), limits: NAME_LIMITS, read, keyOf: String };
    let refused = 0;
    for await (const name of walkPages(walk, signal))
      if (VALID[key](name)) yield name;
      else refused++;
    if (refused > 0) throw new PullError(`${first.what}: ${refused} names are not valid and were left out`);
  };
}

const COMMA = 0x2c;

const VALID = { repositories: isRepositoryName, tags: isTag };

export interface Walk<T> {
  readonly get: GetPage;
  readonly first: Get;
  /** Opens the first page, when it is not asked for as it stands. */
  readonly open?: () => Promise<HttpResponse>;
  /** Bytes of a page, and items of all pages. */
  readonly limits: { readonly page: number; readonly items: number };
  readonly read: (page: { readonly body: Uint8Array; readonly response: HttpResponse }) => readonly T[];
  readonly keyOf: (item: T) => string;
}

/**
 * What all pages hold, each item once. Throws PullError after the items that could be had when the pages end otherwise
 * than with a last one: the listing is not complete then.
 */
export async function* walkPages<T>(walk: Walk<T>, signal: AbortSignal): AsyncGenerator<T> {
  const { first, get, limits } = walk;
  const seen = new Set<string>();
  let barren = 0;
  let path: string | undefined;
  for (;;) {
    const at = path;
    const open =
      at === undefined ? (walk.open ?? (() => get(first, signal))) : () => get({ ...first, path: at }, signal);
    const page = await wholeBody(open, limits.page, signal);
    const before = seen.size;
    for (const item of walk.read(page)) {
      const key = walk.keyOf(item);
      if (seen.has(key)) continue;
      seen.add(key);
      yield item;
    }
    if (seen.size > limits.items) throw new PullError(`${first.what}: more than ${limits.items} of them`);
    path = nextPage(page.response, first);
    if (path === undefined) return;
    barren = seen.size === before ? barren + 1 : 0;
    if (path === at || barren > BARREN_LIMIT)
      throw new PullError(`${first.what}: its pages go round in a circle, so there may be more`);
  }
}

function readNames(body: Uint8Array, { what }: Get, key: Names["key"]): readonly string[] {
  // As values, sixteen MiB of commas would take hundreds.
  if (body.reduce((commas, byte) => commas + (byte === COMMA ? 1 : 0), 0) > NAME_LIMITS.items)
    throw new PullError(`${what}: more than ${NAME_LIMITS.items} of them`);
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(body).toString("utf8"));
  } catch {
    throw new PullError(`${what}: the answer is not JSON`);
  }
  const answer = new Map(Object.entries(json ?? {}));
  const names: unknown = answer.get(key);
  // A server may leave out a list that is empty; what says nothing of the repository is the answer of something else.
  if (names === null || (names === undefined && answer.has("name"))) return [];
  if (!Array.isArray(names)) throw new PullError(`${what}: the answer has no list of ${key}`);
  return names.filter((name): name is string => typeof name === "string");
}

/**
 * RFC 8288 Link with rel="next", followed on the registry itself only (T2): one behind a proxy may name the host that it
 * has there, and is asked for the same page by its own name. Artifactory's leaves out the prefix of a virtual
 * repository: our path stays, with the `last` and `n` of the Link (registries.md G12).
 */
function nextPage(response: HttpResponse, first: Get): string | undefined {
  for (const link of response.headers("link")) {
    const target = /<([^>]*)>\s*;[^,]*\brel="?next"?/i.exec(link)?.[1];
    if (target === undefined || !URL.canParse(target, response.url)) continue;
    const { host, pathname, search, searchParams } = new URL(target, response.url);
    const own = host === new URL(response.url).host || host === new URL(response.asked).host;
    if (!searchParams.has("last")) return `${own ? pathname : first.path}${search}`;
    if (pathname === first.path) return `${pathname}${search}`;
    const kept = new URLSearchParams([...searchParams].filter(([name]) => name === "last" || name === "n"));
    return `${first.path}?${kept}`;
  }
  return undefined;
}
