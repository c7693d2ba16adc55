import { type Digest, isDigest } from "../../domain/digest.ts";
import { type Repository, repositoryName } from "../../domain/oci.ts";
import { PullError } from "../pull-error.ts";
import type { Listed } from "../source.ts";
import { dateOf, items } from "./hub-answer.ts";
import { type HubRepository, PAGE, PAGE_COUNT, REFUSED, unlistable } from "./hub-repository.ts";

interface Push {
  readonly tag: string;
  readonly digest: Digest;
  readonly pushedAt?: string;
}

/** Docker Hub opened in June 2014: there is no earlier push. */
const FROM = "2014-01-01T00:00:00Z";

/**
 * What tags pointed at before, from the audit log of Team and Business accounts: digests that no other listing named.
 * A push may have been deleted since, which is said as a number. True when the log was read to its end.
 */
export async function* pushedImages(
  input: HubRepository,
  seen: Set<Digest>,
  signal: AbortSignal,
): AsyncGenerator<Listed, boolean> {
  const { namespace, repository, api } = input;
  const { kind } = await namespace.hub.login(signal);
  if (kind === "anonymous" || kind === "refused") return false;
  if (namespace.known.auditLog !== undefined) {
    yield refused(repository, namespace.known.auditLog);
    return false;
  }
  let gone = 0;
  try {
    for await (const push of pushes(input, signal)) {
      if (seen.has(push.digest)) continue;
      seen.add(push.digest);
      const served = await isServed(() => api.head(repository.name, push.digest, signal));
      if (served) yield { image: { repository, past: true, ...push } };
      else gone++;
    }
  } catch (error) {
    if (!(error instanceof PullError) || !REFUSED.has(error.status ?? 0)) throw error;
    namespace.known.auditLog = error.status ?? 0;
    yield refused(repository, namespace.known.auditLog);
    return false;
  }
  if (gone > 0) yield unlistable(repository, `of the pushes in the audit log ${gone} are not served any more`);
  return true;
}

const refused = (repository: Repository, status: number) =>
  unlistable(
    repository,
    `what tags pointed at before cannot be listed: Docker Hub refuses its audit log (${status}), which Team and Business accounts have`,
  );

async function* pushes({ namespace, repository }: HubRepository, signal: AbortSignal): AsyncGenerator<Push> {
  const query = `action=repo.tag.push&name=${encodeURIComponent(repository.name)}&from=${FROM}&page_size=${PAGE}`;
  const what = `reading the audit log for ${repositoryName(repository)}`;
  let before = "";
  for (let page = 1; page <= PAGE_COUNT; page++) {
    const path = `/v2/auditlogs/${namespace.name}?${query}&page=${page}`;
    const logs = items((await namespace.hub.get({ path, what }, signal)).logs);
    // The answer does not say whether it is the last: the page after it is empty, or is the same again.
    const first = JSON.stringify(logs[0] ?? "");
    if (logs.length === 0 || first === before) return;
    before = first;
    for (const { name, timestamp, data } of logs) {
      const [{ digest, tag } = {}] = items([data]);
      const pushedAt = dateOf(timestamp);
      if (isDigest(digest) && typeof tag === "string" && name === repository.name)
        yield { tag, digest, ...(pushedAt !== undefined && { pushedAt }) };
    }
  }
}

async function isServed(look: () => Promise<unknown>): Promise<boolean> {
  try {
    await look();
    return true;
  } catch (error) {
    if (error instanceof PullError && error.absent) return false;
    throw error;
  }
}
