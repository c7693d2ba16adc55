import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadRules } from "../../src/catalog/rules.ts";
import best from "./best.json" with { type: "json" };
import { CORPUS_NAMES, type CorpusName, hasCorpora, readCorpus } from "./corpus.ts";
import { better, figuresOf, regressions } from "./figures.ts";
import { missesText } from "./misses-text.ts";
import { type Score, scoreCorpus } from "./score-corpus.ts";
import { scoreTable } from "./score-table.ts";

/**
 * `npm run score`: how the engine does on the labelled corpora, beside its peers. `--misses` lists what it missed,
 * `--keep` writes what is better than before to best.json. Exits with 1 when a figure fell.
 */
const HELP = "npm run score [-- --misses] [-- --keep]\n";

const options = new Set(process.argv.slice(2));
if ([...options].some((option) => !["--misses", "--keep"].includes(option))) {
  process.stderr.write(HELP);
  process.exitCode = 2;
} else if (hasCorpora()) await run();

async function run(): Promise<void> {
  const rules = await loadRules([join(import.meta.dirname, "..", "..", "rules")], new AbortController().signal);
  const scores = new Map<CorpusName, Score>();
  for (const name of CORPUS_NAMES) {
    const corpus = readCorpus(name);
    const score = await scoreCorpus(corpus, rules);
    scores.set(name, score);
    if (options.has("--misses")) process.stdout.write(`${missesText(name, corpus, { score })}\n\n`);
  }
  process.stdout.write(`${scoreTable(scores, best)}\n`);
  const worse = [...scores].flatMap(([name, score]) => regressions(name, figuresOf(score), { best: best[name] }));
  for (const line of worse) process.stderr.write(`worse: ${line}\n`);
  if (worse.length > 0) process.exitCode = 1;
  if (options.has("--keep")) keep(scores);
}

function keep(scores: ReadonlyMap<CorpusName, Score>): void {
  const kept = Object.fromEntries([...scores].map(([name, score]) => [name, better(figuresOf(score), best[name])]));
  writeFileSync(join(import.meta.dirname, "best.json"), `${JSON.stringify(kept, undefined, 2)}\n`);
}
