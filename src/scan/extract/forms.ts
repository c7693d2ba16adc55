import type { RuleDefinition } from "../rule.ts";
import { codeForms, STRING_COMPARED } from "./code-forms.ts";
import {
  BARE_CALL,
  BATCH,
  CALL,
  CALLS,
  CHARACTERS,
  CLEAR_TEXT,
  KEY_CALLS,
  KICKSTART,
  LAST_CALLS,
  LATER_CALLS,
  LATER_SIGNERS,
  LITERAL,
  listed,
  NET_USE,
  NET_USE_FIRST,
  ORACLE,
  PIPED,
  PIPED_TO_KINIT,
  PIPED_TO_ROOT,
  PRESEED,
  SENT,
  SEVERAL,
  SIGNED,
  SIGNERS,
  SIGNING_KEY,
  USER_COMMAND,
  WORD,
} from "./login-forms.ts";

/**
 * Writings of a secret that are no `name = value`. They belong to the rules for assignments: same names, same finding.
 * A pattern says by an empty group which writing it is; `structure/other-form.ts` judges by it.
 */
export interface Forms {
  /** Where they are looked for; without them where the rule is. */
  readonly keywords?: readonly string[];
  readonly patterns: readonly string[];
}

export const FORMS = [
  "spaced",
  "compared",
  "flag",
  "spoken",
  "call",
  "file",
  "header",
  "piped",
  "clear",
  "titled",
  "argument",
  "signed",
] as const;
export type FormName = (typeof FORMS)[number];

const PASSWORD = String.raw`(?:pass(?:word|wd|phrase|wort|code)?|pswd|pwd)[\w.-]{0,40}`;
const SECRET = String.raw`(?:secret|token|api[_-]?key|access[_-]?key|private[_-]?key|auth[_-]?key)[\w.-]{0,40}`;
/** A lexer compares its tokens with words. */
const COMPARED_SECRET = String.raw`(?:secret|api[_-]?key|access[_-]?key|private[_-]?key|auth[_-]?key)[\w.-]{0,40}`;

/** `define('DB_PASSWORD',     'x')` in columns, as wp-config-sample.php is written; judged as an assignment, defaults included. */
const columned = (name: string): string =>
  String.raw`${name}["'][ \t]{0,8},[ \t]{0,40}(?=["']|getenv\(|\$_(?:ENV|SERVER)\[)(?<secret>[^\r\n]{1,512})`;

/** `token: a=b` in YAML: what the pattern of the rule takes for a type before an equals sign. */
const coloned = (name: string): string =>
  String.raw`${name}["']?[ \t]{0,8}:[ \t]{1,8}(?<secret>[\w+/.~-]{2,64}=[^\r\n]{1,448})`;

/**
 * `acme_key = x`, `acmeKey: "x"`: a key of whoever is named before; only what looks random counts. Behind `[` and `/` the
 * name may stand before a type or a scheme (name-before.ts).
 */
const KEY = String.raw`(?:[_-]key|(?<=[A-Za-z0-9.$@[/])key(?=["']?\]?[ \t]{0,8}[:=]))["']?\]?[ \t]{0,8}(?::=|=>|[:=](?!=))[ \t]{0,8}(?<key>)(?<secret>[^\r\n]{16,256})`;

/** A request header of any scheme (RFC 9110, 11.6.2): `Authorization: Api-Token x`, `Authorization: x`. */
const HEADER = String.raw`authorization\\?["']?[ \t]{0,4}[:=,][ \t]{0,8}\\?["']?(?!(?:basic|digest|negotiate|ntlm|bearer|token|aws4[\w-]*)\b)(?:[A-Za-z][\w-]{1,20}[ =])?(?<header>)(?<secret>[\w.~+/=@:-]{16,512})(?![\w.~+/=@:-])`;

/** Gradle, esmtprc, irssi, Chef, SQL, Lisp, CMake, `#define`: `password "x"` before the end of the line or block. */
const quotedAfterSpace = (name: string): string =>
  String.raw`${name}[ \t]{1,20}@?(?<spaced>)(?<secret>${LITERAL})(?=[ \t]{0,8}(?:$|[\r\n}#;,)]))`;

/** `:password "x" :user "y"` in maps of Clojure, `(def api-key "x")`. */
const edn = (name: string): string =>
  String.raw`(?<=(?::|\(def(?:once)?[ \t]{1,4})[\w.*-]{0,40})${name}[ \t]{1,4}(?<spaced>)(?<secret>${LITERAL})`;

