import { share } from "../share.ts";
import type { Challenge } from "./challenge.ts";
import { parseChallenges } from "./challenge.ts";
import { basicHeader } from "./credentials.ts";
import { otherScopes } from "./named-scope.ts";
import { type Grant, type LoginContext, requestToken, type Scope } from "./token.ts";

export interface Authorizer {
  /** The Authorization header to send at once: of whoever has a login, or known since the registry asked for one. */
  known(scope: Scope, signal: AbortSignal): Promise<Login | undefined>;
  /** After a 401 (or an expired login): true when a new try with `known` is worthwhile. */
  renew(scope: Scope, refused: Refusal, signal: AbortSignal): Promise<boolean>;
  /** Forgets this Authorization header: the next try goes without one. */
  drop(scope: Scope, used: string, signal: AbortSignal): Promise<void>;
}

interface Login {
  /** The Authorization header. */
  readonly header: string;
  /** It was obtained for who asks now: a refusal does not mean that it is too old. */
  readonly fresh: boolean;
}

/** The WWW-Authenticate headers of the answer, and the Authorization header that was not good enough. */
interface Refusal {
  readonly challenges: readonly string[];
  readonly used: string | undefined;
  /** What was used was fresh: another of the same kind would not do. */
  readonly fresh?: boolean;
}

/** Keeps one grant per scope; many callers that need the same one wait for a single exchange. */
export function createAuthorizer(context: LoginContext): Authorizer {
  const grants = new Map<Scope, (signal: AbortSignal) => Promise<Grant | undefined>>();
  /** Why an exchange failed is told to who asked for it, not to who finds it. */
  const settled = async (scope: Scope, signal: AbortSignal): Promise<Grant | undefined> => {
    try {
      return await grants.get(scope)?.(signal);
    } catch {
      signal.throwIfAborted();
      return undefined;
    }
  };
  /** A registry that lets anybody in may show strangers less than it has: who has a login shows it before it is asked. */
  const begin = async (scope: Scope, signal: AbortSignal): Promise<boolean> => {
    if (grants.has(scope)) return false;
    const exchange = share(async (stop) => obtainAtOnce(context, scope, stop));
    grants.set(scope, exchange);
    try {
      await exchange(signal);
      return true;
    } catch (error) {
      // Others may still wait for what one gave up.
      if (!signal.aborted && grants.get(scope) === exchange) grants.delete(scope);
      throw error;
    }
  };
  const known: Authorizer["known"] = async (scope, signal) => {
    const fresh = await begin(scope, signal);
    const current = grants.get(scope);
    const grant = await settled(scope, signal);
    if (grant === undefined) return undefined;
    if (grant.expires > Date.now()) return { header: grant.header, fresh };
    if (grants.get(scope) === current) grants.delete(scope);
    return known(scope, signal);
  };
  return {
    known,
    renew: async (scope, refused, signal) => {
      const current = grants.get(scope);
      const grant = await settled(scope, signal);
      if (grant !== undefined && grant.header !== refused.used) return true;
      if (refused.used !== undefined) context.refused?.(refused.used);
      // Of many callers with the same stale grant the first one asks, the others wait for its answer.
      const wanted = {
        scope,
        challenges: parseChallenges(refused.challenges),
        ...(refused.fresh && refused.used !== undefined ? { refused: refused.used } : {}),
      };
      const renewed = grants.get(scope) === current ? undefined : grants.get(scope);
      const exchange = renewed ?? share(async (stop) => obtain(context, wanted, stop));
      grants.set(scope, exchange);
      return (await exchange(signal)) !== undefined;
    },
    drop: async (scope, used, signal) => {
      const current = grants.get(scope);
      const grant = await settled(scope, signal);
      if (grant?.header === used && grants.get(scope) === current) grants.delete(scope);
    },
  };
}

async function obtainAtOnce(context: LoginContext, scope: Scope, signal: AbortSignal): Promise<Grant | undefined> {
  const credential = await context.credential(scope, signal);
  if (credential.kind === "anonymous") return undefined;
  const challenges = parseChallenges(await context.greeting(signal));
  // Nobody has asked for it: it is not sent where others could read it.
  const isSafe = challenges.length > 0 || (await context.registry(signal)).startsWith("https:");
  return isSafe ? obtain(context, { scope, challenges }, signal) : undefined;
}

async function obtain(
  context: LoginContext,
  wanted: { readonly scope: Scope; readonly challenges: readonly Challenge[]; readonly refused?: string },
  signal: AbortSignal,
): Promise<Grant | undefined> {
  const credential = await context.credential(wanted.scope, signal);
  const bearer = wanted.challenges.find((challenge) => challenge.scheme === "bearer");
  const again = wanted.refused?.startsWith("Bearer ") === true;
  const others = again && bearer !== undefined ? otherScopes(bearer, wanted.scope) : [];
  if (again && others.length === 0) return undefined;
  if (credential.kind === "token") return { header: `Bearer ${credential.token}`, expires: Number.POSITIVE_INFINITY };
  if (bearer !== undefined)
    return requestToken(context, { challenge: bearer, scope: wanted.scope, others, credential }, signal);
  // ECR refuses an expired login without any challenge.
  const basic = wanted.challenges.length === 0 || wanted.challenges.some((challenge) => challenge.scheme === "basic");
  const header = basic && credential.kind === "basic" ? basicHeader(credential) : undefined;
  return header === undefined || header === wanted.refused ? undefined : { header, expires: Number.POSITIVE_INFINITY };
}
