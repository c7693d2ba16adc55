import type { Scanner } from "../domain/finding.ts";
import { fingerprint } from "../scan/fingerprint.ts";
import { valueForms } from "../scan/value-forms.ts";

export interface MatchValue {
  /** Key of the case. */
  readonly key: Uint8Array;
  /** The engine of an audit, under the same key: it knows keys and tokens in whatever they are wrapped. */
  readonly scanner: Scanner;
  /** Whether a secret of the case has a fingerprint. */
  readonly isKnown: (fingerprint: string) => boolean;
}

/** A secret of the case, and how it was read from the text. */
export interface ValueMatch {
  readonly fingerprint: string;
  readonly how: string;
}

/** Says which secrets of a case a text is, or holds; nothing of the text is kept. */
export type Matcher = (text: Uint8Array) => readonly ValueMatch[];

export const createMatcher = ({ key, scanner, isKnown }: MatchValue): Matcher => {
  return (text) => {
    const found = new Map<string, string>();
    const note = (print: string, how: string): void => {
      if (!found.has(print) && isKnown(print)) found.set(print, how);
    };
    const latin1 = Buffer.from(text)
      .toString("latin1")
      .replace(/\r?\n$/, "");
    for (const { how, value } of valueForms(latin1)) note(fingerprint(key, value), how);
    for (const finding of scanned(text, scanner)) note(finding.fingerprint, `read as ${finding.title}`);
    return [...found].map(([print, how]) => ({ fingerprint: print, how }));
  };
};

const scanned = (text: Uint8Array, scanner: Scanner) => {
  const scan = scanner.open({ kind: "file", path: "" });
  scan.push(text);
  return scan.end().findings;
};
