import { endsInPasswordWord } from "./password-words.ts";
import { recalled } from "./recalled.ts";

/** `token` and `key` values must look random; `password` values need not. `key`: whose, only the name says. */
export type NameKind = "password" | "secret" | "token" | "key";

const PASSWORD = /^(?:pass|pw|pwd|psw|pswd|passwd|password|passwords|passphrase|passwort|passcode)$/;
const PASSWORD_END = /(?:password|passwd|passphrase|passwort|pwd|^passin|^passout)$/;
/** `dbpass`, `rootpw`: written as one word. Others that end so are none: bypass, askpass. */
const SHORT_END =
  /^(?:db|dn|rootpwmod|user|usr|admin|root|my|mysql|pg|sql|redis|mongo|rabbit|ftp|smtp|imap|mail|ldap|bind|remote|local|relay|sasl|radius|sftp|sudo|host|share|account|postgres|pgsql|ora|oracle|zabbix|webdav|irc|xmpp|sip|mqtt|rpc|rdp|wlan|http|https|proxy|login|web|app|api|auth|ssh|vpn|vnc|wifi|smb|su|sys|key|store|srcstore|deststore|srckey|destkey|keystore|truststore|cert|p12|pfx|jks|require|server|client|backup|master|new|old)(?:pass|pw)$/;
/** `psk=` of wpa_supplicant and NetworkManager is what people type; `PSK` elsewhere is a key, or a cipher. */
const SET_BY_PEOPLE = /(?:^|\.)psk$/;
/** Programs, not what they keep. */
const BRANDS = /^(?:1password|onepassword|lastpass|keepass(?:xc)?)$/;
/** When Ansible sets the password of a user that exists. */
const SAYS_WHEN = /(?:^|[.])update_password$/;
/** Directives of nginx (ngx_http_fastcgi_module and the like) that pass a request on. */
const PASSES_ON = /^(?:fastcgi|uwsgi|scgi|grpc|memcached)_pass$/;
const SECRET_END = /secrets?$/;
const TOKEN_END = /(?:token|credentials?|bearer|pat|jwt|psk)$/;
const KEY_OWNERS = new Set(
  "access account admin api app application auth cipher client consumer crypt crypto customer data deploy encryption encrypt host integration license master primary private secret secondary security service session shared signing sign storage subscription unseal user webhook write read".split(
    " ",
  ),
);
/** A name that ends so speaks of the secret and does not hold it. */
const ABOUT = new Set(
  "accessor address age alg algo algorithm allowed amount args arn at attr attribute attributes base bits body bucket button bytes cache callback changed char chars check class client code colon color column cookie cost count created dao data date default description dialog dir directory disabled doc element email enabled encoder encoding encryption endpoint entity enum env error errors event example examples exception expiration expired expires expiry exists factory field fields file filename filepath form format func function generator group guid handler hash hasher hashing header help hint history host icon id identifier ids index info input interval invalid key-id keys kind label len length level lib library lifetime limit link list location login manager map mask match max maximum message method mgr min minimum mode model module msg mutation name names node number object operator option options output page param parameter params parser path pattern period permission placeholder policy port position prefix prompt property provider query rate reader ref reference regex regexp required requirements reset resolver resource response result role rotation rule rules scheme schema scope score selector separator service set setting settings shape size source start state status step storage store strategy strength style suffix symbol table tag target template test text time timeout title ttl type types uri url usage used user username valid validation validator validity value-from var variable verifier version view visible warning widget window".split(
    " ",
  ),
);
const NEVER = new Set(
  "authenticity antiforgery public pub max min csrf xsrf next page pagination continuation cursor placeholder forgot foreign sort partition idempotency keyboard keyword shortcut i18n label translation publishable anon anonymous fingerprint checksum sha sha1 sha256 sha512 md5 digest integrity etag hash hashed lexer parser syntax cancellation".split(
    " ",
  ),
);

const QUALIFIER = /^\d+$|^(?:value|str|string|base64|b64|hex|plain|text|prod|production|dev|staging|live|old|new)$/;

/** What a variable, key or element of this name holds; undefined when it holds no secret. */
export const nameKind = recalled((name: string): NameKind | undefined => {
  const words = wordsOf(name);
  while (words.length > 1 && QUALIFIER.test(words.at(-1) ?? "")) words.pop();
  const last = words.at(-1) ?? "";
  if (BRANDS.test(last) || PASSES_ON.test(words.slice(-2).join("_")) || words.some((word) => NEVER.has(word)))
    return undefined;
  if (SAYS_WHEN.test(name)) return undefined;
  if (SET_BY_PEOPLE.test(name) || PASSWORD.test(last) || PASSWORD_END.test(last) || SHORT_END.test(last))
    return "password";
  if (endsInPasswordWord(name)) return "password";
  if (words.slice(-3).join("_") === "secret_key_base" || last === "pepper") return "token";
  // Django and Flask: many are typed. In other writings the name is also that of a field.
  if (/(?:^|_)SECRET_KEY$/.test(name)) return "secret";
  if (SECRET_END.test(last)) return "secret";
  if (TOKEN_END.test(last) || isOwnedKey(words, last)) return "token";
  if (ABOUT.has(last)) return undefined;
  return middleKind(words);
});

const isOwnedKey = (words: readonly string[], last: string): boolean => {
  const joined = /^([a-z]{3,12}?)key$/.exec(last);
  if (joined !== null) return KEY_OWNERS.has(joined[1] ?? "") || SECRET_END.test(joined[1] ?? "");
  const owner = words.at(-2);
  return (
    (last === "key" || last === "salt") && owner !== undefined && (KEY_OWNERS.has(owner) || SECRET_END.test(owner))
  );
};

/** Keys that open nothing: of tables, caches and keyboards, and the public halves. */
const NO_OWNER = new Set(
  "instrumentation primary foreign unique composite natural surrogate candidate cache object row column map index lookup group dedup dedupe routing s3 bucket file image message topic error menu locale attr property field item node event json dict config registry reg verify verification verifying authorized trusted known ssh gpg pgp host peer ca kms arn hot arrow enter tab shift alt ctrl meta modifier any each next prev previous first last current old new this the query search sub parent child left right foreign data lock mutex state context tracking measurement site client-id join".split(
    " ",
  ),
);

/** `acme_key`, `acmeKey`, `acme-api-v2-key`: of somebody, and not of a table. */
export const isSomebodysKey = recalled((name: string): boolean => {
  const words = wordsOf(name);
  const owner = words.at(-2) ?? "";
  return (
    words.at(-1) === "key" && /[a-z]{2}/.test(owner) && !words.some((word) => NO_OWNER.has(word) || NEVER.has(word))
  );
});

/** `MYSQL_PASSWORD_ROOT`: the word stands before a qualifier that says nothing against it. */
const middleKind = (words: readonly string[]): NameKind | undefined => {
  const [first, second] = words.slice(-2);
  if (second === undefined || first === undefined) return undefined;
  return PASSWORD_END.test(first) ? "password" : undefined;
};

/** `dbPassword`, `DB_PASSWORD`, `db-password` and `HTTPToken` into lower-case words. */
const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
