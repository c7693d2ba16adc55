import type { DocumentInfo, DocumentResult, DocumentScan } from "../domain/finding.ts";
import { createDecodingWork } from "./encoded/work.ts";
import type { Match } from "./match.ts";
import { isSecret, publicHalves } from "./public-halves.ts";
import { report } from "./report-matches.ts";
import { createRuleBudget } from "./rule-budget.ts";
import { createRuleTally } from "./rule-tally.ts";
import type { Engine } from "./scanner.ts";
import { openText } from "./text-scan.ts";

/** Scans the bytes of a document, and what is decoded from them. */
export const openDocument = (engine: Engine, document: DocumentInfo): DocumentScan => {
  const tally = createRuleTally();
  const work = createDecodingWork();
  const budget = createRuleBudget(engine.now);
  const words = new Set<string>();
  const decoded: Match[] = [];
  const text = openText({
    engine,
    document,
    tally,
    work,
    budget,
    words,
    encodings: [],
    binary: false,
    cut: false,
    keep: (matches) => void decoded.push(...matches),
  });
  return {
    push: (chunk) => {
      work.scanned(chunk.length);
      text.push(chunk);
    },
    end: (): DocumentResult => {
      const hasWords = ({ rule: { screen } }: Match): boolean =>
        screen?.documentWords === undefined || screen.documentWords.some((word) => words.has(word));
      const found = { plain: text.end().filter(hasWords), decoded: decoded.filter(hasWords) };
      const all = [...found.plain, ...found.decoded];
      const secrets = { plain: found.plain.filter(isSecret), decoded: found.decoded.filter(isSecret) };
      return {
        findings: report(secrets, { document, engine }),
        halves: publicHalves(all, { secrets: all.filter(isSecret), key: engine.key }),
        skips: [...tally.skips(), ...budget.skips(), ...work.reasons().map((reason) => ({ reason }))],
      };
    },
  };
};
