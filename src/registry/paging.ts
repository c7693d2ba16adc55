import { isDigest } from "../domain/digest.ts";
import type { Get } from "./distribution.ts";
import type { HttpResponse } from "./http/response.ts";
import { isRetryStatus } from "./http/retry.ts";
import { type Whole, wholeBody } from "./http/whole-body.ts";
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
 * Names of all pages, each once; among tags the digests of manifests that have none, where the registry tells them. The page size that a registry takes is remembered for its other listings. A name
 * becomes part of addresses: what is none is left out, and said by a PullError at the end.
 */
export function createNameLists(get: GetPage): (list: Names, signal: AbortSignal) => AsyncGenerator<string> {
  let taken = 0;
  const whole = { repositories: { names: 0, times: 0 }, tags: { names: 0, times: 0 } };
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
    const beyond: Walk<string>["beyond"] = (names) => {
      const last = names.findLast(VALID[key]);
      const known = whole[key];
      const isShort = names.length < known.names || (names.length === known.names && known.times >= TIES);
      if (last === undefined || (isShort && names.length % ROUND !== 0)) return undefined;
      const size = PAGE_SIZES[taken] === undefined ? "" : `n=${PAGE_SIZES[taken]}&`;
      return `${first.path}?${size}last=${encodeURIComponent(last)}`;
    };
    const isWhole = (names: number): void => {
      const known = whole[key];
      if (names >= known.names) whole[key] = { names, times: names === known.names ? known.times + 1 : 1 };
    };
    const opened = { get, first, open: async () => open(first, signal) };
    const walk: Walk<string> = { ...opened, limits: NAME_LIMITS, read, keyOf: String, beyond, isWhole };
    let refused = 0;
    for await (const name of walkPages(walk, signal))
      if (VALID[key](name)) yield name;
      else refused++;
    if (refused > 0) throw new PullError(`${first.what}: ${refused} names are not valid and were left out`);
  };
}

/** Pages are cut at such numbers of names, mostly. */
const ROUND = 50;
/** Lists of one length that turned out to be whole, until no page is cut there. */
const TIES = 5;
const COMMA = 0x2c;

const VALID = { repositories: isRepositoryName, tags: (name: string) => isTag(name) || isDigest(name) };

export interface Walk<T> {
  readonly get: GetPage;
  readonly first: Get;
  /** Opens the first page, when it is not asked for as it stands. */
  readonly open?: () => Promise<HttpResponse>;
  /** Bytes of a page, and items of all pages. */
  readonly limits: { readonly page: number; readonly items: number };
  readonly read: (page: { readonly body: Uint8Array; readonly response: HttpResponse }) => Page<T>;
  readonly keyOf: (item: T) => string;
  /**
   * Some servers cut a list and send no Link: where to ask for what comes after these items, when they may not be all;
   * undefined where longer lists turned out to be whole.
   */
  readonly beyond?: (items: readonly T[]) => string | undefined;
  /** Told of a page behind which there was nothing. */
  readonly isWhole?: (items: number) => void;
}

interface Page<T> {
  readonly items: readonly T[];
  /** The address of the next page, where the body names it, as that of gcr.io does. */
  readonly next?: string;
}

/**
 * What all pages hold, each item once. Throws PullError after the items that could be had when the pages end otherwise
 * than with a last one: the listing is not complete then.
 */
export async function* walkPages<T>(walk: Walk<T>, signal: AbortSignal): AsyncGenerator<T> {
  const { first, limits } = walk;
  const seen = new Set<string>();
  let barren = 0;
  let linked = false;
  let asked: number | undefined;
  let path: string | undefined;
  for (;;) {
    const at = path;
    const page = await openPage(walk, { at, asked: asked !== undefined }, signal);
    const { items, next } = page === undefined ? { items: [] } : walk.read(page);
    const before = seen.size;
    for (const item of items) {
      const key = walk.keyOf(item);
      if (seen.has(key)) continue;
      seen.add(key);
      yield item;
    }
    if (seen.size > limits.items) throw new PullError(`${first.what}: more than ${limits.items} of them`);
    path = page === undefined ? undefined : nextPage(page.response, first, next);
    linked ||= path !== undefined;
    if (path === undefined && asked !== undefined && seen.size === before) return walk.isWhole?.(asked);
    const more: string | undefined = path === undefined && !linked ? walk.beyond?.(items) : undefined;
    asked = more === undefined ? undefined : items.length;
    path ??= more;
    if (path === undefined) return;
    barren = seen.size === before ? barren + 1 : 0;
    if (path === at || barren > BARREN_LIMIT)
      throw new PullError(`${first.what}: its pages go round in a circle, so there may be more`);
  }
}

/** `asked`: no Link named the page, so a server that refuses it has none. */
async function openPage<T>(
  { get, first, open, limits }: Walk<T>,
  { at, asked }: { readonly at: string | undefined; readonly asked: boolean },
  signal: AbortSignal,
): Promise<Whole | undefined> {
  const own = open ?? (async () => get(first, signal));
  try {
    return await wholeBody(
      at === undefined ? own : async () => get({ ...first, path: at }, signal),
      limits.page,
      signal,
    );
  } catch (error) {
    const status = error instanceof PullError ? (error.status ?? 0) : 0;
    if (!asked || status < 400 || status > 499 || isRetryStatus(status)) throw error;
    return undefined;
  }
}

function readNames(body: Uint8Array, { what }: Get, key: Names["key"]): Page<string> {
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
  if (names === null || (names === undefined && answer.has("name"))) return { items: [] };
  if (!Array.isArray(names)) throw new PullError(`${what}: the answer has no list of ${key}`);
  const next: unknown = answer.get("next");
  const items = names.map((name: unknown) => (typeof name === "string" ? name : ""));
  return {
    items: [...untagged(answer.get("manifest")), ...items],
    ...(typeof next === "string" && next !== "" ? { next } : {}),
  };
}

/** Google's registries tell with the tags what each manifest has of them (go-containerregistry, pkg/v1/google/list.go). */
function untagged(manifests: unknown): readonly string[] {
  if (typeof manifests !== "object" || manifests === null) return [];
  return Object.entries(manifests).flatMap(([digest, told]: [string, unknown]) => {
    const tags = typeof told === "object" && told !== null && "tag" in told ? told.tag : [];
    return isDigest(digest) && Array.isArray(tags) && tags.length === 0 ? [digest] : [];
  });
}

/**
 * RFC 8288 Link with rel="next", followed on the registry itself only (T2): one behind a proxy may name the host that it
 * has there, and is asked for the same page by its own name. Artifactory's leaves out the prefix of a virtual
 * repository: our path stays, with the `last` and `n` of the Link (registries.md G12).
 */
function nextPage(response: HttpResponse, first: Get, next: string | undefined): string | undefined {
  const links = response.headers("link").map((link) => /<([^>]*)>\s*;[^,]*\brel="?next"?/i.exec(link)?.[1]);
  for (const target of [...links, next]) {
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
