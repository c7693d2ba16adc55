import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pick, seeded } from "../../support/random.ts";
import { openCorpus } from "../corpus/corpus.ts";
import type { Keep } from "../figures.ts";
import type { LayerFile } from "../registry-process.ts";
import { auditCost } from "../scan/audits.ts";
import { mebibytes, print, row } from "../table.ts";
import { writeRepeatedLayer } from "./repeated-layer.ts";

const WIDTHS = { first: 44, width: 13 };
const THREADS = 2;
/** Issue 7. */
const MOST_MEBIBYTES = 400;
const ZEROS = 64 * 2 ** 20;
const RECORDS = 20_000;

/** What an audit holds of memory at its peak, whatever the layers are: real ones, 20 GB of zeros, 300 MB in one line. */
export async function memory({ small, keep }: { readonly small: boolean; readonly keep: Keep }): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "exhume-bench-"));
  print(`Memory: peak of a whole audit with ${THREADS} threads, < ${MOST_MEBIBYTES} MiB\n`);
  print(row(["", "unpacked", "s", "peak RSS", ""], WIDTHS));
  try {
    for (const { label, bytes, layers } of cases(folder, small)) {
      const { seconds, peakBytes } = await auditCost({ layers, threads: THREADS });
      const met = peakBytes < MOST_MEBIBYTES * 2 ** 20 ? "reached" : "not yet";
      print(row([label, mebibytes(bytes), seconds.toFixed(1), mebibytes(peakBytes), met], WIDTHS));
      keep({ name: `memory: ${label}`, value: peakBytes / 2 ** 20, unit: "MiB" });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  print("");
}

interface Case {
  readonly label: string;
  /** After unpacking. */
  readonly bytes: number;
  readonly layers: readonly LayerFile[];
}

function* cases(folder: string, small: boolean): Generator<Case> {
  const corpus = openCorpus({ small });
  const layer = { path: corpus.gzip, diffId: `sha256:${corpus.sha256}` } as const;
  yield { label: "packages, two layers", bytes: 2 * corpus.bytes.tar, layers: [layer, layer] };
  const part = small ? 0.1 : 1;
  const zeros = join(folder, "zeros.tar.gz");
  const times = Math.ceil((part * 20e9) / ZEROS);
  const bytes = writeRepeatedLayer(zeros, { path: "data/disk.img", piece: Buffer.alloc(ZEROS), times });
  yield { label: "one file of zeros", bytes, layers: [unknown(zeros)] };
  const json = join(folder, "json.tar.gz");
  const text = {
    head: '{"items":[',
    piece: records(),
    times: Math.ceil((part * 300e6) / records().length),
    tail: "{}]}",
  };
  const size = writeRepeatedLayer(json, { path: "app/data.json", ...text });
  yield { label: "one line of JSON", bytes: size, layers: [unknown(json)] };
}

/** Nobody asks what is in it but exhume: the name of its content may be any. */
const unknown = (path: string): LayerFile => ({
  path,
  diffId: `sha256:${createHash("sha256").update(path).digest("hex")}`,
});

const records = (): Buffer => {
  const random = seeded("records");
  const word = (length: number): string => pick(random, { alphabet: "abcdefghijklmnopqrstuvwxyz0123456789", length });
  const record = (_: unknown, n: number): string =>
    `{"id":${n},"name":"${word(8)}","etag":"${word(20)}","tags":["${word(5)}","${word(6)}"],"price":${n % 997}},`;
  return Buffer.from(Array.from({ length: RECORDS }, record).join(""));
};
