import { createCipheriv } from "node:crypto";
import { OBSCURED_KEY } from "../../src/scan/structure/rclone-obscured.ts";
import { ALPHABETS, bytes, pick, type Random, word } from "./random.ts";

/** Tokens that are base64 of something: what stands after their prefix. */
export const ENCODED_TOKENS: Readonly<Record<string, (place: { readonly random: Random }) => string>> = {
  grafana: ({ random }) => base64Json({ o: "123456", n: word(random), k: secret(random) }),
  "grafana-key": ({ random }) => base64Json({ k: secret(random), n: word(random), id: 7 }),
  sentry: ({ random }) =>
    base64Json({
      iat: 1_700_000_000.5,
      url: "https://sentry.corp.internal",
      region_url: "https://eu.sentry.corp.internal",
      org: word(random),
    }),
  onepassword: ({ random }) =>
    base64Json({
      signInAddress: `${word(random)}.1password.eu`,
      email: `${word(random)}@corp.internal`,
      secretKey: secret(random),
      srpX: bytes(random, 32).toString("hex"),
      muk: { k: bytes(random, 32).toString("base64url"), kid: "mp", alg: "A256GCM" },
    }),
  bedrock: ({ random }) =>
    base64(
      `BedrockAPIKey-${pick(random, { alphabet: "abcdefghij0123", length: 4 })}-at-012345678901:${secret(random)}`,
    ),
  "bedrock-signed": () =>
    base64(
      "bedrock.amazonaws.com/?Action=CallWithBearerToken&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" +
        `${"ASIA"}QNZGKIQY56JQ7WML%2F20260102%2Feu-west-1%2Fbedrock%2Faws4_request&X-Amz-Date=20260102T030405Z` +
        "&X-Amz-Expires=43200&X-Amz-SignedHeaders=host&Version=1",
    ),
  rclone: ({ random }) =>
    obscured(`${word(random)}-${pick(random, { alphabet: ALPHABETS.alnum as string, length: 8 })}`),
  "base64-password": ({ random }) =>
    base64(`${word(random)}-${pick(random, { alphabet: ALPHABETS.alnum as string, length: 6 })}`),
  reftkn: ({ random }) =>
    base64(`reftkn:01:1700000000:${pick(random, { alphabet: ALPHABETS.alnum as string, length: 28 })}`),
  "elastic-key": ({ random }) => {
    const part = (length: number): string => pick(random, { alphabet: ALPHABETS.b64url as string, length });
    return base64(`${part(20)}:${part(22)}`);
  },
  "bot-id": () => base64("1234567890123456789").replace(/=+$/, ""),
  "token-id": ({ random }) => Buffer.concat([Buffer.from("123456789012:"), bytes(random, 20)]).toString("base64"),
};

/** As `rclone obscure` writes a password, with a fixed initialisation vector. */
export const obscured = (password: string): string => {
  const iv = Buffer.alloc(16, 5);
  const cipher = createCipheriv("aes-256-ctr", OBSCURED_KEY, iv);
  return Buffer.concat([iv, cipher.update(password, "latin1")]).toString("base64url");
};
const secret = (random: Random): string => bytes(random, 42).toString("base64");
const base64 = (text: string): string => Buffer.from(text).toString("base64");
const base64Json = (value: object): string => base64(JSON.stringify(value));