/** The default of a variable of the environment where a value is asked for: `env::var("DB_PASSWORD").unwrap_or("x")`. */
const fallback = (name: string): string =>
  String.raw`(?<name>${name})["']\)[ \t]{0,4}(?:\?[?:]|\|\||\bor\b|\{|\.(?:unwrap_or|orElse|getOrElse|or_else)\()[ \t]{0,4}(?<spaced>)(?<secret>${LITERAL})`;

/**
 * redis.conf, ldap.conf, mutt, fetchmail: a line of a name and one word; also behind `set -gx` of fish and its history, `CONFIG SET`
 * of Redis, `proxy_set_header` of nginx.
 */
const bareAfterSpace = (name: string): string =>
  String.raw`(?<=(?:^|[\r\n])[ \t]{0,16}(?:(?:- cmd: )?(?:config[ \t]|[a-z]{3,10}_)?set(?:env|_header)?[ \t]{1,4}(?:-\w{1,4}[ \t]{1,4})?)?[\w.-]{0,60})${name}[ \t]{1,20}(?<spaced>)(?=\S{0,100}\d)(?!\d+\/)(?<secret>[^\s"'=:,;(){}<>$%][^\s"'(){}<>]{3,127}?)(?=;?[ \t]{0,8}(?:$|[\r\n])|;?[ \t]{1,8}#)`;

/** `password == "x"`, `"x".equals(...)` the other way round is not read. */
const compared = (name: string): string =>
  String.raw`${name}["'\]]{0,3}[ \t]{0,4}(?:[=!]==?|\.equals(?:IgnoreCase)?\()[ \t]{0,4}(?<compared>)(?<secret>${LITERAL})`;

/** `user == "x" and password == "y"`: a login that code checks by itself. */
const CHECKED_LOGIN = String.raw`(?<=(?:user(?:[_-]?name)?|login|e?mail)["'\])]{0,3}[ \t]{0,4}===?[ \t]{0,4}["'](?<user>[^"'\r\n]{1,80})["'][ \t)]{0,4}(?:and|&&)[ \t(]{0,4}[\w.$["'(-]{0,40})pass(?:word|wd|phrase)?["'\])]{0,3}[ \t]{0,4}===?[ \t]{0,4}(?<compared>)(?<secret>${LITERAL})`;

/** `-Password x` (PowerShell), `-storepass x` (keytool), `-passin pass:x` (openssl). */
const FLAG = String.raw`(?<=[ \t"'[]-[a-z-]{0,30})pass(?:word|wd|phrase|in|out)?(?:["']?,?[ \t]{1,4}|[:=])(?:pass:)?(?!\\)(?<flag>)(?<secret>${WORD})`;

/** `-u user -p password`: PsExec, ldap and database clients. Digits are a port (docker run -u 1000 -p 80:80) or a process. */
const USER_FLAG = String.raw` -u[ \t=]{0,2}["']?(?<user>[\w.@\\/+-]{1,80})["']?[ \t]{1,4}-p[ \t=]{0,2}(?!\d+(?:[:\s]|$))(?<flag>)(?<secret>${WORD})`;

/** `the password is "x"`, `password for admin set to 'x'`; `A temporary password is generated for root@localhost: x` (MySQL). */
const SPOKEN = String.raw`pass(?:word|phrase)(?:[ \t]["']?[^\s"'\r\n]{1,30}["']?){0,5}(?:[ \t](?:is|to):?|:)[ \t](?<spoken>)(?<secret>["'][^\s"']{4,64}["']|(?=[^\s\d]{0,63}\d)(?=[^\sA-Za-z]{0,63}[A-Za-z])[^\s"'<>$%{}()[\]:,=/]{8,64}(?=[ \t.]{0,4}(?:$|[\r\n])))`;

/** Users of PLAIN behind the login of a broker (kafka.apache.org, Authentication using SASL/PLAIN), on its line. */
const JAAS_USER = String.raw`(?<=password[ \t]?=[ \t]?\\?["'][^"'\\\r\n]{1,128}\\?(?:["'][ \t]user_[\w.-]{1,60}=\\?["'][^"'\\\r\n]{1,128}\\?){0,8})["'] user_(?<user>[\w.-]{1,60})=(?<call>)(?<secret>${LITERAL})`;

