import type { DocumentInfo } from "../../domain/finding.ts";
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
 * the password file of Ansible Vault, what Jenkins and Rails (config/credentials.yml.enc) decrypt with, the key of an
 * Ethereum node and the secret of its Engine API (geth --nodekey, --authrpc.jwtsecret).
 */
const NAMED: readonly { readonly path: RegExp; readonly name: string; readonly kind: NameKind }[] = [
  { path: /(?:^|\/)\.erlang\.cookie$/, name: "erlang cookie", kind: "password" },
  { path: /(?:^|\/)\.?vault[_-]pass(?:word)?(?:\.txt)?$/, name: "vault password", kind: "password" },
  { path: /(?:^|\/)secrets\/initialAdminPassword$/, name: "initialAdminPassword", kind: "password" },
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

/** The one word of the file; undefined when there is more in it. */
export const onlyWord = (text: string): { readonly start: number; readonly end: number } | undefined => {
  const [, before = "", word] = /^(\s*)([\x21-\x7e]{6,512})\s*$/.exec(text) ?? [];
  return word === undefined ? undefined : { start: before.length, end: before.length + word.length };
};
