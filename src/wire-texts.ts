import { randomBytes } from "node:crypto";
import type { Config } from "./config.ts";
import type { Finding } from "./domain/finding.ts";
import { loadRuleset } from "./open-ruleset.ts";
import { createScanner } from "./scan/scanner.ts";

/** Finds secrets in a text that is at hand; `path` is what rules go by. */
type FindInText = (text: string, path: string) => readonly Pick<Finding, "title" | "span">[];

interface TextScan {
  readonly find: FindInText;
  /** What is to be said of the rules of the settings. */
  readonly notes: readonly string[];
}

/**
 * The engine of an audit for texts, under a key that nobody keeps. Spans are UTF-16. Examples, guesses and what only a name
 * speaks for are left out.
 */
export async function openTextScan(config: Config, signal: AbortSignal): Promise<TextScan> {
  const { ruleset, notes } = await loadRuleset(config, signal);
  const scanner = createScanner({ ruleset, key: randomBytes(32), now: () => performance.now() });
  const find: FindInText = (text, path) => {
    const bytes = Buffer.from(text);
    const document = scanner.open({ kind: "file", path });
    document.push(bytes);
    const found = document
      .end()
      .findings.filter((one) => one.known === undefined && one.confidence !== "low" && one.strength !== "name");
    const place = (offset: number): number => bytes.toString("utf8", 0, offset).length;
    return found.map(({ title, span }) => ({ title, span: { start: place(span.start), end: place(span.end) } }));
  };
  return { find, notes };
}
