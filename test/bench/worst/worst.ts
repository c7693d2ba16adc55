import { openCorpus } from "../corpus/corpus.ts";
import type { Keep } from "../figures.ts";
import { runStage } from "../scan/stage-process.ts";
import { inputOf, type StageResult } from "../scan/stages.ts";
import { print, row } from "../table.ts";
import { WORST_CASES } from "./worst-cases.ts";

const WIDTHS = { first: 38, width: 12 };
/** Of what the scanner does on files of packages; issue 7. */
const LEAST_PERCENT = 10;
const PATIENCE_MS = 60_000;

/** How fast the scanner is on files that are made to keep it busy, against files of packages. */
export async function worst({ small, keep }: { readonly small: boolean; readonly keep: Keep }): Promise<void> {
  const input = { ...inputOf(openCorpus({ small })), size: small ? 5e6 : 20e6 };
  print("Worst cases: bytes in memory to findings, in one thread, by CPU time\n");
  print(row(["", "MB/s", "of normal", ""], WIDTHS));
  const normal = rateOf(await runStage("memory", input));
  print(row(["files of packages", normal.toFixed(1), "100 %"], WIDTHS));
  keep({ name: "worst: files of packages", value: normal, unit: "MB/s" });
  for (const { name } of WORST_CASES) {
    const result = await runStage("worst", { ...input, worst: name }, AbortSignal.timeout(PATIENCE_MS));
    const rate = result === undefined ? 0 : rateOf(result);
    const percent = (100 * rate) / normal;
    const shown =
      result === undefined ? [`not done in ${PATIENCE_MS / 1000} s`] : [rate.toFixed(1), `${percent.toFixed(0)} %`];
    print(row([name, ...shown, ...(percent < LEAST_PERCENT ? [`below ${LEAST_PERCENT} %`] : [])], WIDTHS));
    keep({ name: `worst: ${name}`, value: percent, unit: "%" });
  }
  print("");
}

const rateOf = ({ bytes, cpuSeconds }: StageResult): number => bytes / 1e6 / cpuSeconds;
