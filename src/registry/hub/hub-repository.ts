import { type Repository, repositoryName } from "../../domain/oci.ts";
import type { RegistryApi } from "../provider.ts";
import type { Gap, Listing } from "../source.ts";
import type { HubApi } from "./hub-api.ts";

/** The API's own maximum. */
export const PAGE = 100;
/** A server that never says it is done is left after this many pages: a million entries. */
export const PAGE_COUNT = 10_000;
/** Answers that refuse a call which not every account has, or which may go at any time. */
export const REFUSED = new Set([400, 401, 403, 404, 405, 410]);

/** A namespace while it is audited: one login, and what was learned or said already. */
export interface HubNamespace {
  readonly name: string;
  readonly hub: HubApi;
  /** By repository name, from the list of the namespace. */
  readonly facts: Map<string, HubFacts>;
  readonly known: HubKnowledge;
}

/** What Hub tells of a repository beside its name. */
export type HubFacts = Pick<Listing, "pullCount" | "visibility">;

interface HubKnowledge {
  /** Its API refuses the login. */
  refused?: true;
  /** That was said of the namespace, and need not be of each repository. */
  refusalSaid?: true;
  /** Status of the refusal of its audit log. */
  auditLog?: number;
}

export interface HubRepository {
  readonly namespace: HubNamespace;
  readonly repository: Repository;
  /** The distribution API, which lists tags where Hub's own refuses to. */
  readonly api: RegistryApi;
}

export const pathOf = ({ name }: Repository): string => {
  const [namespace = "", ...rest] = name.split("/");
  return `/v2/namespaces/${namespace}/repositories/${rest.join("/")}`;
};

/** Of an entry of a list of repositories, or of one that was looked up. */
export const factsOf = (answer: { readonly is_private?: unknown; readonly pull_count?: unknown }): HubFacts => ({
  ...(typeof answer.pull_count === "number" && { pullCount: answer.pull_count }),
  ...(typeof answer.is_private === "boolean" && { visibility: answer.is_private ? "private" : "public" }),
});

export const unlistable = (repository: Repository, reason: string): { readonly gap: Gap } => ({
  gap: { scope: "repository", subject: repositoryName(repository), status: "unlistable", reason },
});

/** A refused login is a failure, and what goes on without it is no full audit. */
export async function* refusal(
  namespace: HubNamespace,
  of: Pick<Gap, "scope" | "subject">,
  signal: AbortSignal,
): AsyncGenerator<{ readonly gap: Gap }> {
  const login = await namespace.hub.login(signal);
  if (login.kind !== "refused") return;
  namespace.known.refused = true;
  yield { gap: { ...of, status: "unreachable", reason: login.reason } };
}
