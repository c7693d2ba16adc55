import { randomUUID } from "node:crypto";
import { type Answer, failure, json, type Question } from "./answer.ts";

export type RegistryAuth =
  | { readonly kind: "none" }
  | { readonly kind: "basic"; readonly user: string; readonly password: string }
  /** Tokens from `/token` of the same host; without a user anybody gets one. */
  | {
      readonly kind: "bearer";
      readonly user?: string;
      readonly password?: string;
      /** Seconds a token lives; default 300. */
      readonly expiresIn?: number;
      /** Requests after which a token is refused as expired, so that a test needs no clock. */
      readonly uses?: number;
    };

export interface Gate {
  /** Undefined: let in. `scope` is what the request needs, none for `/v2/`. */
  check(question: Question, scope: string | undefined): Answer | undefined;
  /** Answers the token endpoint. */
  token(question: Question): Answer;
}

interface Grant {
  readonly scopes: readonly string[];
  /** Milliseconds since the epoch. */
  readonly expires: number;
  uses: number;
}

export const createGate = (auth: RegistryAuth): Gate => {
  if (auth.kind === "bearer") return bearerGate(auth);
  return {
    check: (question) => {
      if (auth.kind === "none" || question.headers.authorization === basic(auth)) return undefined;
      return failure(401, "UNAUTHORIZED", { "www-authenticate": 'Basic realm="test registry"' });
    },
    token: () => failure(404, "UNSUPPORTED"),
  };
};

const bearerGate = (auth: RegistryAuth & { readonly kind: "bearer" }): Gate => {
  const grants = new Map<string, Grant>();
  return {
    check: (question, scope) => {
      const grant = grants.get(String(question.headers.authorization ?? "").replace(/^Bearer /, ""));
      const problem = refusal(grant, scope);
      if (grant !== undefined) grant.uses -= 1;
      return problem === undefined ? undefined : challenge(question, scope, problem);
    },
    token: (question) => {
      if (!loggedIn(question, auth)) return failure(401, "UNAUTHORIZED");
      const asked = [...question.url.searchParams.getAll("scope"), ...question.form.getAll("scope")];
      const token = randomUUID();
      const seconds = auth.expiresIn ?? 300;
      grants.set(token, {
        scopes: asked.flatMap((scope) => scope.split(" ")),
        expires: Date.now() + seconds * 1000,
        uses: auth.uses ?? Number.POSITIVE_INFINITY,
      });
      return json({ token, expires_in: seconds });
    },
  };
};

/** Why a grant does not do, in the words of RFC 6750; empty when there is none to speak of. */
const refusal = (grant: Grant | undefined, scope: string | undefined): string | undefined => {
  if (grant === undefined) return "";
  if (grant.uses <= 0 || grant.expires <= Date.now()) return "invalid_token";
  return scope === undefined || grant.scopes.includes(scope) ? undefined : "insufficient_scope";
};

const challenge = (question: Question, scope: string | undefined, problem: string): Answer => {
  const parameters = [`realm="http://${question.url.host}/token"`, 'service="test registry"'];
  if (scope !== undefined) parameters.push(`scope="${scope}"`);
  if (problem !== "") parameters.push(`error="${problem}"`);
  return failure(401, "UNAUTHORIZED", { "www-authenticate": `Bearer ${parameters.join(",")}` });
};

/** Basic at the token endpoint, or the password as the refresh token of an OAuth2 POST. */
const loggedIn = (question: Question, auth: RegistryAuth & { readonly kind: "bearer" }): boolean => {
  const { user, password = "" } = auth;
  if (user === undefined) return true;
  return (
    question.headers.authorization === basic({ user, password }) || question.form.get("refresh_token") === password
  );
};

const basic = ({ user, password }: { readonly user: string; readonly password: string }): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
