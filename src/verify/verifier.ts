import type { Facts } from "../domain/finding.ts";
import type { Secret } from "../domain/rotation.ts";

/** What is asked about: one secret, or those of a credential that are needed together. */
export interface Subject {
  /** By what the value is used for, leading secret first: `{ secret }`, `{ keyId, secret }`. */
  readonly parts: Readonly<Record<string, Secret>>;
  /** Of all parts, those of the leading secret first. */
  readonly facts: Facts;
  /** For a secret that was found without one: the user name that a person gave. */
  readonly user?: string;
}

/** Where a value stands in what is shown; the value itself is never shown. */
export const HIDDEN = "[secret]";

/** Exactly what would be sent, with `[secret]` in place of values. `method` is that of HTTP, or LOGIN, HANDSHAKE, COMPARE. */
export interface ShownRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Why nothing can be asked, and what would change that. */
export interface Obstacle {
  readonly obstacle: string;
}

/**
 * What the answer says of the secret. `dead`: the provider says in a documented way that it does not work any more.
 * `refused`: it was not let in, which may have another reason. `unknown`: nothing was learned. `active` may say more
 * than that: a provider that knows a secret but does not let it do this is told as active.
 */
export interface Answer {
  readonly status: "active" | "dead" | "refused" | "unknown";
  /** In words, without (part of) a value. */
  readonly reason: string;
  /** Host that answered. */
  readonly endpoint: string;
  readonly httpStatus?: number;
  /** Seconds that the provider asks to wait. */
  readonly retryAfter?: number;
  /** The provider limits calls: it is not asked again in this run. */
  readonly limited?: true;
  /** What a whitelist of fields says: `who` is the account or user, `scopes` what it may do. */
  readonly about?: Facts;
}

/** What a person chose for this run. */
export interface Places {
  /** `--endpoint PROVIDER=URL`, by provider. */
  readonly endpoints: ReadonlyMap<string, string>;
  /** Hosts that may be asked over plain http, or over TLS that is not checked. */
  readonly insecure: readonly string[];
  readonly allowHosts: readonly AllowedHost[];
  /** Texts of `authorized_keys` files, by their names. */
  readonly authorizedKeys: ReadonlyMap<string, string>;
  readonly proxy: { readonly http?: string; readonly https?: string; readonly none?: string };
  /** Milliseconds for all of one question. */
  readonly patienceMs: number;
}

/** `--allow-host HOST[:PORT][=ADDRESS[:PORT]]`: what may be asked, and where it is really reached. */
export interface AllowedHost {
  readonly host: string;
  readonly port?: number;
  readonly at?: { readonly host: string; readonly port?: number };
}

/** One question, ready to be asked. */
export interface Question {
  readonly subject: Subject;
  /** By the names of `subject.parts`. */
  readonly values: Readonly<Record<string, string>>;
  readonly places: Places;
}

/** One provider, and its read-only who-am-I call. */
export interface Verifier {
  /** As in `--provider`. */
  readonly id: string;
  readonly title: string;
  /** Where the provider notes the call, and from where it seems to come. */
  readonly traces: string;
  /** What a person should know before agreeing. */
  readonly caution?: string;
  /** Whether the value is sent; a public key is compared without it. */
  readonly needsValue: boolean;
  /** It is asked where `--endpoint` says; `host` where that names none. Absent: its hosts are allowed one by one. */
  readonly endpoint?: { readonly host?: string };
  /** A secret of its kind that belongs to somebody else, whatever flags are given. */
  isForeign?(secret: Secret): boolean;
  /** What of the secrets of one task it can be asked about. */
  subjects(secrets: readonly Secret[]): readonly Subject[];
  requests(subject: Subject, places: Places): readonly ShownRequest[] | Obstacle;
  /** Never throws for what the network or the provider does; an abort of the person passes. */
  verify(question: Question, signal: AbortSignal): Promise<Answer>;
}
