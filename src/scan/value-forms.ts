import { undoEscapes } from "./encoded/undo-escapes.ts";
import { decodedText } from "./extract/base64-value.ts";

/** One reading of a text that a person has: what was done to it, in words, and the value. Both texts are latin1. */
export interface ValueForm {
  readonly how: string;
  readonly value: string;
}

/** Readings of readings, and how many of them: a text made for it would have thousands. */
const DEPTH = 4;
const FORMS = 100;

type Reading = readonly [how: string, read: (text: string) => string | undefined];

/** A name or a user in front of a value: `DB_PASSWORD=x`, `password: x`, `user:password`, `export TOKEN=x`. */
const NAMED = /^(?:export\s+)?["']?[\w.@$-]{1,100}["']?\s*(?:=>|:=|[=:])\s*(\S[\s\S]*)$/;
const QUOTED = /^(["'`]{1,3})([\s\S]+)\1[,;]?$/;

const READINGS: readonly Reading[] = [
  ["without blanks around it", (text) => text.trim()],
  ["without its quotes", (text) => QUOTED.exec(text)?.[2]],
  ["behind the name", (text) => NAMED.exec(text)?.[1]],
  ["with escapes undone", (text) => undoEscapes(text, "escapes")?.text],
  ["with entities undone", (text) => undoEscapes(text, "entities")?.text],
  ["with percent-encoding undone", (text) => undoEscapes(text, "percent-encoding")?.text],
  ["decoded from base64", (text) => decodedText(text)],
  [
    "as lower case without 0x",
    (text) => (/^(?:0x)?[0-9a-f]+$/i.test(text) ? text.replace(/^0x/i, "").toLowerCase() : undefined),
  ],
];

/** The ways in which people write a value down, the plainest first. */
export function valueForms(text: string): readonly ValueForm[] {
  const forms: ValueForm[] = [{ how: "as it is", value: text }];
  const known = new Set([text]);
  let from = 0;
  for (let depth = 0; depth < DEPTH; depth++) {
    const until = forms.length;
    for (const form of forms.slice(from, until))
      for (const [how, read] of READINGS) {
        const value = read(form.value);
        if (value === undefined || value === "" || known.has(value) || forms.length >= FORMS) continue;
        known.add(value);
        forms.push({ how: from === 0 ? how : `${form.how}, ${how}`, value });
      }
    from = until;
  }
  return forms;
}
