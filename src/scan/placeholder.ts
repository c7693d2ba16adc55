import { isPasswordWord } from "./password-words.ts";
import { isRandomText } from "./value-model.ts";

/** What SOPS has encrypted (https://github.com/getsops/sops), and what Ansible Vault, Jasypt and Puppet's eyaml have. */
const ENCRYPTED = /^ENC[[(]|^\$ANSIBLE_VAULT;/;
/** All of it is what a shell runs, or code of a template. */
const MADE_THERE = /^(?:\$\(.+\)|<%.+%>|\{\{.+\}\})$/;
/** Selectors of a page, places in Vault (`kv/data/db:password`, `production/db/password@ops`), values of Terraform. */
const ELSEWHERE: readonly RegExp[] = [
  /^[#.][\w-]*(?:pass(?:word|wd)|token|secret)[\w-]*$|^[\w-]*\[[\w-]+[*^$~|]?=[^\]]*\]$/i,
  /^(?:kv|secrets?)(?:-v2)?(?:\/[\w.-]+)+(?::[\w.-]+)?$|^[\w.-]+(?:\/[\w.-]+)+@[a-z][\w-]*$/,
  /^(?:local|var|module|each)\.[a-z_]\w*(?:$|[.[])/,
];
/** References to a value that stands elsewhere, and things people write where a value should go. */
const REFERENCES: readonly RegExp[] = [
  /^-?\$\.?[A-Za-z_]\w*(?![\w!#^~])|^[$%@&#*!][({[]|^`[a-z_/.-]+`?$|^(?:pass:)?\$+$|^(?:\$\d\W{0,3}){1,9}$/,
  /^[%@&#*!][A-Za-z_.-]*(?:$|[\s#%@])|^[%@]\w+[%@]$|^\^[A-Z]+\d{0,2}\^/,
  /\$\{|\$\(|\{\{|<%|\[%[-+|\s\w]|%\(|#\{|\{[a-z_.]*\}|\{\$[a-z_]/i,
  // `%env(NAME)%` of Symfony, a tag of YAML, `{x}` of Maven (encrypted), a resource of Terraform, `${NAME:?what is missing}`.
  /^%env\(|^!![a-z]+$|^\{[A-Za-z0-9+/]{12,}={1,2}\}$|^(?:data\.)?[a-z][a-z0-9]*_[a-z0-9_]+\.[A-Za-z_][\w-]*\.[a-z_]+$|^:?\?[a-z]/,
  /^<[^>]*>?;?$|^&lt;[^&]*&gt;|^(?:&(?:quot|apos|#\d{2,3});?)+$|^\[[^\]]*\]?$|^\(.*\)?$|^__\w+__$|^_[A-Z]+(?:_[A-Z]+)*_$|^@@?\w+@?@$|^%\w+%$|^(?:%[-\d.]*[a-z][^\w%]*)+$|^\[[^\]]+\](?:[*+]|\{\d)/i,
  // `%v: wrong key`: the format of a message.
  /^%(?:\+?v|l?[dux]|[sqw])(?![A-Z0-9])/,
  /^(?:process\.env|os\.(?:environ|getenv)|env\b|getenv|system\.|config[.[(]|settings[.[]|secrets?[.[]|vars?[.[]|self[.[]|this[.[]|request[.[]|params[.[]|args[.[]|options[.[]|opts[.[]|import\.meta)/i,
  // Calls, elements of lists, names of classes, the beginning of a regular expression, what Getopt::Long takes.
  /^[\w.$:>-]+\(.*\)?;?$|^[a-z_]+\[\d\]?$|^[A-Za-z_]\w*\[[\w.:+-]*(?:\[\w+\])?\](?:\.\w+)*$/,
  /^[A-Z]\w*(?:::[A-Z]\w*)+$|^\/\^|^[a-z][a-z-]*[=:][sif]@?$/,
  // The next assignment, where nothing is assigned.
  /^[a-z]+(?:_[a-z]+)+=$/,
  /^(?:vault|ssm|op|awssm|gcpsm|[a-z]{2,10}kms|pkcs11|ref\+?\w*|secret|keyring|arn|sops|env|file|https?|ftp|s3|data|urn|classpath|resource):/i,
  // Tables of Postfix (DATABASE_README), rules of oslo.policy, shortcuts of Electron and browsers.
  /^(?:hash|btree|[cl]db|lmdb|dbm|texthash|proxy|regexp|pcre):\/|^rule:[a-z_:-]+$|^(?:CmdOrCtrl|CommandOrControl|Command|Cmd|Control|Ctrl|Alt|Shift|Meta|Accel)\+\S/,
  /^projects\/[\w.:-]{1,64}\/[a-z][A-Za-z]{2,30}\/[\w.-]{1,255}(?:\/[\w./-]{0,255})?$/,
  /^(?:~|\.{1,2})?\/[\w.-]+(?:\/|$)|^[A-Za-z]:\\|^[\w-]+(?:\/[\w.-]+)+\.(?:pem|key|txt|json|ya?ml|crt|env|inc|php|p[lmy]|[cm]?[jt]s|rb|sh|html?|conf|cfg|ini|xml)$/,
];
const WORDS =
  /^(?:true|false|null|none|nil|undefined|empty|nan|yes|no|on|off|default|required|optional|string|str|text|number|int|integer|boolean|bool|object|any|void|unknown|disabled|enabled|auto|n\/a|na|tbd|todo|fixme|unset|hidden|masked|redacted|removed|omitted|ask|prompt|input|value|data|foo|bar|baz|qux|foobar|pass|password|passwd|passphrase|pwd|passwort|secret|token|key|apikey|credentials?|test|testing|user|username|admin-?password|change|type|name|file|utf-?(?:8|16)|iso-8859-\d+|latin-?\d|us-ascii|scram-sha-256|md5|sha-?\d{1,3}|bcrypt|pbkdf2|argon2(?:id?)?|[hrep]s(?:256|384|512)|eddsa|undef|plain(?:text)?|trust|peer|ident|basic|bearer|oobesystem|specialize|windowspe|offlineservicing|generalize|audit(?:system|user));?$/i;
const FILL =
  /change[-_ ]?(?:me|it|this|in)|replace[-_ ]?(?:me|this|with)|your[-_ ]?(?:own|real|secure|strong|super|secret|pass|token|api|key|client|access|account|value|db|database|\w+[-_](?:here|key|token|secret|password))|[-_ ](?:goes[-_ ])?here$|placeholder|example(?!\w*\d{2})|insert[-_ ]|enter[-_ ]|^(?:my|some|a|the|put|any)[-_]?(?:super)?[-_]?(?:secret|pass(?:word)?|token|key|api[-_]?key)(?:[-_]?(?:key|token|value|password))?\d?$|redacted|^dummy$|^sample|to[-_]?be[-_]?(?:set|filled|replaced)/i;
const REPEATED = /^(.)\1*$|^[A-Za-z]{2,8}[-_](.)\2{11,}=*$|^[x*.•#_-]+$|[x*]{5}|^(?:x{3,}|\.{3})|(?:\.{3}|…)$/i;
const FORMATS =
  /^\d{4}-\d{2}-\d{2}(?:[T ]|$)|^\d{1,4}$|^0x[0-9a-f]{1,8}$|^(?:v|[~^]|[<>]=?)?\d+\.\d+(?:\.\d+)*(?:-[\w.]+)?$|^[0-9a-f]{8}-(?:0{4}-){3}0{12}$/i;

/**
 * What a value has to be, not one: `required|string|min:8|confirmed` (Laravel), the tags of a field of Go, ciphers to choose from
 * (GnuTLS, OpenSSL), `V1SecretVolumeSource` (clients of OpenAPI), `list[V1Secret]`, `k8s_min.EnvVarSource`.
 */
const DEMANDS: readonly RegExp[] = [
  /^(?=[^|]{1,200}\|)(?:[a-z_]{2,30}(?::[^|]{0,200})?\|){0,12}(?:required|nullable|sometimes|confirmed|bail|string|(?:min|max):\d{1,4})(?:\||$)/,
  /^(?:bytes|varint|fixed(?:32|64)|zigzag(?:32|64)|group),\d{1,9},(?:opt|req|rep)\b|^[\w.-]{1,80},omit(?:empty|zero)\b/,
  /^[+!-]?[A-Z][A-Z\d.-]{2,40}(?::[+!-]?[A-Z][A-Z\d.-]{2,40}){2,}$/,
];
/** What stands before a field: `Wachtwoord:`. */
const LABEL = /^&?[A-Z\x80-\xff][A-Za-z\x80-\xff&'()-]*\\?:$/;
const TYPE =
  /^V\d{1,2}(?:(?:alpha|beta)\d{1,2})?(?:[A-Z][a-z]{1,30}){2,8}$|^[A-Za-z_][\w.]{1,60}\[[A-Za-z_][\w.,| [\]]{0,80}\]$|^[a-z]\w{1,40}\.(?:[A-Z][a-z]{1,30}){2,8}$/;

/** `Castle(7652x`, `<9tz3n`: what begins with a bracket that nothing in the quotes closes is neither a call nor a template. */
const UNCLOSED =
  /^(?=.*\d)(?=.*[A-Za-z])[\w!#.:-]*[([<](?![%!]|\w{1,12}[(=]|[a-z]+\d?$|\d+(?:px|em|%)?$)[^()[\]<>{}]*$/;

/** True for references, filler words, repeated characters, dates, versions: nothing that opens a door. */
export const isPlaceholder = (value: string, { quoted = false } = {}): boolean =>
  value.length < 3 ||
  WORDS.test(value) ||
  isPasswordWord(value) ||
  REPEATED.test(value) ||
  FORMATS.test(value) ||
  FILL.test(value) ||
  DEMANDS.some((demand) => demand.test(value)) ||
  LABEL.test(value) ||
  TYPE.test(value) ||
  (isReference(value) && !(quoted && UNCLOSED.test(value)));

/** The value stands elsewhere: a variable, a template, a call, a path. */
export const isReference = (value: string): boolean =>
  ENCRYPTED.test(value) ||
  MADE_THERE.test(value) ||
  ELSEWHERE.some((place) => place.test(value)) ||
  (REFERENCES.some((reference) => reference.test(value)) && !isRandomText(value));

/** `DB_PASSWORD=db_password`, `apiKey: "api-key"`, `token: myToken`; not `password123`, which people do choose. */
export const resemblesName = (value: string, name: string): boolean => {
  const [bare, bareName] = [squash(value), squash(name)];
  return (
    !/\d{2}/.test(value) &&
    bare.length >= 3 &&
    bareName.length >= 2 &&
    (bareName === bare || bareName.endsWith(bare) || bare.endsWith(bareName))
  );
};

/** `db_password`, `rootPwd`: the name of a password where one should stand, as examples and calls have it. */
export const namesPassword = (value: string): boolean => NAMES_OF_PASSWORDS.some((name) => name.test(value));
const NAMES_OF_PASSWORDS: readonly RegExp[] = [
  /^(?:[a-z]+[_-])+(?:password|passwd|pwd|pass)\d?$|^[a-z]+(?:[A-Z][a-z]+)*(?:Password|Passwd|Pwd|Pass)\d?$|^(?:[A-Z][a-z]+){2,}(?:Password|Passwd|Pwd)$/,
  /^(?:[A-Z]+[_-])+(?:PASSWORD|PASSWD|PWD|PASS)\d?$/,
  /^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*\.\w{0,40}(?:password|passwd|pwd|pass)$/i,
];

const squash = (text: string): string => text.toLowerCase().replace(/[^a-z]/g, "");
