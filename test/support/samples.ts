import { createPrivateKey, type KeyObject } from "node:crypto";
import { bech32Checksum } from "../../src/scan/structure/bech32.ts";
import { crc32 } from "../../src/scan/structure/crc32.ts";
import { base62Checksum } from "../../src/scan/structure/crc32-base62.ts";
import { ALPHABETS, bytes, DIGIT, pick, type Random, seeded, UPPER, word } from "./random.ts";
import { CHECKED } from "./sample-checked.ts";
import { certificate, ec, ed25519, openssh, putty, rsa, rsaBare, sshPublic } from "./sample-keys.ts";
import { ENCODED_TOKENS } from "./sample-tokens.ts";

/**
 * Expands the placeholders of a template, always to the same text for the same seed: `<alnum:24>` and the other
 * alphabets, `<word>`, `<password>`, `<uuid>`, `<crc32>` (checksum of the 30 characters before it, GitHub's way; `<crc32:50>` of 50), `<jwt>`,
 * `<pem:ed25519>`, `<pem:rsa>`, `<pem:ec>`, `<jwk:ec>`, `<openssh>`, `<gcp-service-account>`, `<gitlab-routable>`, `<basic>` ...
 * No token has to stand in the repository. Unknown placeholders stay: `<your-token>` is one for people.
 */
export const expand = (template: string, seed: number): string => {
  const random = seeded(`${seed}:${template}`);
  let expanded = "";
  let at = 0;
  for (const found of template.matchAll(/<([A-Za-z0-9-]+)(?::([a-z0-9]+))?>/g)) {
    expanded += template.slice(at, found.index);
    const [all, kind = "", argument = ""] = found;
    expanded += fillIn({ kind, argument, before: expanded, random }) ?? all;
    at = found.index + all.length;
  }
  return expanded + template.slice(at);
};

interface Place {
  readonly kind: string;
  readonly argument: string;
  readonly before: string;
  readonly random: Random;
}

const fillIn = (place: Place): string | undefined => {
  const alphabet = ALPHABETS[place.kind];
  if (alphabet !== undefined)
    return place.argument === "" ? undefined : pick(place.random, { alphabet, length: Number(place.argument) });
  return SPECIAL[place.kind]?.(place);
};

const base64Json = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

const jwt = (random: Random, claims: object = {}): string => {
  const id = pick(random, { alphabet: ALPHABETS.alnum as string, length: 12 });
  const payload = {
    sub: id,
    iss: `https://${word(random)}.corp.internal`,
    iat: 1_700_000_000,
    exp: 1_900_000_000,
    ...claims,
  };
  return `${base64Json({ alg: "HS256", typ: "JWT" })}.${base64Json(payload)}.${bytes(random, 32).toString("base64url")}`;
};

const serviceAccount = (random: Random): string => {
  const name = `${word(random)}-${word(random)}`;
  const pkcs8 = createPrivateKey(ed25519(random)).export({ format: "pem", type: "pkcs8" });
  return JSON.stringify(
    {
      type: "service_account",
      project_id: `${name}-prod`,
      private_key_id: pick(random, { alphabet: ALPHABETS.hex as string, length: 40 }),
      private_key: String(pkcs8),
      client_email: `deploy@${name}-prod.iam.gserviceaccount.com`,
      client_id: pick(random, { alphabet: DIGIT, length: 21 }),
    },
    null,
    2,
  );
};

const gitlabRoutable = (random: Random): string => {
  const payload = Buffer.concat([Buffer.from("o:1s\nu:2rs"), bytes(random, 16), Buffer.from([16])]).toString(
    "base64url",
  );
  const head = `${payload}.01.${payload.length.toString(36).padStart(2, "0")}`;
  return head;
};

/** libmacaroons version 2: a location, an identifier, two caveats and a signature; every section ends in a zero. */
const macaroon = (random: Random): string => {
  const field = (type: number, content: Uint8Array | string) =>
    Buffer.concat([Buffer.from([type, content.length]), Buffer.from(content)]);
  const end = Buffer.from([0]);
  return Buffer.concat([
    Buffer.from([2]),
    field(1, "packages.internal"),
    field(2, bytes(random, 36).toString("hex")),
    end,
    ...['[1, ["shop"]]', "[0, 1900000000, 1700000000]"].flatMap((caveat) => [field(2, caveat), end]),
    end,
    field(6, bytes(random, 32)),
  ]).toString("base64url");
};

