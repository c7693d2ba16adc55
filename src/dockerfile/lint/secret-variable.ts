import { isSecretName } from "../mount/secret-name.ts";
import { isBundledName } from "../shell/known-tools.ts";

/** Last words of names that tell of a secret and are none: `KEY_ID`, `TOKEN_TTL`, `AUTH_URL`, `JWT_ALGORITHM`. */
const ABOUT =
  /^(?:ids?|files?|paths?|dirs?|directory|folder|urls?|uri|hosts?|hostname|ports?|users?|username|names?|types?|ttl|sizes?|length|len|bits|algorithms?|alg|expiry|expires?|expiration|in|timeouts?|providers?|endpoints?|enabled?|disabled?|methods?|modes?|domains?|regions?|prefix|suffix|headers?|servers?|realm|issuer|audience|fingerprints?|sock|socket|locations?|counts?|limits?|rotation|formats?|class|polic(?:y|ies)|required|optional|days|hours|minutes|seconds|version|parallelism|dummy|server|service|scope|scopes|ring|store|alias|label|field|column|arn|email|backend|driver|strategy|plugin|module|min|max|only)$/;
/** Words before `key` that make it an identifier or a key for all to see. */
const OPEN_KEYS =
  /^(?:cache|gpg|pgp|apt|apk|rpm|yum|repo|repository|pub|publishable|site|anon|partition|sort|primary|foreign|index|object|kms|host|hot|group|node|release|archive|download)$/;

/** Addresses that are given to a build with the login in them; `PIP_INDEX_URL` is a mirror as often as not. */
const LOGIN_URL =
  /^(?:.*_)?(?:DATABASE|DB|MONGO(?:DB)?|POSTGRES(?:QL)?|PG|MYSQL|MARIADB|REDIS|AMQP|RABBITMQ|BROKER)_?(?:URL|URI|DSN)$|^(?:PIP|UV)_EXTRA_INDEX_URL$|^AUTHED_\w*URL$|CONN(?:ECTION)?_?STR(?:ING)?$/i;

/** A login of Bundler is named by its host; these are other settings. */
const BUNDLE_LOGIN = /^BUNDLE_(?!(?:BUILD|MIRROR|LOCAL|DISABLE_\w+|SSL_\w+)__)\w+__\w+$/;
/** Whole files with credentials, and addresses that are the credential. */
const GIVEN_WHOLE =
  /^(?:\w+_)?(?:NPMRC|NETRC|KUBE_?CONFIG|DOCKER_?CONFIG_?JSON|DOCKER_AUTH_CONFIG|GIT_CREDENTIALS|SA_JSON|SERVICE_ACCOUNT(?:_JSON)?|(?:SLACK|DISCORD|TEAMS)_WEBHOOK(?:_URL)?)(?:_(?:B64|BASE64|CONTENTS?|DATA))?$/i;

/** Says by name and value that an ARG or ENV holds a secret; no `value`: the build is given it. */
export const isSecretVariable = (name: string, value: string | undefined): boolean => {
  if (isBundledName(name)) return false;
  if (value !== undefined && hasUrlPassword(value)) return true;
  if (value === undefined && (LOGIN_URL.test(name) || GIVEN_WHOLE.test(name))) return true;
  if (BUNDLE_LOGIN.test(name)) return value === undefined || isSecretValue(value);
  return isSecretName(name) && !isAboutSecret(name) && (value === undefined || isSecretValue(value));
};

const isAboutSecret = (name: string): boolean => {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
  const last = words.at(-1) ?? "";
  return ABOUT.test(last) || (/^keys?$/.test(last) && OPEN_KEYS.test(words.at(-2) ?? ""));
};

/** `scheme://user:password@host`, on another machine; a variable as the password counts: its value goes in. */
const hasUrlPassword = (value: string): boolean => {
  const [, password = "", host = ""] = /^[a-z][\w+.-]*:\/\/[^\s/:@"']*:([^\s/@"']+)@([^\s/:?#"']+)/i.exec(value) ?? [];
  return (
    password !== "" && !isStandIn(password) && !/^(?:localhost|127\.0\.0\.1|::1|host\.docker\.internal)$/.test(host)
  );
};

/** What no secret looks like: nothing, a switch, a number, a path, an address, a word of a choice, a stand-in. */
export const isSecretValue = (value: string): boolean =>
  !/^(?:|true|false|yes|no|on|off|auto|none|null|nil|basic|bearer|oauth2?|oidc|saml|ldap|jwt|md5|plain|trust|scram-sha-256|[a-z]+-auth|[a-z]{2}\d{3}|\d[\d.]*[smhdkMG]?b?)$/i.test(
    value,
  ) &&
  !/^(?:[~.]{0,2}\/|[A-Za-z]:\\|\w[\w+.-]*:\/\/)/.test(value) &&
  !/^(?:0x)?[0-9A-F]{16}(?:[0-9A-F]{24})?(?:\s|$)/.test(value) &&
  !isStandIn(value);

/** Values for a build that needs some value, and what documentation writes. */
export const isStandIn = (value: string): boolean =>
  /dummy|fake|placeholder|example|unused|not[-_]?used|not[-_]?(?:a[-_]?)?(?:real|secret)|insecure|for[-_]?build|build[-_]?only|build[-_]?time|changeit|redacted|^<.*>$|^\{\{.*\}\}$|^(__|@@?|%%?)\w+\1$|^x{3,}$|^\*+$|^\.{3}$/i.test(
    value,
  );
