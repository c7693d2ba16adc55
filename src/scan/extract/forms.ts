import type { RuleDefinition } from "../rule.ts";

/**
 * Writings of a secret that are no `name = value`. They belong to the rules for assignments: same names, same finding.
 * A pattern says by an empty group which writing it is; `structure/other-form.ts` judges by it.
 */
export interface Forms {
  readonly keywords: readonly string[];
  readonly patterns: readonly string[];
}

export const FORMS = ["spaced", "compared", "flag", "spoken", "call", "file", "header"] as const;
export type FormName = (typeof FORMS)[number];

const PASSWORD = String.raw`(?:pass(?:word|wd|phrase|wort|code)?|pswd|pwd)[\w.-]{0,40}`;
const SECRET = String.raw`(?:secret|token|api[_-]?key|access[_-]?key|private[_-]?key|auth[_-]?key)[\w.-]{0,40}`;
/** A lexer compares its tokens with words. */
const COMPARED_SECRET = String.raw`(?:secret|api[_-]?key|access[_-]?key|private[_-]?key|auth[_-]?key)[\w.-]{0,40}`;
const LITERAL = String.raw`["'][^"'\r\n]{3,256}["']`;
const WORD = String.raw`["']?[^\s"'$%<>|;&(){}=:,-][^\s"'|;&(){}<>]{3,127}["']?`;

/** `define('DB_PASSWORD',     'x')` in columns, as wp-config-sample.php is written; judged as an assignment. */
const columned = (name: string): string =>
  String.raw`${name}["'][ \t]{0,8},[ \t]{0,40}(?=["'])(?<secret>[^\r\n]{1,512})`;

/** `token: a=b` in YAML: what the pattern of the rule takes for a type before an equals sign. */
const coloned = (name: string): string =>
  String.raw`${name}["']?[ \t]{0,8}:[ \t]{1,8}(?<secret>[\w+/.~-]{2,64}=[^\r\n]{1,448})`;

/** `acme_key = x`, `acmeKey: "x"`: a key of whoever is named before; only what looks random counts. */
const KEY = String.raw`(?:[_-]key|key(?=["']?\]?[ \t]{0,8}[:=]))["']?\]?[ \t]{0,8}(?::=|=>|[:=](?!=))[ \t]{0,8}(?<key>)(?<secret>[^\r\n]{1,512})`;

/** A request header of any scheme (RFC 9110, 11.6.2): `Authorization: Api-Token x`, `Authorization: x`. */
const HEADER = String.raw`authorization\\?["']?[ \t]{0,4}[:=,][ \t]{0,8}\\?["']?(?!(?:basic|digest|negotiate|ntlm|bearer|token|aws4[\w-]*)\b)(?:[A-Za-z][\w-]{1,20}[ =])?(?<header>)(?<secret>[\w.~+/=@:-]{16,512})(?![\w.~+/=@:-])`;

/** Gradle, esmtprc, irssi, Chef, SQL: `password "x"` before the end of the line or block. */
const quotedAfterSpace = (name: string): string =>
  String.raw`${name}[ \t]{1,20}(?<spaced>)(?<secret>${LITERAL})(?=[ \t]{0,8}(?:$|[\r\n}#;,]))`;

/** redis.conf, ldap.conf, mutt, fetchmail: a line of a name and one word. */
const bareAfterSpace = (name: string): string =>
  String.raw`(?<=(?:^|[\r\n])[ \t]{0,16}(?:set(?:env)?[ \t]{1,4})?[\w.-]{0,30})${name}[ \t]{1,20}(?<spaced>)(?=\S{0,100}\d)(?!\d+\/)(?<secret>[^\s"'=:,;(){}<>$%][^\s"'(){}<>]{3,127})(?=[ \t]{0,8}(?:$|[\r\n#]))`;

/** `password == "x"`, `"x".equals(...)` the other way round is not read. */
const compared = (name: string): string =>
  String.raw`${name}["'\]]{0,3}[ \t]{0,4}(?:[=!]==?|\.equals(?:IgnoreCase)?\()[ \t]{0,4}(?<compared>)(?<secret>${LITERAL})`;

/** `-Password x` (PowerShell), `-storepass x` (keytool), `-passin pass:x` (openssl). */
const FLAG = String.raw`(?<=[ \t]-[a-z]{0,10})pass(?:word|wd|phrase|in|out)?(?:[ \t]{1,4}|[:=])(?:pass:)?(?<flag>)(?<secret>${WORD})`;

/** `-u user -p password`: PsExec, ldap and database clients. Digits are a port (docker run -u 1000 -p 80:80) or a process. */
const USER_FLAG = String.raw` -u[ \t=]{0,2}["']?(?<user>[\w.@\\/+-]{1,80})["']?[ \t]{1,4}-p[ \t=]{0,2}(?!\d+(?:[:\s]|$))(?<flag>)(?<secret>${WORD})`;

/** `the password is "x"`, `password for admin set to 'x'`. */
const SPOKEN = String.raw`pass(?:word|phrase)(?:[ \t]["']?[^\s"'\r\n]{1,30}["']?){0,5}[ \t](?:is|to)[ \t](?<spoken>)(?<secret>["'][^\s"']{4,64}["'])`;

/**
 * Calls whose documented arguments are a user and a password: .NET NetworkCredential, Java DataSource.getConnection and
 * PasswordAuthentication, Go SetBasicAuth, Python smtplib login and requests HTTPBasicAuth and auth=.
 */
const CALLS = ["networkcredential(", "basicauth(", "passwordauthentication(", "getconnection(", ".login(", "auth=("];
/** The same behind one other argument: DirectoryEntry, DriverManager.getConnection, PHP mysqli, PDO and ftp_login. */
const LATER_CALLS = ["directoryentry(", "getconnection(", "mysqli(", "mysqli_connect(", "new pdo(", "ftp_login("];
const ARGUMENT = String.raw`(?:["'][^"'\r\n]{0,200}["']|[^()"',\r\n]{1,60}),\s{0,8}`;

const anyOf = (starts: readonly string[]): string =>
  String.raw`(?:${starts.map((start) => start.replace(/[.(]/g, "\\$&")).join("|")})\s{0,8}`;
const CALL = String.raw`(?:${anyOf(CALLS)}|${anyOf(LATER_CALLS)}${ARGUMENT})["'](?<user>[^"'\r\n]{1,100})["'],\s{0,8}(?<call>)(?<secret>${LITERAL})`;

const BY_RULE: Readonly<Record<string, Forms>> = {
  "generic-password": {
    keywords: [...CALLS, ...LATER_CALLS, " -u "],
    patterns: [
      columned(PASSWORD),
      quotedAfterSpace(PASSWORD),
      bareAfterSpace(PASSWORD),
      compared(PASSWORD),
      FLAG,
      USER_FLAG,
      SPOKEN,
      CALL,
    ],
  },
  "generic-secret": {
    keywords: ["authorization", "_key", "-key", 'key"', "key'", "key=", "key:", "key ="],
    patterns: [
      columned(SECRET),
      coloned(SECRET),
      KEY,
      HEADER,
      quotedAfterSpace(SECRET),
      bareAfterSpace(SECRET),
      compared(COMPARED_SECRET),
    ],
  },
};

const NONE: Forms = { keywords: [], patterns: [] };

/** Further writings that a rule for assignments looks for. */
export const formsOf = ({ id, structure }: RuleDefinition): Forms =>
  structure === "assignment" ? (BY_RULE[id] ?? NONE) : NONE;
