import type { Http } from "../http/http.ts";
import type { LaneName } from "../http/politeness.ts";
import { discard } from "../http/response.ts";
import { share } from "../share.ts";

interface GreetingInput {
  readonly http: Http;
  readonly base: (signal: AbortSignal) => Promise<string>;
  readonly lane: LaneName;
}

/**
 * The challenges with which a registry greets at `/v2/` whoever has no login; none where it lets anybody in. Asked once,
 * and again after a failure. Throws PullError.
 */
export function createGreeting({
  http,
  base,
  lane,
}: GreetingInput): (signal: AbortSignal) => Promise<readonly string[]> {
  const greet = async (signal: AbortSignal): Promise<readonly string[]> => {
    const response = await http.send({ url: `${await base(signal)}/v2/`, lane }, signal);
    await discard(response);
    return response.status === 401 ? response.headers("www-authenticate") : [];
  };
  let asked: typeof greet | undefined;
  return async (signal) => {
    asked ??= share(greet);
    const mine = asked;
    try {
      return await mine(signal);
    } catch (error) {
      if (asked === mine) asked = undefined;
      throw error;
    }
  };
}
