import type { Digest } from "../domain/digest.ts";
import { type ImageRef, type Manifest, type Repository, repositoryName } from "../domain/oci.ts";
import { checkedManifest } from "./checked-manifest.ts";
import type { BulkPull, PulledManifest } from "./provider.ts";
import { PullError } from "./pull-error.ts";

export type PullManifest = (ref: ImageRef, signal: AbortSignal) => Promise<Manifest>;

/** How long a call waits for company (ms): the caller resolves its references side by side. */
const WAIT_MS = 10;

type Answer = PulledManifest | PullError;

interface Batch {
  readonly repository: Repository;
  readonly answer: Map<Digest, (answer: Promise<Answer>) => void>;
  readonly timer: NodeJS.Timeout;
}

/** Single pulls by digest, gathered into calls of many for one repository. What has no digest goes to `single`. */
export function bulkManifests(bulk: BulkPull, single: PullManifest): PullManifest {
  const open = new Map<string, Batch>();
  const send = (key: string, batch: Batch, signal: AbortSignal): void => {
    clearTimeout(batch.timer);
    open.delete(key);
    const pulled = bulk.pull(batch.repository, [...batch.answer.keys()], signal);
    for (const [digest, answer] of batch.answer) answer(pulled.then((all) => all.get(digest) ?? missing(digest)));
  };
  const enqueue = async (repository: Repository, digest: Digest, signal: AbortSignal): Promise<Answer> =>
    new Promise((resolve) => {
      const key = repositoryName(repository);
      const batch = open.get(key) ?? {
        repository,
        answer: new Map(),
        timer: setTimeout(() => send(key, open.get(key) as Batch, signal), WAIT_MS),
      };
      open.set(key, batch);
      batch.answer.set(digest, resolve);
      if (batch.answer.size >= bulk.size) send(key, batch, signal);
    });
  return async (ref, signal) => {
    const { digest, repository } = ref;
    if (digest === undefined) return single(ref, signal);
    const answer = await enqueue(repository, digest, signal);
    if (answer instanceof PullError && bulk.elsewhere?.(answer)) return single(ref, signal);
    if (answer instanceof PullError) throw answer;
    return checkedManifest(ref, answer);
  };
}

const missing = (digest: Digest): PullError => new PullError(`pulling ${digest}: the registry gave no answer for it`);
