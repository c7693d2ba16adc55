import type { Label } from "./corpus.ts";

/** A finding with what a label is compared to. */
export interface Hit {
  readonly ruleId: string;
  readonly value: string;
  /** 1-based, of the first character of the value. */
  readonly line: number;
}

/** What is shorter must be this much of the longer one. */
const LEAST_LENGTH = 8;
const LEAST_SHARE = 0.6;

/** Whether a finding in the file of the label counts for it, by the rules of the README of the corpora. */
export const touches = (hit: Hit, label: Label): boolean => {
  if (label.unit === "file") return true;
  // Of binary files the labels hold an empty text.
  const secret = fold(label.secret ?? "");
  return secret === "" ? onLine(hit, label) : sameValue(fold(hit.value), secret);
};

const fold = (text: string): string => text.replace(/\s+/g, " ").trim();

const sameValue = (a: string, b: string): boolean => {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  return (
    a === b || (long.includes(short) && (short.length >= LEAST_LENGTH || short.length >= long.length * LEAST_SHARE))
  );
};

const onLine = ({ line, value }: Hit, label: Label): boolean => {
  if (label.line === undefined) return false;
  const last = line + (value.split("\n").length - 1);
  return line <= (label.end_line ?? label.line) && last >= label.line;
};
