import type { Candidate } from "../match.ts";
import { nameKind } from "../name-model.ts";
import { placeOf } from "../place.ts";
import { isPlaceholder, resemblesName } from "../placeholder.ts";
import { looksRandom, passwordStrength } from "../value-model.ts";
import { namesSecret } from "./engine-secret.ts";
import { quotedWord } from "./quoted-word.ts";
import type { Structure, Verdict } from "./structure.ts";

/** `ENV NAME value`: the value is the rest of the line, or what the first quotes hold. */
export const envPair: Structure = (candidate) => {
  const { span, value } = candidate;
  const [text = "", , quoted] = /^(["'])(.*?)\1/.exec(value) ?? [value.trimEnd()];
  const start = span.start + (quoted === undefined ? 0 : 1);
  const inner = quoted ?? text;
  return { ...rate(candidate, inner), span: { start, end: start + inner.length } };
};

/** `--password value` on a command line. */
export const flagValue: Structure = (candidate) => {
  const { groups, text, span, value } = candidate;
  if (groups.name === "secret" && namesSecret(value, text.slice(0, span.start)))
    return { reject: "names a secret of an engine" };
  const whole = quotedWord(candidate);
  const word = whole === undefined || /\s/.test(whole.value) ? candidate : whole;
  return placeOf(candidate.document) === "config" || /\d/.test(word.value)
    ? { ...rate(candidate, word.value), span: word.span }
    : { reject: "a word in code or in a text" };
};

const rate = ({ groups }: Candidate, value: string): Verdict => {
  const { name = "" } = groups;
  const kind = nameKind(name);
  if (kind === undefined) return { reject: "the name speaks of something else" };
  if (isPlaceholder(value) || resemblesName(value, name) || !/^[\x21-\x7e]+$/.test(value))
    return { reject: "a placeholder" };
  const random = looksRandom(value);
  if (!random && (kind === "token" || passwordStrength(value) !== "mixed"))
    return { reject: "the value looks like a word" };
  return { confidence: random ? "high" : "medium", name, reasons: [`name says ${kind}`] };
};
