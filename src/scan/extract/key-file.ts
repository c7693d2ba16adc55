import type { DocumentInfo, Span } from "../../domain/finding.ts";
import { type NameKind, nameKind } from "../name-model.ts";

/** A file that holds nothing but one secret; its name says so. */
export interface KeyFile {
  readonly ruleId: "generic-password" | "generic-secret";
  readonly name: string;
  readonly kind: NameKind;
}

/** Longer files hold something else, in bytes; Jenkins' master.key has 256. */
export const KEY_FILE_BYTES = 1024;

/**
 * Files of one secret under names of their own: the cookie that opens an Erlang node (erl(1), Distributed Erlang),
 * the password file of Ansible Vault, that of the administrator of LDAP (pam_ldap(5), rootbinddn), what Jenkins and Rails (config/credentials.yml.enc) decrypt with, the key of an
 * Ethereum node and the secret of its Engine API (geth --nodekey, --authrpc.jwtsecret).
 */
const NAMED: readonly { readonly path: RegExp; readonly name: string; readonly kind: NameKind }[] = [
  { path: /(?:^|\/)\.erlang\.cookie$/, name: "erlang cookie", kind: "password" },
  { path: /(?:^|\/)\.?vault[_-]pass(?:word)?(?:\.txt)?$/, name: "vault password", kind: "password" },
  { path: /(?:^|\/)secrets\/initialAdminPassword$/, name: "initialAdminPassword", kind: "password" },
  { path: /(?:^|\/)(?:pam_|libnss-)?ldap\.secret$/, name: "ldap password", kind: "password" },
  { path: /(?:^|\/)nodekey$/, name: "nodekey", kind: "secret" },
  { path: /(?:^|\/)(?:jwtsecret|jwt\.hex)$/, name: "jwtsecret", kind: "secret" },
  { path: /(?:^|\/)(?:config|secrets)\/(?:credentials\/)?[\w-]+\.key$/, name: "key", kind: "secret" },
];
/** As Docker and Kubernetes mount secrets: `db_password`, `api-token.txt`. */
const SECRET_FILE = /(?:^|\/)\.?([\w-]{4,60})(?:\.(?:txt|secret|pass|pwd|token|key|cred))?$/;

export const keyFileOf = ({ kind, path }: DocumentInfo): KeyFile | undefined => {
  if (kind !== "file") return undefined;
  const named = NAMED.find((one) => one.path.test(path)) ?? byName(path);
  return named && { ...named, ruleId: named.kind === "password" ? "generic-password" : "generic-secret" };
};

const byName = (path: string): Omit<KeyFile, "ruleId"> | undefined => {
  const [, name = ""] = SECRET_FILE.exec(path) ?? [];
  const kind = nameKind(name);
  return kind && { name, kind };
};

/** Bytes of the shortest and the longest secret. */
const SHORTEST = 6;
const LONGEST = 512;

/** The one word of a file of so many bytes; undefined when there is more in it. */
export const onlyWord = (bytes: Uint8Array, length: number): Span | undefined => {
  let start = 0;
  while (start < length && isSpace(bytes[start] as number)) start++;
  let end = start;
  while (end < length && isGraphic(bytes[end] as number)) end++;
  for (let at = end; at < length; at++) if (!isSpace(bytes[at] as number)) return undefined;
  return end - start < SHORTEST || end - start > LONGEST ? undefined : { start, end };
};

const isGraphic = (byte: number): boolean => byte >= 0x21 && byte <= 0x7e;

/** White space of latin1, as `\s` of patterns has it. */
const isSpace = (byte: number): boolean => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d) || byte === 0xa0;