/** `setPassword("x")`, `.password("x")`: a call that takes nothing but the secret. */
const argument = (name: string): string =>
  String.raw`(?<=(?:\b(?:set|with|use)_?|[.>:])(?:[A-Za-z_]{0,30}))${name}\(\s{0,8}(?<argument>)(?<secret>${LITERAL})\s{0,8}\)`;
/** AUTH of Redis in its clients. */
const AUTH_CALL = String.raw`[.:>]auth\(\s{0,8}(?<argument>)(?<secret>${LITERAL})\s{0,8}\)`;

/** `"x".equals(password)`, and in one hash of Perl or a shell: `$ENV{DB_PASSWORD} = "x"`. */
const EQUALS_NAME = String.raw`(?<=(?<secret>${LITERAL})\.equals(?:IgnoreCase)?\([\w.]{0,40})(?<name>pass(?:word|wd|phrase)\w{0,20})(?<compared>)\)`;
const braced = (name: string): string =>
  String.raw`${name}["']?\}[ \t]{0,8}(?:\|\|)?=(?![=~])[ \t]{0,8}(?<secret>[^\r\n]{1,512})`;

/**
 * The default of an option of argparse or click: `add_argument("--password", help="of the shop", default="x")`. It is looked for
 * behind the dashes: in code `"password",` is everywhere.
 */
const optional = (name: string): string =>
  String.raw`["']--[\w-]{0,30}?(?<name>${name})["'],[^()\r\n]{0,160}?\bdefault[ \t]{0,4}=[ \t]{0,4}(?<spaced>)(?<secret>${LITERAL})`;

const OPTIONS = ['"--', "'--"];

/** A property of C# and what it begins with: `public string Password { get; set; } = "x";` */
const property = (name: string): string =>
  String.raw`(?<name>${name})[ \t]{1,4}\{[ \t]{0,4}get;[ \t]{0,4}(?:(?:private|protected|internal)[ \t]{1,4})?(?:(?:set|init);[ \t]{0,4})?\}[ \t]{0,8}=[ \t]{0,8}(?<spaced>)(?<secret>${LITERAL})`;

/** The default of a variable of Terraform. */
const declared = (name: string): string =>
  String.raw`(?<=variable[ \t]{1,4}"[\w-]{0,60})(?<name>${name})"[ \t]{0,4}\{[^{}]{0,400}?\bdefault[ \t]{0,40}=[ \t]{0,4}(?<spaced>)(?<secret>${LITERAL})`;

/** Subversion keeps a login as lengths and values (svn.simple). */
const SUBVERSION = String.raw`(?<=K 8\r?\n)(?<name>password)\r?\nV \d{1,3}\r?\n(?<spaced>)(?<secret>\S{3,128})`;

/** ConvertTo-SecureString (Microsoft.PowerShell.Security): its argument is the value in clear. */
const SECURE_STRING = String.raw`convertto-securestring[ \t]{1,4}(?:-(?:string|asplaintext|force)[ \t]{1,4}){0,3}(?<clear>)(?<secret>${LITERAL})`;

/** Names that the pattern of the rule does not know: `DB_PW`, `rootpw`, and passwords in other languages. */
const OTHER =
  "kennwort|mot_?de_?passe|contrase(?:n|\\xc3\\xb1)a|senha|wachtwoord|haslo|l(?:o|\\xc3\\xb6)senord|heslo|sifre|salasana|adgangskode|lozinka";
const OTHER_NAME = String.raw`(?:[_-]?pw|${OTHER})\d{0,2}["']?\]?[ \t]{0,8}(?::=|=>|=(?!=)|:(?=[ \t"']))[ \t]{0,8}(?<other>)(?<secret>[^\r\n]{1,256})`;

/** `Secret Access Key: x`, `API key = x`, `Unseal Key 1: x`: a name of words, as programs print it and people note it. */
const TITLES = [
  ...["secret key", "secret access key", "access key", "api key", "master key", "encryption key", "signing key"],
  ...["consumer key", "license key", "unseal key", "client secret", "app secret", "signing secret", "webhook secret"],
  ...["api token", "access token", "auth token", "bearer token", "root token"],
];
const TITLED = String.raw`(?:${TITLES.join("|")})(?:[ \t]?\d{1,2})?["']?[ \t]{0,8}(?::=?|=>?|is:?[ \t])[ \t]{0,8}["'\x60]?(?<titled>)(?<secret>[\w+/=.~-]{16,256})(?![\w+/=.~-])`;

