import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { programsOnPath } from "../../../src/builder/programs-on-path.ts";
import { DIST } from "../built.ts";
import { openCorpus } from "../corpus/corpus.ts";
import type { Keep } from "../figures.ts";
import { shippedRuleset } from "../scan/product.ts";
import { mebibytes, print, row } from "../table.ts";
import { PEER_TOOLS, type PeerTool } from "./peer-tools.ts";

const WIDTHS = { first: 14, width: 12 };
const PATIENCE_MS = 60_000;

/** Other tools on the files of the small corpus, where they are installed, each for a minute at the most: of more, few are done. */
export async function peers({ keep }: { readonly keep: Keep }): Promise<void> {
  const { tree, bytes } = openCorpus({ small: true });
  print(`Peers: the same files, extracted, ${mebibytes(bytes.tar)}; wall clock, one thread where that can be said\n`);
  const folder = mkdtempSync(join(tmpdir(), "exhume-bench-"));
  const files = { tree, words: join(folder, "words"), secretlintrc: join(folder, "secretlintrc.json") };
  try {
    writeFileSync(files.words, await keywords());
    writeFileSync(
      files.secretlintrc,
      JSON.stringify({ rules: [{ id: "@secretlint/secretlint-rule-preset-recommend" }] }),
    );
    print(row(["", "s", "MB/s"], WIDTHS));
    for (const tool of [EXHUME, ...PEER_TOOLS]) {
      const at = tool === EXHUME ? process.execPath : programsOnPath(tool.program, process.env)[0];
      if (at === undefined) {
        print(`  ${tool.program.padEnd(WIDTHS.first)}  not on PATH`);
        continue;
      }
      const seconds = await secondsOf(at, { args: tool.args(files), cwd: tree });
      const rate = seconds && bytes.tar / 1e6 / seconds;
      const shown = [seconds?.toFixed(1) ?? `not in ${PATIENCE_MS / 1000} s`, rate?.toFixed(1) ?? "-"];
      print(
        `${row([tool.program, ...shown], WIDTHS)}   ${[versionOf(at, tool), tool.note].filter(Boolean).join(": ")}`,
      );
      if (rate !== undefined) keep({ name: `peers: ${tool.program}`, value: rate, unit: "MB/s" });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  print("");
}

const CLI = join(DIST, "cli.js");
const EXHUME: PeerTool = {
  program: "exhume",
  note: "exhume scan",
  version: [CLI, "--version"],
  args: ({ tree }) => [CLI, "scan", tree],
};

const keywords = async (): Promise<string> => {
  const { rules } = await shippedRuleset();
  // Those over several lines are none that a line can hold.
  const all = new Set(rules.flatMap((rule) => rule.keywords).filter((keyword) => !keyword.includes("\n")));
  return [...all].map((keyword) => `${keyword}\n`).join("");
};

interface Started {
  readonly args: readonly string[];
  readonly cwd: string;
}

/** Undefined when it was not done in time. What it finds, and the status that says so, is not looked at. */
const secondsOf = async (program: string, { args, cwd }: Started): Promise<number | undefined> => {
  const started = performance.now();
  const child = spawn(program, args, { cwd, stdio: "ignore", timeout: PATIENCE_MS, killSignal: "SIGKILL" });
  await once(child, "close");
  return child.signalCode === null ? (performance.now() - started) / 1000 : undefined;
};

const versionOf = (program: string, { version }: PeerTool): string =>
  execFileSync(program, version, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).split("\n")[0] ?? "";
