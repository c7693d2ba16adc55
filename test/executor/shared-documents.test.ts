import { MessageChannel } from "node:worker_threads";
import { expect, it } from "vitest";
import type { DocumentInfo, DocumentResult, Scanner } from "../../src/domain/finding.ts";
import { type Share, type SharedDocuments, shareDocuments } from "../../src/executor/shared-documents.ts";

/** Tells the bytes of each document as a loss in it, and which documents it was given. */
const toyScanner = () => {
  const opened: string[] = [];
  const scanner: Scanner = {
    rulesetId: "toy",
    open: ({ path }) => {
      opened.push(path);
      let text = "";
      return {
        push: (chunk) => {
          text += Buffer.from(chunk).toString();
        },
        end: () => ({ findings: [], skips: text.includes("!") ? [{ path, reason: text }] : [] }),
      };
    },
  };
  return { scanner, opened };
};

const file = (path: string): DocumentInfo => ({ kind: "file", path });
const DOCUMENTS: readonly (readonly [string, string])[] = Array.from({ length: 40 }, (_, at) => [
  `file-${at % 7}`,
  `content of ${at}${at % 3 === 0 ? "!" : ""}`.repeat(1 + (at % 5) * 100),
]);

const scanAll = (scanner: Scanner, documents = DOCUMENTS): readonly DocumentResult[] =>
  documents.map(([path, content]) => {
    const scan = scanner.open(file(path));
    for (let at = 0; at < content.length; at += 50) scan.push(Buffer.from(content.slice(at, at + 50)));
    return scan.end();
  });

const openBoth = () => {
  const { port1, port2 } = new MessageChannel();
  const posted = new Int32Array(new SharedArrayBuffer(4));
  const pull = async function* () {};
  const open = (role: Share["role"], port: Share["port"]): SharedDocuments & { readonly opened: readonly string[] } => {
    const { scanner, opened } = toyScanner();
    return { ...shareDocuments({ role, port, posted }, { scanner, pull }), opened };
  };
  return { first: open("first", port1), second: open("second", port2) };
};

it("the first has the results of all documents, each of which was scanned by one of the two", () => {
  const { first, second } = openBoth();
  scanAll(second.scanner);
  second.end();
  expect(scanAll(first.scanner)).toEqual(scanAll(toyScanner().scanner));
  first.end();
  expect([...first.opened, ...second.opened].sort()).toEqual(DOCUMENTS.map(([path]) => path).sort());
  expect(Math.min(first.opened.length, second.opened.length)).toBeGreaterThan(DOCUMENTS.length / 4);
});

it("documents that one reads and the other does not are no reason to wait for good, or to mix up results", () => {
  for (const other of [DOCUMENTS.slice(0, 20), [...DOCUMENTS].reverse()]) {
    const { first, second } = openBoth();
    scanAll(second.scanner, other);
    second.end();
    expect(() => scanAll(first.scanner)).toThrow("the two threads read something else");
    first.end();
  }
});
