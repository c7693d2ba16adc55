import { passwordStrength } from "./value-model.ts";

/** Four groups of four letters: app passwords as Google shows them (support.google.com/accounts/answer/185833). */
const GROUPS = /^[a-z]{4}(?:[ \xa0][a-z]{4}){3}$/;
/** Two to five words with a digit and a sign among them; a label or a sentence ends in others, and speaks of what is to be typed. */
const PHRASE =
  /^(?=[^\d]{0,40}\d)(?=.{0,63}[!@#$^&*+=~])[A-Za-z\d][^\s"'`<>{}()[\]%]{0,30}(?: [^\s"'`<>{}()[\]%]{1,30}){1,4}$/;
const SPEAKS =
  /\b(?:pass\w*|enter|type|your|the|must|least|characters?|please|invalid|wrong|is|are|not|and|or|for|with|to|of|use|https?)\b|[:?,;.]$|\$\w|&[&\w]|\s[=&+*#-]{1,3}\s/i;

/** The groups are no words. */
export const isAppPassword = (value: string): boolean =>
  value.length === 19 && GROUPS.test(value) && passwordStrength(value.replace(/[ \xa0]/g, "")) === "mixed";

const isPassphrase = (value: string): boolean =>
  value.length >= 8 && value.length <= 64 && PHRASE.test(value) && !SPEAKS.test(value);

/** A password that people write with spaces in it. */
export const isSpaced = (value: string): boolean =>
  value.length <= 64 && /[ \xa0]/.test(value) && (isAppPassword(value) || isPassphrase(value));

/** Google takes an app password with its spaces and without: it is one secret. */
export const spacedIdentity = (value: string): { readonly identity?: string } =>
  isAppPassword(value) ? { identity: value.replace(/[ \xa0]/g, "") } : {};