/** 32 bytes as data under the prefix that stands before, in its case. */
const bech32 = (before: string, random: Random): string => {
  const [, prefix = ""] = /([A-Za-z-]+)1$/.exec(before) ?? [];
  const data = `${pick(random, { alphabet: "023456789acdefghjklmnpqrstuvwxyz", length: 51 })}q`;
  const text = data + bech32Checksum(prefix.toLowerCase(), data);
  return prefix === prefix.toUpperCase() ? text.toUpperCase() : text;
};

const PEMS: Readonly<Record<string, (random: Random) => string>> = { ed25519, ec, rsa, openssh };

/** What people choose: a word, a number, a sign. */
const password = (random: Random): string =>
  `${word(random)}${"!#_-"[Math.floor(random() * 4)]}${pick(random, { alphabet: DIGIT, length: 3 })}${pick(random, { alphabet: UPPER, length: 1 })}`;

const pkcs8 = (key: KeyObject): string => key.export({ format: "der", type: "pkcs8" }).toString("base64");

const SPECIAL: Readonly<Record<string, (place: Place) => string | undefined>> = {
  word: ({ random }) => word(random),
  password: ({ random }) => password(random),
  uuid: ({ random }) => {
    const hex = bytes(random, 16).toString("hex");
    return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20)].join(
      "-",
    );
  },
  crc32: ({ before, argument }) => base62Checksum(before.slice(-Number(argument || 30))),
  bech32: ({ before, random }) => bech32(before, random),
  crc36: ({ before }) => crc32(lastToken(before)).toString(36).padStart(7, "0"),
  crc32hex: ({ before }) => crc32(lastToken(before)).toString(16).padStart(8, "0").toUpperCase(),
  crc32le: ({ before }) => {
    const sum = Buffer.alloc(4);
    sum.writeUInt32LE(crc32(lastToken(before).replace(/_$/, "")));
    return sum.toString("hex");
  },
  jwt: ({ random }) => jwt(random),
  "jwt-kubernetes": ({ random }) =>
    jwt(random, { iss: "kubernetes/serviceaccount", "kubernetes.io/serviceaccount/namespace": word(random) }),
  "jwt-supabase": ({ random }) => jwt(random, { iss: "supabase", ref: word(random), role: "service_role" }),
  pem: ({ argument, random }) => PEMS[argument]?.(random),
  jwk: ({ argument, random }) => {
    const pem = PEMS[argument]?.(random);
    return pem && JSON.stringify(createPrivateKey(pem).export({ format: "jwk" }));
  },
  "der-rsa": ({ argument, random }) => rsaBare(random, Number(argument) / 8),
  "der-pkcs8": ({ argument, random }) => pkcs8(createPrivateKey(PEMS[argument]?.(random) ?? "")),
  // With the public half in it, as OpenSSL writes it.
  "der-openssl": ({ random }) =>
    pkcs8(createPrivateKey({ key: createPrivateKey(ec(random)).export({ format: "jwk" }), format: "jwk" })),
  "pem-escaped": ({ random }) => ed25519(random).replaceAll("\n", "\\n"),
  "pem-base64": ({ random }) => Buffer.from(`${ed25519(random)}\n`).toString("base64"),
  "gcp-service-account": ({ random }) => serviceAccount(random),
  "gitlab-routable": ({ random }) => gitlabRoutable(random),
  macaroon: ({ random }) => macaroon(random),
  putty: ({ random }) => putty(random),
  certificate: ({ random }) => certificate(ed25519(random), { random, name: `${word(random)}.corp.internal` }),
  "certificate-escaped": ({ random }) =>
    certificate(ed25519(random), { random, name: "www.corp.internal" }).replaceAll("\n", "\\n"),
  "ssh-public": ({ argument, random }) => sshPublic(argument, random),
  basic: ({ random }) => Buffer.from(`${word(random)}:${password(random)}`).toString("base64"),
  ...ENCODED_TOKENS,
  ...CHECKED,
};

/** From the last separator that no token holds. */
const lastToken = (text: string): string => /[A-Za-z0-9_.=-]*$/.exec(text)?.[0].replace(/^[A-Z_]+=/, "") ?? "";
