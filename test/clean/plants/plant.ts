import type { Confidence } from "../../../src/domain/finding.ts";
import type { ExposureKind } from "../../../src/domain/rotation.ts";
import { expand } from "../../support/samples.ts";
import type { TarEntry } from "../../support/tar.ts";

/** A secret to hide. `text` is how it is written, `value` what must be found of it. */
export interface Secret {
  readonly kind: string;
  readonly text: string;
  readonly value: string;
  /** Rules that may tell it. */
  readonly ruleIds: readonly string[];
  readonly confidence: Confidence;
}

interface Kind {
  readonly template: string;
  readonly ruleIds: readonly string[];
  /** Of a template that says more than the value. */
  readonly value?: RegExp;
}

const KINDS: Readonly<Record<string, Kind>> = {
  github: { template: "ghp_<base62:30><crc32>", ruleIds: ["github-personal-access-token"] },
  npm: { template: "npm_<base62:30><crc32>", ruleIds: ["npm-access-token"] },
  stripe: { template: "sk_live_<alnum:24>", ruleIds: ["stripe-secret-key"] },
  slack: { template: "xoxb-<digit:12>-<digit:12>-<alnum:24>", ruleIds: ["slack-token"] },
  sendgrid: { template: "SG.<b64url:22>.<b64url:43>", ruleIds: ["sendgrid-api-key"] },
  url: {
    template: "postgres://shop:<alnum:18>@db.corp.internal:5432/shop",
    ruleIds: ["database-url-password"],
    value: /:([A-Za-z0-9]{18})@/,
  },
  key: { template: "<pem:ed25519>", ruleIds: ["private-key", "private-key-base64"] },
  ssh: { template: "<pem:openssh>", ruleIds: ["ssh-private-key", "private-key-base64"] },
};

/** Tokens that prove themselves: they are found wherever bytes stand. */
export const PROVEN = ["github", "npm"] as const;
export const TOKENS = [...PROVEN, "stripe", "slack", "sendgrid"] as const;
export const LINES = [...TOKENS, "url"] as const;
export const KEYS = ["key", "ssh"] as const;
export const ANY = [...LINES, ...KEYS] as const;

export const secretOf = (kind: string, seed: number): Secret => {
  const { template, ruleIds, value } = KINDS[kind] as Kind;
  const text = expand(template, seed);
  return { kind, text, value: value?.exec(text)?.[1] ?? text, ruleIds, confidence: "high" };
};

/** What a plant adds to an image. */
export interface Planted {
  readonly entries?: readonly TarEntry[];
  /** Entries of a second layer above. */
  readonly above?: readonly TarEntry[];
  readonly env?: string;
  readonly label?: readonly [string, string];
  readonly history?: string;
  readonly cmd?: string;
  readonly annotation?: readonly [string, string];
  /** Paths of documents where it must be found begin so; any of them is right. */
  readonly at: readonly string[];
}

/** `n` makes paths unique; files that are large are so many times larger. */
interface Spot {
  readonly n: number;
  readonly scale: number;
}

export interface Place {
  readonly name: string;
  /** Kinds that can stand there. */
  readonly kinds: readonly string[];
  /** Where a file belongs to a package, only what proves itself is told by default. */
  readonly class: "application" | "dependency" | "image";
  readonly exposure?: ExposureKind;
  plant(secret: Secret, at: Spot): Planted;
}

export const fileAt = (path: string, content: string | Uint8Array): Planted => ({
  entries: [{ path, content }],
  at: [path],
});

/** As a setting of a program, or as the block it is. */
export const written = ({ text }: Secret, name = "SHOP_TOKEN"): string =>
  text.includes("\n") ? `${text}\n` : `${name}=${text}\n`;
