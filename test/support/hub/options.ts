import type { DockerRegistry } from "../docker-registry.ts";

/** How Docker Hub behaves; every option can be changed while it runs. */
export interface HubOptions {
  /** The registry behind it, on whose disk the listings are read. */
  readonly registry: DockerRegistry;
  /** Repositories that are shown to a person's login only, `acme/app`. */
  readonly private?: readonly string[];
  /** The login is an account with two factors: a password alone is not enough. */
  readonly secondFactor?: boolean;
  /** Calls after which a session of the API has expired. */
  readonly sessionCalls?: number;
  /** Status of the inventory; default 200. */
  readonly inventory?: number;
  /** Status of the audit log, which few accounts have; default 403. */
  readonly auditLog?: number;
  /** Manifest pulls that are left of 100; undefined: an account without a limit. */
  readonly pulls?: number | undefined;
  /** Whether the pull of an index is counted too; default true. */
  readonly countsIndexes?: boolean;
  /** Whether the image that is there to learn the pull limit is; default true. */
  readonly preview?: boolean;
  /** Calls of the API before it answers 429 for a second or two. */
  readonly apiCalls?: number;
  /** 429 against abuse, for so many requests of the API or the registry. */
  readonly abuse?: { readonly of: "api" | "registry"; readonly times: number; readonly retryAfter?: string };
  /** The address is flagged: everything is 404. */
  readonly flagged?: boolean;
}

/** The state of a Hub that runs. */
export type HubState = { -readonly [K in keyof HubOptions]: HubOptions[K] };

export const HUB_LOGIN = { user: "robin", password: ["only", "for", "tests"].join("-") };
/** The login of an organisation is its name. */
export const ORGANISATION_LOGIN = { user: "acme", password: ["dckr", "oat_only-for-tests"].join("_") };

export type Caller = "anonymous" | "person" | "organisation";

/** Who has that login; undefined: it is wrong. */
export const callerOf = (user: string, password: string): Caller | undefined => {
  if (user === HUB_LOGIN.user && password === HUB_LOGIN.password) return "person";
  return user === ORGANISATION_LOGIN.user && password === ORGANISATION_LOGIN.password ? "organisation" : undefined;
};

export const maySee = (state: HubState, { caller, repository }: { caller: Caller; repository: string }): boolean =>
  caller === "person" || !(state.private ?? []).includes(repository);
