import type { Secret } from "../domain/rotation.ts";
import { UserError } from "../domain/user-error.ts";
import { fingerprint } from "../scan/fingerprint.ts";
import type { Store } from "../store/store.ts";

/** Characters: shorter ones of secrets that are not spoken of may be words of any language. */
const NO_WORD = 12;

/** Throws UserError `NOTE_IS_VALUE` when the note, which is about these secrets, holds a value. */
type RefuseValues = (note: string | undefined, secrets: readonly Secret[]) => void;

/**
 * The log is not encrypted and reports show it, so no value of the case may come into it: that of the secrets that the
 * note is about, or a longer one of any other. Without the key of the case nobody can tell.
 */
export function createRefusal(store: Store): RefuseValues {
  const key = store.findKey();
  if (key === undefined) return () => undefined;
  return (note = "", secrets) => {
    const meant = new Set(secrets.map((secret) => secret.fingerprint));
    for (const word of wordsOf(note)) {
      const print = fingerprint(key, word);
      if (meant.has(print) || (word.length >= NO_WORD && store.secrets.idOf(print) !== undefined)) throw isValue(print);
    }
  };
}

const isValue = (print: string): UserError =>
  new UserError({
    code: "NOTE_IS_VALUE",
    message: `the note holds the value of ${print.slice(0, 12)}; nothing is written`,
    hint: "say it without the value: the log is not encrypted",
  });

/** All that may be a value: the whole, what stands between blanks, with and without what people put around it. */
function wordsOf(note: string): ReadonlySet<string> {
  const text = Buffer.from(note.trim()).toString("latin1");
  const words = text.split(/\s+/);
  return new Set(
    [
      text,
      ...words.flatMap((word) => [
        word,
        word.replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, ""),
        word.replace(/[.,;:!?)]+$/, ""),
      ]),
      ...text.split(/[\s"'`,;:=()<>[\]{}]+/),
      ...text.split(/[\s"'`:@?&/]+/),
    ].filter((word) => word !== ""),
  );
}
