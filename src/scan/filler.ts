import { LONGEST_TOKEN, longestRun } from "./typed.ts";
import { isRandomText } from "./value-model.ts";

const PLACES =
  /placeholder|change_?me|replace|redacted|your[-_ ]|[-_]here$|insert[-_]|<[a-z][\w .-]{0,40}>|^<[a-z][\w .-]{0,40}$|\$\{|\{\{|[x*]{5}/i;

/** Two to four characters again and again, six times or more. */
const PIECE = /^([A-Za-z\d]{2,4}?)\1{5,}[A-Za-z\d]{0,3}$/;

/** Stands where a token should be: one character repeated, or words that say so. Nothing to rotate. */
export const isFiller = (body: string): boolean =>
  body.length >= 6 &&
  body.length <= LONGEST_TOKEN &&
  (longestRun(body) >= body.length - 1 || PIECE.test(body) || (PLACES.test(body) && !isRandomText(body)));
