import { ANY, fileAt, KEYS, LINES, type Place, PROVEN, type Secret, TOKENS, written } from "./plant.ts";

const base64 = (text: string): string => Buffer.from(text).toString("base64");
const folded = (text: string): string => (text.match(/.{1,76}/g) ?? []).join("\n");

const utf16 = (text: string, { big = false, mark = true } = {}): Buffer => {
  const bytes = Buffer.from(`${mark ? "\ufeff" : ""}${text}`, "utf16le");
  return big ? bytes.swap16() : bytes;
};

const file = (
  name: string,
  path: (n: number) => string,
  { kinds = LINES, content }: { kinds?: readonly string[]; content: (secret: Secret) => string | Uint8Array },
): Place => ({ name, kinds, class: "application", plant: (secret, { n }) => fileAt(path(n), content(secret)) });

const kubernetes = (value: string): string =>
  `apiVersion: v1\nkind: Secret\nmetadata:\n  name: shop\ndata:\n  token: ${value}\n`;

/** Values that are written otherwise than they are. */
export const ENCODED_PLACES: readonly Place[] = [
  file("base64 in YAML", (n) => `app/k8s/secret-${n}.yml`, {
    kinds: ANY,
    content: ({ text }) => kubernetes(base64(text)),
  }),
  file("base64 of a settings file", (n) => `app/k8s/env-${n}.yml`, {
    content: (secret) => kubernetes(base64(`A=1\n${written(secret)}B=2\n`)),
  }),
  file("base64 twice", (n) => `app/k8s/double-${n}.yml`, {
    kinds: PROVEN,
    content: ({ text }) => kubernetes(base64(base64(text))),
  }),
  file("base64 in lines", (n) => `app/mail/part-${n}.eml`, {
    kinds: ANY,
    content: (secret) => `Content-Transfer-Encoding: base64\n\n${folded(base64(written(secret).padEnd(200, "\n#")))}\n`,
  }),
  file("hexadecimal", (n) => `app/data/dump-${n}.txt`, {
    kinds: TOKENS,
    content: ({ text }) => `token: ${Buffer.from(text).toString("hex")}\n`,
  }),
  file("percent encoding", (n) => `app/data/link-${n}.txt`, {
    kinds: ["sendgrid", "github"],
    content: ({ text }) => `https://api.corp.internal/?auth=${encodeURIComponent(`token=${text}`)}\n`,
  }),
  file("escapes of JSON", (n) => `app/data/escaped-${n}.json`, {
    kinds: KEYS,
    content: ({ text }) => JSON.stringify({ settings: JSON.stringify({ key: text }) }),
  }),
  file("escapes of all characters", (n) => `app/data/unicode-${n}.js`, {
    kinds: PROVEN,
    content: ({ text }) => `t="${[...text].map((char) => `\\x${char.charCodeAt(0).toString(16)}`).join("")}"\n`,
  }),
  file("a source map in a comment", (n) => `app/public/inline-${n}.js`, {
    kinds: TOKENS,
    content: ({ text }) => {
      const map = { version: 3, sources: ["a.ts"], sourcesContent: [`const t = "${text}";\n`], mappings: "AAAA" };
      return `a();\n//# sourceMappingURL=data:application/json;base64,${base64(JSON.stringify(map))}\n`;
    },
  }),
  file("UTF-16 of Windows", (n) => `app/win/deploy-${n}.ps1`, {
    kinds: ANY,
    content: (secret) => utf16(written(secret)),
  }),
  file("UTF-16 of big machines", (n) => `app/win/deploy-${n}.be`, {
    content: (secret) => utf16(written(secret), { big: true }),
  }),
  file("UTF-16 without a mark", (n) => `app/win/registry-${n}.bin`, {
    kinds: TOKENS,
    content: (secret) => Buffer.concat([Buffer.alloc(16, 7), utf16(written(secret), { mark: false })]),
  }),
  file("a login of Docker", (n) => `home/user${n}/.docker/config.json`, {
    kinds: ["github"],
    content: ({ text }) => JSON.stringify({ auths: { "ghcr.io": { auth: base64(`ci:${text}`) } } }),
  }),
  file("a kubeconfig", (n) => `home/user${n}/.kube/config`, {
    kinds: KEYS.slice(0, 1),
    content: ({ text }) => `users:\n- name: admin\n  user:\n    client-key-data: ${base64(`${text}\n`)}\n`,
  }),
];
