import type { Facts } from "../../domain/finding.ts";
import { parseObject } from "./json.ts";
import { isoTime, publicFacts } from "./public-facts.ts";
import type { Structure } from "./structure.ts";

type Fields = Readonly<Record<string, unknown>>;

interface JsonToken {
  readonly title: string;
  readonly body: RegExp;
  /** Fields without which it is something else. */
  readonly needs: readonly string[];
  /** Picks what is public in it. */
  readonly read: (fields: Fields) => Facts;
}

/** Tokens that are base64 of a JSON object behind a prefix. */
const jsonToken =
  ({ title, body, needs, read }: JsonToken): Structure =>
  ({ value }) => {
    const fields = parseObject(Buffer.from(body.exec(value)?.[1] ?? "", "base64").toString("utf8"));
    if (fields !== undefined && needs.some((name) => fields[name] === undefined))
      return { reject: "JSON of something else" };
    return fields === undefined
      ? { confidence: "low", validity: "malformed", reasons: ["does not decode to JSON: likely an example"] }
      : { confidence: "high", facts: read(fields), reasons: [`decodes to a ${title}`] };
  };

/** `sntrys_<JSON>_<secret>`: organisation, address, time of issue. */
export const sentryToken = jsonToken({
  title: "Sentry organisation token",
  body: /^sntrys_([A-Za-z0-9+/-]+=*)/,
  needs: [],
  read: ({ org, region_url, url, iat }) =>
    publicFacts({ organization: org, url: region_url ?? url, issued: isoTime(iat) }),
});

/** Organisation (`o`) and name (`n`) of an access policy token. */
export const grafanaCloud = jsonToken({
  title: "Grafana Cloud token",
  body: /^glc_(.+)$/,
  needs: ["o", "k"],
  read: ({ o, n }) => publicFacts({ organization: o, tokenName: n }),
});

/** API keys of Grafana up to version 11: organisation (`id`) and name (`n`). */
export const grafanaApiKey = jsonToken({
  title: "Grafana API key",
  body: /^(.+)$/,
  needs: ["k", "n", "id"],
  read: ({ id, n }) => publicFacts({ organization: id, tokenName: n }),
});

/** Service accounts: the address to sign in at, and the account's mail. The secret key in it stays. */
export const onepassword = jsonToken({
  title: "1Password service account",
  body: /^ops_(.+)$/,
  needs: ["signInAddress"],
  read: ({ signInAddress, email }) => publicFacts({ host: signInAddress, email }),
});
