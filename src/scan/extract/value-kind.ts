import { looksRandom } from "../value-model.ts";
import { decodedText } from "./base64-value.ts";
import type { Entry } from "./entry.ts";
import { kindOfPath, type PathKind } from "./path-kind.ts";

/** What a document as a whole says of its values. */
export interface Traits {
  readonly kubernetesSecret: boolean;
  readonly terraform: () => boolean;
  readonly jaas: () => boolean;
}

export const traitsOf = (text: string, entries: readonly Entry[]): Traits => ({
  kubernetesSecret: entries.some(({ path, value }) => path.at(-1) === "kind" && value === "Secret"),
  terraform: () => text.includes("random_password"),
  jaas: () => text.includes("LoginModule"),
});

/** Why a value is no secret, whatever its name says. */
export const deniedBecause = ({ path, value, repeated }: Entry): string | undefined => {
  if (repeated) return "one of many lines that begin so: a log";
  // https://github.com/bitnami-labs/sealed-secrets
  if (path.at(-2) === "encryptedData") return "encrypted for a cluster: a SealedSecret";
  // https://docs.travis-ci.com/user/encryption-keys, https://www.appveyor.com/docs/build-configuration/#secure-variables
  if (path.at(-1) === "secure" && /^[A-Za-z0-9+/]{16,}={0,2}$/.test(value)) return "encrypted for its CI";
  // The key of GnuPG that git-config(1) has commits signed with is named by its id.
  if (/^signingkey$/i.test(path.at(-1) ?? "") && /^(?:0x)?[0-9A-F]{8,40}!?$/i.test(value))
    return "names a key of GnuPG";
  // `adminPasswordKey: postgres-password`: the name of an entry of somewhere else.
  return /[a-z][_-]?key$/i.test(path.at(-1) ?? "") && /^[a-z]+(?:[-_.][a-z]+)*\d?$/i.test(value) && !looksRandom(value)
    ? "the name of a key"
    : undefined;
};

/** The value without the base64 of a Kubernetes Secret (kubernetes.io, Secret v1: `data`), or without a scheme. */
export const plainEntry = (entry: Entry, { kubernetesSecret }: Traits): Entry => {
  const decoded = kubernetesSecret && entry.path.at(-2) === "data" ? decodedText(entry.value) : undefined;
  return decoded === undefined ? withoutScheme(entry) : { ...entry, value: decoded };
};

/** `token = "Bearer x"`, `{noop}x` of Spring Security, a password in clear, and what `${NAME:-x}` of Compose falls back on. */
const withoutScheme = (entry: Entry): Entry => {
  const [, scheme = "", value, behind = ""] =
    /^((?:Bearer|Token) +|\{noop\})(\S+)$/i.exec(entry.value) ??
    /^(\$\{[A-Za-z_]\w{0,80}:?-)([^\s{}$]{3,200})(\})$/.exec(entry.value) ??
    [];
  const span = { start: entry.span.start + scheme.length, end: entry.span.end - behind.length };
  return value === undefined ? entry : { ...entry, value, span };
};

export const valueKind = (entry: Entry, { kubernetesSecret, terraform, jaas }: Traits): PathKind | undefined => {
  const [parent, last] = [entry.path.at(-2), entry.path.at(-1)];
  // random_password of Terraform's provider "random": its attribute `result`.
  if (parent === "attributes" && last === "result" && terraform()) return { kind: "password", by: "random_password" };
  // Users of PLAIN in a JAAS file (kafka.apache.org, Authentication using SASL/PLAIN); lines of chpasswd(8) in cloud-init.
  if ((/^user_/.test(last ?? "") && jaas()) || entry.path.at(-3) === "chpasswd")
    return { kind: "password", by: "the place" };
  const kind = kindOfPath(entry);
  if (kind !== undefined || !kubernetesSecret || !/^(?:stringD|d)ata$/.test(parent ?? "")) return kind;
  return kindOfPath({ ...entry, path: ["token", last ?? ""] });
};
