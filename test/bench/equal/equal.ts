import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { CORPUS_NAMES, hasCorpora, readCorpus } from "../../score/corpus.ts";
import { tarball } from "../../support/tar.ts";
import { DIST } from "../built.ts";
import { openCorpus } from "../corpus/corpus.ts";
import type { Keep } from "../figures.ts";
import { runStage } from "../scan/stage-process.ts";
import { inputOf } from "../scan/stages.ts";
import { print, row } from "../table.ts";
import { compareFindings } from "./compare-findings.ts";

const WIDTHS = { first: 30, width: 12 };
const SHOWN = 20;

/** Whether the engine in WebAssembly and the one in JavaScript find the same, in labelled corpora and in the layer of the scan bench. */
export async function equal({ small, keep }: { readonly small: boolean; readonly keep: Keep }): Promise<void> {
  print("Equal: findings of the engine in WebAssembly against those of the one in JavaScript\n");
  if (!existsSync(join(DIST, "kernel.wasm"))) return print("  skipped: this build has one engine only\n");
  const folder = mkdtempSync(join(tmpdir(), "exhume-bench-"));
  try {
    print(row(["", "findings", "the same", "lost", "gained", "JS, CPU s", "wasm, CPU s"], WIDTHS));
    for (const { name, gzip } of layersOf(folder, small)) {
      const input = { ...inputOf(openCorpus({ small })), layer: gzip };
      const plain = await runStage("findings", { ...input, kernel: "js" });
      const shipped = await runStage("findings", input);
      const told = shipped.findings ?? [];
      const { same, lost, gained } = compareFindings(plain.findings ?? [], told);
      const counts = [told.length, same, lost.length, gained.length].map(String);
      print(row([name, ...counts, ...[plain, shipped].map(({ cpuSeconds }) => cpuSeconds.toFixed(2))], WIDTHS));
      for (const { path, text } of lost.slice(0, SHOWN)) print(`    lost   ${text} ${path}`);
      for (const { path, text } of gained.slice(0, SHOWN)) print(`    gained ${text} ${path}`);
      keep({ name: `equal: ${name}, findings that differ`, value: lost.length + gained.length, unit: "count" });
      if (lost.length + gained.length > 0) process.exitCode = 1;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  print("");
}

/** Each corpus as a layer. */
function* layersOf(folder: string, small: boolean): Generator<{ readonly name: string; readonly gzip: string }> {
  for (const name of hasCorpora() ? CORPUS_NAMES : []) {
    const gzip = join(folder, `${name}.tar.gz`);
    const files = Object.entries(readCorpus(name).files);
    const entries = files.map(([path, content]) => ({ path, content: Buffer.from(content, "latin1") }));
    writeFileSync(gzip, gzipSync(tarball(entries)));
    yield { name, gzip };
  }
  yield { name: "layer of the scan bench", gzip: openCorpus({ small }).gzip };
}
