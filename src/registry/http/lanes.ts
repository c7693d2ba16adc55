import { createLane, type Lane } from "./lane.ts";
import { LANES, type LaneName, type LaneRules } from "./politeness.ts";
import { atEndpoint } from "./routes.ts";

/** Shorter waits are everyday, and not told (ms). */
const TELL_FROM_MS = 30_000;

/** The lanes of one audit, one for each kind of request and host. */
export interface Lanes {
  /** `url`: an address of the host, as it is meant. `account`: where the host counts them apart. */
  of(name: LaneName, url: string, account?: string): Lane;
}

export interface LanesInput {
  readonly endpoints: ReadonlyMap<string, string>;
  /** What a person should know while an audit seems to stand still. */
  readonly onNotice?: (text: string) => void;
}

export function createLanes({ endpoints, onNotice = () => undefined }: LanesInput): Lanes {
  const lanes = new Map<string, Lane>();
  return {
    of: (name, url, account = "") => {
      const { host } = new URL(url);
      const key = `${name} ${host} ${account}`;
      const lane =
        lanes.get(key) ??
        createLane({
          rules: rulesAt(LANES[name], atEndpoint(url, endpoints)),
          host,
          onWait: (why, ms) => {
            if (ms >= TELL_FROM_MS) onNotice(`${why}: waiting ${Math.ceil(ms / 1000)} s`);
          },
        });
      lanes.set(key, lane);
      return lane;
    },
  };
}

/** At literal loopback nobody else is served: no rate is kept there. */
const rulesAt = ({ start, most, perSecond }: LaneRules, address: string): LaneRules =>
  perSecond === undefined || LOOPBACK.test(new URL(address).hostname) ? { start, most } : { start, most, perSecond };

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;
