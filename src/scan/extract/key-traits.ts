import { endsInPasswordWord, LETTERS_OF_WORDS } from "../password-words.ts";
import { recalled } from "../recalled.ts";

/** What a key says by itself, as bits. */
export const TRAITS = { says: 1, name: 2, value: 4, sensitive: 8 } as const;

/** What every name of a secret has in it, or a name that a reader knows. */
const MAY_SAY =
  /pass|pw|psw|secret|token|key|cred|auth|jwt|psk|pat|bearer|pepper|salt|^(?:kind|data|stringdata|result|encrypteddata)$|^user_/i;
const NAME_FIELD =
  /^(?:(?:[\w-]{1,30}[_:-])?name|(?:parameter|variable|env(?:var)?)?(?:name|key)|id|variable|parameter)$/i;
const VALUE_FIELD =
  /^(?:(?:[\w-]{1,30}[_:-])?value|(?:parameter|variable|env)value|val|default|defaultvalue|content|text)$/i;
const SENSITIVE_FIELD = /^(?:(?:is_?)?(?:sensitive|secret|encrypted|secure|masked|protected)|type)$/i;

/** Of each word above letters that are in it; all but `id`. */
export const TELLING = [
  ..."pas pw psw cre tok key aut jwt psk pat bea pep sal sen kin dat sul er_ nam ari ara val fau nte tex cry cur mas".split(
    " ",
  ),
  ...["tec", "typ", ...LETTERS_OF_WORDS],
];

/** `says`: it may be the name of a secret; the others: the field beside it is its name, its value, or says that it is secret. */
export const traitsOfKey = (key: string): number =>
  (MAY_SAY.test(key) || endsInPasswordWord(key) ? TRAITS.says : 0) |
  (NAME_FIELD.test(key) ? TRAITS.name : 0) |
  (VALUE_FIELD.test(key) ? TRAITS.value : 0) |
  (SENSITIVE_FIELD.test(key) ? TRAITS.sensitive : 0);

/** The same, for readers that remember no keys themselves. */
export const keyTraits = recalled(traitsOfKey);

/** A field of this value marks those beside it. */
export const isMark = (value: string): boolean => value === "true" || value === "secret" || value === "SecureString";

/** Which of the last keys of a path may be the name of a secret: the last one is bit 0, the one before it bit 1. */
export const pathSays = (path: readonly string[]): number =>
  path.slice(-4).reduce((says, key) => (says << 1) | (keyTraits(key) & TRAITS.says), 0);
/** Of the keys that say what a value is. */
export const LAST_THREE = 7;
