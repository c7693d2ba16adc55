import type { Organisation } from "./organisation.ts";

/** Most names of a page that distribution gives (registries.md 1.5). */
export const OCI_PAGE = 1000;

export interface OciAnswer {
  /** For the count of calls. */
  readonly operation: string;
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

export interface OciInput {
  readonly organisation: Organisation;
  /** Without it the route is not known, as in distribution before 3. */
  readonly referrers: boolean;
  readonly pulled: (manifest: number) => void;
}

/** The OCI distribution API, pull side, for a GET or HEAD of a path with its query. */
export function ociAnswer(input: OciInput, { method, url }: { readonly method: string; readonly url: URL }): OciAnswer {
  const { organisation } = input;
  if (url.pathname === "/v2/") return { operation: "ping", status: 200 };
  if (url.pathname === "/v2/_catalog") {
    const names = Array.from({ length: organisation.shape.repositories }, (_, number) => organisation.name(number));
    return namesPage(url, { operation: "catalog", key: "repositories", names });
  }
  const [, name = "", kind, reference = ""] =
    /^\/v2\/(.+)\/(tags|manifests|referrers)\/([^/]+)$/.exec(url.pathname) ?? [];
  const repository = organisation.findRepository(name);
  if (repository === undefined) return { operation: "unknown", status: 404 };
  if (kind === "tags") {
    const names = numbers(organisation.range(repository)).flatMap(organisation.tags);
    return namesPage(url, { operation: "tags", key: "tags", names });
  }
  return kind === "referrers"
    ? referrersOf(input, { repository, reference })
    : manifestOf(input, { repository, reference, method });
}

const numbers = ({ first, end }: { readonly first: number; readonly end: number }): readonly number[] =>
  Array.from({ length: end - first }, (_, at) => first + at);

interface NamesPage {
  readonly operation: string;
  readonly key: string;
  readonly names: readonly string[];
}

function namesPage(url: URL, { operation, key, names }: NamesPage): OciAnswer {
  const size = Number(url.searchParams.get("n") ?? 100);
  if (size > OCI_PAGE) return { operation, status: 400 };
  const last = url.searchParams.get("last");
  const from = last === null ? 0 : names.indexOf(last) + 1;
  const page = names.slice(from, from + size);
  const next = `<${url.pathname}?n=${size}&last=${page.at(-1)}>; rel="next"`;
  const headers = from + size < names.length ? { link: next } : {};
  return { operation, status: 200, headers, body: Buffer.from(JSON.stringify({ [key]: page })) };
}

interface Wanted {
  readonly repository: number;
  readonly reference: string;
}

function lookUp(organisation: Organisation, { repository, reference }: Wanted): number | undefined {
  const { first, end } = organisation.range(repository);
  const manifest = reference.startsWith("sha256:")
    ? organisation.find(reference)
    : organisation.findTag(repository, reference);
  return manifest !== undefined && manifest >= first && manifest < end ? manifest : undefined;
}

function manifestOf(
  { organisation, pulled }: OciInput,
  { method, ...wanted }: Wanted & { readonly method: string },
): OciAnswer {
  const operation = `${method} manifest`;
  const manifest = lookUp(organisation, wanted);
  if (manifest === undefined) return { operation, status: 404 };
  if (method === "GET") pulled(manifest);
  return {
    operation,
    status: 200,
    headers: {
      "content-type": organisation.mediaType(manifest),
      "docker-content-digest": organisation.digest(manifest),
    },
    body: organisation.body(manifest),
  };
}

function referrersOf({ organisation, referrers }: OciInput, wanted: Wanted): OciAnswer {
  const operation = "referrers";
  const subject = lookUp(organisation, wanted);
  if (!referrers) return { operation, status: 404 };
  const manifests = numbers(organisation.range(wanted.repository))
    .filter((manifest) => subject !== undefined && organisation.subject(manifest) === subject)
    .map((manifest) => ({
      mediaType: organisation.mediaType(manifest),
      digest: organisation.digest(manifest),
      size: organisation.body(manifest).length,
    }));
  const mediaType = "application/vnd.oci.image.index.v1+json";
  return {
    operation,
    status: 200,
    headers: { "content-type": mediaType },
    body: Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, manifests })),
  };
}