/** `AZURE_DEVOPS_EXT_PAT=x`: a personal access token by the name that vendors give it. */
const PAT = String.raw`[_-]pat["']?\]?[ \t]{0,8}(?::=|=>|[:=](?!=))[ \t]{0,8}(?<other>)(?<secret>[^\r\n]{16,256})`;

const BY_RULE: Readonly<Record<string, readonly Forms[]>> = {
  "generic-password": [
    {
      patterns: [
        columned(PASSWORD),
        quotedAfterSpace(PASSWORD),
        edn(PASSWORD),
        fallback(PASSWORD),
        bareAfterSpace(PASSWORD),
        CHECKED_LOGIN,
        compared(PASSWORD),
        FLAG,
        SPOKEN,
        PIPED,
        BATCH,
        argument(PASSWORD),
        EQUALS_NAME,
        declared(PASSWORD),
        property(PASSWORD),
        SUBVERSION,
        braced(PASSWORD),
        ...codeForms(PASSWORD),
        STRING_COMPARED,
      ],
    },
    { keywords: [...CALLS, ...LATER_CALLS, ...LAST_CALLS], patterns: [CALL] },
    { keywords: [".tochararray("], patterns: [CHARACTERS] },
    { keywords: ["basic_auth '", 'basic_auth "'], patterns: [BARE_CALL] },
    { keywords: OPTIONS, patterns: [optional(PASSWORD)] },
    { keywords: [" -u "], patterns: [USER_FLAG] },
    { keywords: ["add_user ", "change_password ", "net user "], patterns: [USER_COMMAND] },
    { keywords: ["assword", "asswd"], patterns: [SENT] },
    { keywords: ["net use "], patterns: [NET_USE, NET_USE_FIRST] },
    { keywords: ["sudo -s", "sudo -ks"], patterns: [PIPED_TO_ROOT] },
    { keywords: [".auth(", ":auth(", "->auth("], patterns: [AUTH_CALL] },
    { keywords: ["convertto-securestring"], patterns: [SECURE_STRING] },
    { keywords: ["jdbc:oracle", "sqlplus "], patterns: [ORACLE] },
    {
      keywords: [
        ...["_pw", "-pw", "pw=", "pw:", "pw =", 'pw"', "pw'", "kennwort", "de_passe", "depasse", "contrase", "senha"],
        ...["wachtwoord", "haslo", "senord", "heslo", "sifre", "salasana", "adgangskode", "lozinka"],
      ],
      patterns: [OTHER_NAME, columned(`(?:${OTHER})`)],
    },
    ...[0, 1, 2, 3].map((before) => ({ keywords: SEVERAL, patterns: [listed(before)] })),
    { keywords: ["clear-text="], patterns: [CLEAR_TEXT] },
    { keywords: ["| kinit"], patterns: [PIPED_TO_KINIT] },
    { keywords: ['" user_', "' user_"], patterns: [JAAS_USER] },
    { keywords: ["rootpw", "bindpw"], patterns: [bareAfterSpace("(?:root|bind)pw(?:modpw)?"), KICKSTART] },
    { keywords: ["passwd/"], patterns: [PRESEED] },
  ],
  "generic-secret": [
    {
      patterns: [
        columned(SECRET),
        coloned(SECRET),
        quotedAfterSpace(SECRET),
        edn(SECRET),
        fallback(SECRET),
        bareAfterSpace(SECRET),
        compared(COMPARED_SECRET),
        argument(SECRET),
        braced(SECRET),
        declared(SECRET),
        property(SECRET),
        ...codeForms(SECRET),
      ],
    },
    { keywords: ["_key", "-key", 'key"', "key'", "key=", "key:", "key ="], patterns: [KEY] },
    { keywords: [...SIGNERS, ...LATER_SIGNERS], patterns: [SIGNED] },
    { keywords: KEY_CALLS, patterns: [SIGNING_KEY] },
    { keywords: OPTIONS, patterns: [optional(SECRET)] },
    { keywords: ["authorization"], patterns: [HEADER] },
    { keywords: TITLES, patterns: [TITLED] },
    { keywords: ["_pat=", "_pat:", "_pat =", '_pat"', "_pat'", "-pat:", "-pat="], patterns: [PAT] },
  ],
};

/** Further writings that a rule for assignments looks for. */
export const formsOf = ({ id, structure }: RuleDefinition): readonly Forms[] =>
  structure === "assignment" ? (BY_RULE[id] ?? []) : [];
