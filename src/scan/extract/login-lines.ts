import type { DocumentInfo } from "../../domain/finding.ts";
import type { Emit } from "./entry.ts";

/** Files of one login a line whose lines say nothing by themselves: their name does. */
export type LoginFile =
  | "pgpass"
  | "htpasswd"
  | "userlist"
  | "ppp secrets"
  | "gem credentials"
  | "exim logins"
  | "relay logins"
  | "realm of Jetty";

export const loginFileOf = ({ kind, path }: DocumentInfo): LoginFile | undefined => {
  if (kind !== "file" || !NAMED.test(path)) return undefined;
  if (/(?:^|\/)userlist\.txt$/.test(path)) return "userlist";
  if (/(?:^|\/)(?:ch|p)ap-secrets$/.test(path)) return "ppp secrets";
  if (/(?:^|\/)\.?pgpass(?:\.conf)?$/.test(path)) return "pgpass";
  if (/(?:^|\/)sasl_passwd$/.test(path)) return "relay logins";
  if (/(?:^|\/)(?:[\w-]+-)?realm\.properties$/.test(path)) return "realm of Jetty";
  if (/(?:^|\/)passwd\.client$/.test(path)) return "exim logins";
  if (/(?:^|\/)\.?gem\/credentials$/.test(path)) return "gem credentials";
  return /(?:^|\/)[\w.-]{0,40}htpasswd[\w.-]{0,20}$/.test(path) ? "htpasswd" : undefined;
};

/** Most files are none. */
const NAMED = /pass|userlist\.txt$|ap-secrets$|gem\/credentials$|realm\.properties$/;

/** PostgreSQL, "The Password File": five fields, in which `\:` and `\\` stand for `:` and `\`. */
const PGPASS = /^(?!#)(?:(?:[^:\\\r\n]|\\.){0,200}:){3}((?:[^:\\\r\n]|\\.){1,63}):((?:[^\\\r\n:]|\\.){1,200})\r?$/dgm;
/** htpasswd(1): of crypt(3) a salt of two characters and a hash of eleven. Other hashes say what they are. */
const CRYPT = /^([^\s:#]{1,60}):([./0-9A-Za-z]{13})\r?$/dgm;

/** PgBouncer, "Authentication file format": hashes say what they are. pppd(8), "Authentication": client, server, secret. */
const USERLIST = /^"([^"\r\n]{1,63})"[ \t]{1,8}"((?!md5[0-9a-f]{32}"|SCRAM-)[^"\r\n]{1,200})"/dgm;
const PPP =
  /^[ \t]*(?!#)"?([^\s"]{1,63})"?[ \t]{1,80}\S{1,63}[ \t]{1,80}"?([^\s"]{1,200})"?(?:[ \t][^\r\n]{0,200})?\r?$/dgm;
/** RubyGems, "Command reference", gem signin: hosts and their keys. Exim, "passwd.client": a host, a user, a password. */
const GEM = /^:?"?([\w./:-]{3,200}?)"?:[ \t]{1,8}"?((?!rubygems_)[\w-]{20,200})"?\r?$/dgm;
const EXIM = /^(?!#)[\w.*-]{1,200}:([^\s:#]{1,100}):([^\s:]{3,200})\r?$/dgm;
/** Postfix, smtp_sasl_password_maps: a host, a user, a password. Jetty, HashLoginService: a user, a password, roles. */
const RELAYS = /^(?!#)\S{1,200}[ \t]{1,40}([^\s:]{1,100}):(\S{3,200})[ \t]*\r?$/dgm;
const REALM = /^(?!#)([\w.@-]{1,60})[ \t]{0,4}[:=][ \t]{0,4}((?!OBF:|MD5:|CRYPT:|\$)[^\s,]{3,128})[ \t]*(?:,|\r?$)/dgm;
const LINES: Readonly<Record<LoginFile, RegExp>> = {
  pgpass: PGPASS,
  htpasswd: CRYPT,
  userlist: USERLIST,
  "ppp secrets": PPP,
  "gem credentials": GEM,
  "exim logins": EXIM,
  "relay logins": RELAYS,
  "realm of Jetty": REALM,
};

/** The path of an entry is the user. */
export const readLoginLines = (
  file: LoginFile,
  { text, emit }: { readonly text: string; readonly emit: Emit },
): void => {
  for (const found of text.matchAll(LINES[file])) {
    const [start, end] = found.indices?.[2] ?? [0, 0];
    emit({
      path: [found[1] ?? ""],
      span: { start, end },
      value: file === "pgpass" ? (found[2] ?? "").replace(/\\(.)/g, "$1") : (found[2] ?? ""),
      quoted: true,
      sensitive: true,
    });
  }
};
