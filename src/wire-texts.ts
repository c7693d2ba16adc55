import { randomBytes } from "node:crypto";
import type { Config } from "./config.ts";
import type { Finding } from "./domain/finding.ts";
import { loadRuleset } from "./open-ruleset.ts";
import { createScanner } from "./scan/scanner.ts";

/** What is found of one secret in a text. Spans are UTF-16. */
interface TextFinding extends Pick<Finding, "title" | "span" | "strength"> {
  /** An example, or no more than likely. */
  readonly isGuess: boolean;
  /** Confidence is high, and it is no example. */
  readonly isSure: boolean;
}

/** Finds secrets in a text that is at hand; `path` is what rules go by. */
type FindInText = (text: string, path: string) => readonly TextFinding[];

export interface TextScan {
  readonly find: FindInText;
  /** What is to be said of the rules of the settings. */
  readonly notes: readonly string[];
}

/** The engine of an audit for texts, under a key that nobody keeps. */
export async function openTextScan(config: Config, signal: AbortSignal): Promise<TextScan> {
  const { ruleset, notes } = await loadRuleset(config, signal);
  const scanner = createScanner({ ruleset, key: randomBytes(32), now: () => performance.now() });
  const find: FindInText = (text, path) => {
    const bytes = Buffer.from(text);
    const document = scanner.open({ kind: "file", path });
    document.push(bytes);
    const place = (offset: number): number => bytes.toString("utf8", 0, offset).length;
    return document.end().findings.map(({ title, span, strength, confidence, known }) => ({
      title,
      span: { start: place(span.start), end: place(span.end) },
      strength,
      isGuess: known !== undefined || confidence === "low",
      isSure: known === undefined && confidence === "high",
    }));
  };
  return { find, notes };
}
