import type { Descriptor, Repository } from "../domain/oci.ts";
import type { Distribution } from "./distribution.ts";
import type { Http } from "./http/http.ts";
import type { HttpResponse } from "./http/response.ts";
import { resumable } from "./http/resumable.ts";
import type { RegistryProvider } from "./provider.ts";
import { PullError } from "./pull-error.ts";

export interface OpenBlob {
  readonly distribution: Distribution;
  readonly provider: Pick<RegistryProvider, "blobUrl">;
  readonly http: Http;
  readonly holder: Repository;
  readonly blob: Descriptor;
  /** Addresses in the manifest may be asked where the registry does not hold the blob. */
  readonly foreignLayers: boolean;
}

/**
 * Unverified bytes of a blob: from the distribution API, and where that refuses, from the address the provider has for
 * it. Each attempt asks anew: a signed address may have expired (registries.md G6).
 */
export function openBlob(input: OpenBlob, signal: AbortSignal): AsyncIterable<Uint8Array> {
  const { provider, holder, blob } = input;
  const what = `pulling ${blob.digest} of ${holder.registry}/${holder.name}`;
  const open = async (range: { readonly range?: string }): Promise<HttpResponse> => {
    try {
      return await fromRegistry({ ...input, ...range }, signal);
    } catch (error) {
      if (signal.aborted || !(error instanceof PullError)) throw error;
      if (range.range !== undefined && error.status === RANGE_NOT_SATISFIABLE) throw cutShort(what, range.range, blob);
      if (error.absent && blob.urls !== undefined) return foreign({ ...input, ...range, refusal: error }, signal);
      if (error.absent || provider.blobUrl === undefined) throw error;
      return elsewhere({ ...input, url: await provider.blobUrl(holder, blob.digest, signal), ...range }, signal);
    }
  };
  return resumable({ open, size: blob.size, what }, signal);
}

const RANGE_NOT_SATISFIABLE = 416;
/** What object stores answer when a signed address has expired (registries.md G6). */
const EXPIRED = new Set([400, 403]);

/** A signed address that is refused may have expired on its way: the registry is asked for one more. */
async function fromRegistry(
  { distribution, holder, blob, range }: OpenBlob & { readonly range?: string },
  signal: AbortSignal,
): Promise<HttpResponse> {
  const wanted = { digest: blob.digest, ...(range === undefined ? {} : { range }) };
  try {
    return await distribution.blob(holder.name, wanted, signal);
  } catch (error) {
    const expired = error instanceof PullError && error.redirected && EXPIRED.has(error.status ?? 0);
    if (signal.aborted || !expired) throw error;
    return distribution.blob(holder.name, wanted, signal);
  }
}

/** The server has no bytes where the rest should be. */
const cutShort = (what: string, range: string, { size }: Descriptor): PullError =>
  new PullError(`${what}: it ended at byte ${/\d+/.exec(range)?.[0]} of ${size}`);

/**
 * The registry first: containerd asks the addresses first, so an image could send it anywhere (CVE-2020-15157). Both
 * size and digest are checked whoever answers.
 */
async function foreign(
  input: OpenBlob & { readonly range?: string; readonly refusal: PullError },
  signal: AbortSignal,
): Promise<HttpResponse> {
  const { blob, foreignLayers, refusal } = input;
  const urls = blob.urls ?? [];
  const hosts = urls.map((url) => new URL(url).host).join(", ");
  if (!foreignLayers)
    throw new PullError(`${refusal.message}; it is a foreign layer, --foreign-layers fetches it from ${hosts}`);
  let last = refusal;
  for (const url of urls)
    try {
      return await elsewhere({ ...input, url }, signal);
    } catch (error) {
      if (signal.aborted || !(error instanceof PullError)) throw error;
      last = error;
    }
  throw last;
}

async function elsewhere(
  input: OpenBlob & { readonly url: string; readonly range?: string },
  signal: AbortSignal,
): Promise<HttpResponse> {
  const headers = input.range === undefined ? {} : { range: input.range };
  const response = await input.http.send({ url: input.url, headers, from: `https://${input.holder.registry}` }, signal);
  if (response.status === 200 || response.status === 206) return response;
  throw new PullError(
    `pulling ${input.blob.digest} of ${input.holder.registry}/${input.holder.name}: ${response.status}`,
    {
      status: response.status,
    },
  );
}
