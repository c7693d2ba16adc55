import { type Answer, json } from "../registry/answer.ts";
import type { HubState } from "./options.ts";

/** Against abuse by an address: no JSON, and none of the headers that tell of a limit (hub-feedback#1907). */
export const abuse = (state: HubState, of: "api" | "registry"): Answer | undefined => {
  if (state.abuse?.of !== of || state.abuse.times <= 0) return undefined;
  const { times, retryAfter } = state.abuse;
  state.abuse = { ...state.abuse, times: times - 1 };
  const headers = { "content-type": "text/plain", ...(retryAfter !== undefined && { "x-retry-after": retryAfter }) };
  return { status: 429, headers, body: Buffer.from(of === "api" ? "Too Many Requests" : "Too Many Requests (HAP429)") };
};

export interface ApiWindow {
  calls: number;
  /** Unix time (s) at which calls are allowed again, once they are spent. */
  ends: number;
}

/** The limit of the API itself: it says when the window ends, as a unix time. */
export const apiLimit = (state: HubState, window: ApiWindow): Answer | Pick<Answer, "headers"> => {
  if (state.apiCalls === undefined) return { headers: {} };
  const now = Date.now() / 1000;
  if (window.calls >= state.apiCalls && now >= window.ends) window.calls = 0;
  window.calls++;
  if (window.calls === state.apiCalls) window.ends = Math.floor(now) + 2;
  const reset = `${window.calls < state.apiCalls ? Math.floor(now) + 2 : window.ends}`;
  const headers = {
    "x-ratelimit-limit": `${state.apiCalls}`,
    "x-ratelimit-remaining": `${Math.max(0, state.apiCalls - window.calls)}`,
    "x-ratelimit-reset": reset,
  };
  if (window.calls <= state.apiCalls) return { headers };
  return json({ detail: "Rate limit exceeded" }, { ...headers, "x-retry-after": reset }, 429);
};

/** `100;w=21600`: pulls of six hours. */
export const pullHeaders = ({ pulls }: HubState): Readonly<Record<string, string>> =>
  pulls === undefined ? {} : { "ratelimit-limit": "100;w=21600", "ratelimit-remaining": `${pulls};w=21600` };

export const pullLimit = (state: HubState): Answer => {
  const message = "You have reached your pull rate limit. You may increase the limit by upgrading.";
  return json({ errors: [{ code: "TOOMANYREQUESTS", message }] }, pullHeaders(state), 429);
};
