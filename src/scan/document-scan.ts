import type { DocumentInfo, DocumentResult, DocumentScan } from "../domain/finding.ts";
import { createDecodingWork } from "./encoded/work.ts";
import type { Match } from "./match.ts";
import { isSecret, publicHalves } from "./public-halves.ts";
import { report } from "./report-matches.ts";
import { createRuleTally } from "./rule-tally.ts";
import type { Engine } from "./scanner.ts";
import { openText } from "./text-scan.ts";

/** Scans the bytes of a document, and what is decoded from them. */
export const openDocument = (engine: Engine, document: DocumentInfo): DocumentScan => {
  const tally = createRuleTally();
  const work = createDecodingWork();
  const decoded: Match[] = [];
  const text = openText({
    engine,
    document,
    tally,
    work,
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
      const plain = text.end();
      const all = [...plain, ...decoded];
      return {
        findings: report({ plain: plain.filter(isSecret), decoded: decoded.filter(isSecret) }, { document, engine }),
        halves: publicHalves(all, { secrets: all.filter(isSecret), key: engine.key, document }),
        skips: [...tally.skips(), ...work.reasons().map((reason) => ({ reason }))],
      };
    },
  };
};
