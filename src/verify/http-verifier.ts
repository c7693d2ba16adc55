import type { Secret } from "../domain/rotation.ts";
import { aboutOf, at, type Fields, parseJson, tells } from "./about.ts";
import { endpointUrl } from "./endpoint.ts";
import { failureReason } from "./failure.ts";
import { type Received, send } from "./send.ts";
import { singles } from "./subjects.ts";
import { type Answer, HIDDEN, type Obstacle, type Question, type ShownRequest, type Verifier } from "./verifier.ts";

/** What a status means, if the body is JSON and the field of it that is named is as expected. */
interface Meaning {
  readonly status: number;
  readonly when?: { readonly field: string; readonly like: RegExp };
  readonly means: Exclude<Answer["status"], "unknown">;
  readonly reason: string;
}

/** One call; `[secret]` and `[user]` in it are filled in as it is sent. */
interface HttpCall {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: Readonly<Record<string, string>>;
}

/** A who-am-I call over HTTP, as data. */
export interface HttpCheck {
  readonly id: string;
  readonly title: string;
  /** Rules whose secrets it takes. */
  readonly rules: readonly string[];
  /** Undefined: there is none that fits all; `--endpoint ID=URL` names it. */
  readonly origin?: string;
  readonly traces: string;
  readonly caution?: string;
  /** One of them that is somebody else's. */
  isForeign?(secret: Secret): boolean;
  /** `user` is who it belongs to, where that was found or given. */
  call(secret: Secret, user: string | undefined): HttpCall | Obstacle;
  /** The secret out of a value that holds user and secret. */
  read?(value: string, user: string | undefined): string;
  /** The first that fits counts; where none fits nothing was learned. */
  readonly meanings: readonly Meaning[];
  /** What is kept of an answer that lets it in. */
  readonly about: Fields;
}

export const httpVerifier = (check: HttpCheck): Verifier => ({
  id: check.id,
  title: check.title,
  traces: check.traces,
  ...(check.caution === undefined ? {} : { caution: check.caution }),
  needsValue: true,
  endpoint: check.origin === undefined ? {} : { host: new URL(check.origin).host },
  ...(check.isForeign === undefined ? {} : { isForeign: check.isForeign }),
  subjects: (secrets) => singles(secrets, check.rules),
  requests: (subject, places) => {
    const call = callFor(check, { subject, places });
    return "obstacle" in call ? call : [call];
  },
  verify: (question, signal) => ask(check, question, signal),
});

function callFor(check: HttpCheck, { subject, places }: Pick<Question, "subject" | "places">): ShownRequest | Obstacle {
  const user = userOf(subject);
  const { secret } = subject.parts;
  if (secret === undefined) return { obstacle: "there is nothing to ask about" };
  const call = check.call(secret, user);
  if ("obstacle" in call) return call;
  const url = endpointUrl({ provider: check.id, origin: check.origin, path: call.path }, places);
  if (typeof url !== "string") return url;
  const fill = (text: string): string => text.replaceAll("[user]", user ?? "");
  const json = call.json && mapValues(call.json, fill);
  return {
    method: call.method,
    url,
    headers: {
      "user-agent": "exhume",
      accept: "application/json",
      "accept-encoding": "identity",
      ...(json === undefined ? {} : { "content-type": "application/json" }),
      ...mapValues(call.headers, fill),
    },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
  };
}

const userOf = ({ facts, user }: Question["subject"]): string | undefined =>
  typeof facts.user === "string" ? facts.user : user;

async function ask(check: HttpCheck, question: Question, signal: AbortSignal): Promise<Answer> {
  const { secret: value = "" } = question.values;
  const secret = check.read?.(value, userOf(question.subject)) ?? value;
  const call = callFor(check, question);
  if ("obstacle" in call) return { status: "unknown", reason: call.obstacle, endpoint: "" };
  const endpoint = new URL(call.url).host;
  if (!isSendable(secret)) return { status: "unknown", reason: "the value is no token: it was not sent", endpoint };
  try {
    const received = await send(withValue(call, secret), question.places, signal);
    return { endpoint, httpStatus: received.status, ...judge(check, { received, values: [value, secret] }) };
  } catch (error) {
    if (signal.aborted) throw error;
    return { status: "unknown", reason: failureReason(error), endpoint };
  }
}

/** Line breaks would end a header; no provider gives out a token with blanks or signs of other scripts. */
const isSendable = (value: string): boolean => /^[\x21-\x7e]{1,8192}$/.test(value);

const withValue = (call: ShownRequest, value: string): ShownRequest => ({
  ...call,
  headers: mapValues(call.headers, (text) => text.replaceAll(HIDDEN, () => value)),
  ...(call.body === undefined ? {} : { body: call.body.replaceAll(HIDDEN, () => JSON.stringify(value).slice(1, -1)) }),
});

type Judged = Pick<Answer, "status" | "reason" | "limited" | "retryAfter" | "about">;

interface Judge {
  readonly received: Received;
  readonly values: readonly string[];
}

function judge({ meanings, about }: HttpCheck, { received, values }: Judge): Judged {
  const { status, header } = received;
  const wait = waitOf(received);
  if (wait !== undefined) return { status: "unknown", reason: "the provider limits calls", limited: true, ...wait };
  if (status >= 300 && status <= 399) return { status: "unknown", reason: redirectReason(header("location"), values) };
  const json = parseJson(received.body);
  const meaning = meanings.find((one) => fits(one, { status, json }));
  if (meaning === undefined) return { status: "unknown", reason: `an answer that settles nothing: HTTP ${status}` };
  const kept = meaning.means === "active" ? aboutOf(about, { said: { json, header }, values }) : {};
  return { status: meaning.means, reason: meaning.reason, ...(Object.keys(kept).length === 0 ? {} : { about: kept }) };
}

const fits = (meaning: Meaning, { status, json }: { readonly status: number; readonly json: unknown }): boolean => {
  if (meaning.status !== status || typeof json !== "object" || json === null) return false;
  if (meaning.when === undefined) return true;
  const value = at(json, meaning.when.field);
  return value !== undefined && meaning.when.like.test(String(value));
};

/** 429, a server that asks for patience, or GitHub's 403 with nothing left (docs.github.com, rate limits for the REST API). */
function waitOf({ status, header }: Received): { readonly retryAfter?: number } | undefined {
  const after = secondsOf(header("retry-after"));
  const isSpent = status === 403 && header("x-ratelimit-remaining") === "0";
  if (status !== 429 && !isSpent && (after === undefined || status < 400)) return undefined;
  const reset = isSpent ? secondsUntil(header("x-ratelimit-reset")) : undefined;
  const wait = after ?? reset;
  return wait === undefined ? {} : { retryAfter: wait };
}

/** Seconds or a date (RFC 9110 10.2.3). */
const secondsOf = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - Date.now()) / 1000));
};

const secondsUntil = (epoch: string | undefined): number | undefined =>
  epoch !== undefined && /^\d{9,11}$/.test(epoch)
    ? Math.max(0, Number(epoch) - Math.floor(Date.now() / 1000))
    : undefined;

/** Only the host: the rest may repeat what was sent. */
const redirectReason = (location: string | undefined, values: readonly string[]): string => {
  const host = location !== undefined && URL.canParse(location) ? new URL(location).host : "";
  return `redirected${host === "" || tells(host, values) ? "" : ` to ${host}`}, which is not followed`;
};

const mapValues = (
  values: Readonly<Record<string, string>>,
  change: (text: string) => string,
): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(values).map(([name, text]) => [name, change(text)]));
