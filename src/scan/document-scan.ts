import type { DocumentInfo, DocumentResult, DocumentScan } from "../domain/finding.ts";
import type { Desk } from "./desk.ts";
import type { Match } from "./match.ts";
import { isSecret, publicHalves } from "./public-halves.ts";
import { report } from "./report-matches.ts";
import type { Engine } from "./scanner.ts";
import { openText } from "./text-scan.ts";

/** Scans the bytes of a document, and what is decoded from them. */
export const openDocument = (engine: Engine, document: DocumentInfo): DocumentScan => {
  const desk = engine.desks.take();
  const { tally, work, budget, words, keep } = desk;
  const text = openText({
    engine,
    document,
    tally,
    work,
    budget,
    words,
    encodings: NONE,
    binary: false,
    cut: false,
    keep,
  });
  return {
    push: (chunk, last) => {
      work.scanned(chunk.length);
      text.push(chunk, last);
    },
    end: (isPart = false) => {
      const plain = text.end();
      const result = resultOf(plain, { engine, document, desk, isPart });
      engine.desks.give(desk);
      return result;
    },
  };
};

const NONE: readonly string[] = [];

interface Scanned {
  readonly engine: Engine;
  readonly document: DocumentInfo;
  readonly desk: Desk;
  readonly isPart: boolean;
}

const resultOf = (plain: readonly Match[], { engine, document, desk, isPart }: Scanned): DocumentResult => {
  const { words, decoded } = desk;
  const skips = desk.skips();
  if (plain.length === 0 && decoded.length === 0) return { findings: [], halves: [], skips };
  const hasWords = ({ rule: { screen } }: Match): boolean =>
    screen?.documentWords === undefined || screen.documentWords.some((word) => words.has(word));
  const found = { plain: plain.filter(hasWords), decoded: decoded.filter(hasWords) };
  const all = [...found.plain, ...found.decoded];
  const secrets = { plain: found.plain.filter(isSecret), decoded: found.decoded.filter(isSecret) };
  return {
    findings: report(secrets, { document, engine }),
    halves: publicHalves(all, { secrets: all.filter(isSecret), key: engine.key, document, isPart }),
    skips,
  };
};
