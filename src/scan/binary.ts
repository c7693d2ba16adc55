import type { Candidate } from "./match.ts";

/** Bytes around a value that are looked at. */
const NEAR = 64;
/** Control characters that no text has (ASCII, without TAB, LF, VT, FF, CR). */
const CONTROL = /[\0-\x08\x0e-\x1f\x7f]/;

/** Whether a value stands between bytes that are no text: there a short name with an operator is chance. */
export const standsInBinary = ({ text, span }: Candidate): boolean =>
  CONTROL.test(text.slice(Math.max(0, span.start - NEAR), span.end + NEAR));
