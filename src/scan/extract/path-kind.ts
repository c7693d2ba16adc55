import { type NameKind, nameKind } from "../name-model.ts";
import { recalled } from "../recalled.ts";
import { looksRandom } from "../value-model.ts";
import type { Entry } from "./entry.ts";
import { keyTraits, TRAITS } from "./key-traits.ts";

export interface PathKind {
  readonly kind: NameKind;
  /** Which key says so, when it is not the last. */
  readonly by?: string;
}

/**
 * What the keys say of a value: the last one, or the one above (`credentials.admin`, `tokens.deploy`) unless the last
 * one names something that stands beside a secret (`credentials.user`).
 */
export const kindOfPath = ({ path, value, sensitive }: Entry): PathKind | undefined => {
  const last = path.at(-1) ?? "";
  const many = kindOfOne(last);
  const own = nameKind(last) ?? (many !== undefined && looksRandom(value) ? many : undefined);
  if (own !== undefined) return { kind: own };
  if (sensitive) return { kind: "password", by: "the mark of its field" };
  const parent = path.at(-2) ?? "";
  const kind = kindOfParent(parent);
  if (kind === undefined || !mayHold(last) || (SHORT.test(parent) && (keyTraits(last) & TRAITS.value) === 0))
    return undefined;
  return kind === "password" || looksRandom(value) || isStrong(value) ? { kind, by: parent } : undefined;
};

/** `ci-pass`, `flag_pw`, `shadowPass`: a thing with attributes, more often than a password in parts. */
const SHORT = /[a-z\d][_-](?:pass|pw)$|[a-z\d]P(?:ass|w)$/;

const kindOfParent = recalled((parent: string): NameKind | undefined =>
  /oauth$/i.test(parent)
    ? "token"
    : /credentials?$/i.test(parent)
      ? "secret"
      : (nameKind(parent) ?? nameKind(singular(parent))),
);

const kindOfOne = recalled((names: string): NameKind | undefined => nameKind(singular(names)));

/** Also of `unseal_keys_b64`. */
const singular = (name: string): string => name.replace(/s(?=$|_(?:b64|hex)$)/i, "");

/** The key names no thing that only stands beside a secret. */
const mayHold = recalled(
  (last: string): boolean => nameKind(`password_${/[A-Z]?[a-z0-9]*$/.exec(last)?.[0] || last}`) !== undefined,
);

/** Letters, digits and signs without a space: nobody writes a setting so. */
const isStrong = (value: string): boolean => /^(?=.*[A-Za-z])(?=.*\d)(?=.*[^\w\s./:-])[\x21-\x7e]{8,64}$/.test(value);
