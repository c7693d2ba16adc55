import type { NamedRepository } from "../provider.ts";
import { items } from "./hub-answer.ts";
import { factsOf, type HubNamespace, PAGE, PAGE_COUNT, refusal } from "./hub-repository.ts";

/** An organisation token without that scope is answered with public repositories only, as if there were no others. */
const ORGANISATION =
  "the login of Docker Hub is an organisation token: without the scope that lists repositories it is shown public ones only, and nothing says so";
const ANONYMOUS = "private repositories cannot be listed: without a login to the namespace";

/** Repositories of a namespace, and what the login may not have been shown of it. `pattern`: `acme/*`, for the ledger. */
export async function* hubRepositories(
  namespace: HubNamespace,
  pattern: string,
  signal: AbortSignal,
): AsyncGenerator<NamedRepository> {
  const { name, hub, facts } = namespace;
  const { kind } = await hub.login(signal);
  yield* refusal(namespace, { scope: "registry", subject: `docker.io/${pattern}` }, signal);
  namespace.known.refusalSaid = true;
  if (kind === "organisation") yield { notice: ORGANISATION };
  if (kind === "organisation") yield hidden(pattern, ORGANISATION);
  if (kind === "anonymous") yield hidden(pattern, ANONYMOUS);
  let isPrivateSeen = false;
  for (let page = 1; page <= PAGE_COUNT; page++) {
    const path = `/v2/namespaces/${name}/repositories?page=${page}&page_size=${PAGE}`;
    const { results, next } = await hub.get({ path, what: `listing repositories of docker.io/${name}` }, signal);
    for (const item of items(results)) {
      const { name: repository } = item;
      if (typeof repository !== "string") continue;
      const told = factsOf(item);
      isPrivateSeen ||= told.visibility === "private";
      facts.set(`${name}/${repository}`, told);
      yield { name: `${name}/${repository}` };
    }
    if (typeof next !== "string") break;
  }
  if (kind === "person" && !isPrivateSeen)
    yield hidden(pattern, "no private repository was listed: there is none, or this login may not see it");
}

const hidden = (pattern: string, reason: string): NamedRepository => ({
  gap: { scope: "registry", subject: `docker.io/${pattern}`, status: "unlistable", reason },
});
