import type { Config } from "../config.ts";
import { ruleDefinitions } from "../open-ruleset.ts";
import { cleanText, safeJson } from "../report/clean.ts";
import { cut, pad } from "../report/columns.ts";
import { plural } from "../report/phrases.ts";
import { wrap } from "../report/wrap.ts";
import type { Dropped, Kept, Observer } from "../scan/observer.ts";
import { EXIT } from "./errors.ts";
import { note, print } from "./print.ts";

/** All rules in the order of their ids. */
export async function listRules(
  { config, json }: { readonly config: Config; readonly json: boolean },
  signal: AbortSignal,
): Promise<void> {
  const loaded = await ruleDefinitions(config, signal);
  for (const text of loaded.notes) note(cleanText(`note: ${text}`));
  const rules = loaded.rules.map(({ id, title, provider, severity }) => ({
    id,
    title,
    provider,
    severity,
  }));
  if (json) return print(JSON.stringify(rules, undefined, 2));
  const row = (id: string, severity: string, title: string): string =>
    cut(`${pad(id, 34)} ${pad(severity, 8)} ${title}`, 80).trimEnd();
  print(
    [row("RULE", "SEVERITY", "TITLE"), ...rules.map((rule) => row(rule.id, rule.severity, cleanText(rule.title)))].join(
      "\n",
    ),
  );
  note(plural(rules.length, "rule"));
}

/** Shows each candidate when it is decided; those that overlap come with the end of their document. */
export async function explainFile(
  { config, file, json }: { readonly config: Config; readonly file: string; readonly json: boolean },
  signal: AbortSignal,
): Promise<number> {
  let [kept, dropped, losses] = [0, 0, 0];
  const observer: Observer = {
    dropped: (candidate) => {
      dropped++;
      const path = scan.mask(candidate.document.path);
      print(json ? droppedJson(candidate, path) : droppedText(candidate, path));
    },
    kept: (found) => {
      kept++;
      const path = scan.mask(found.document.path);
      print(json ? keptJson(found, path) : keptText(found, path));
    },
  };
  const { openScan } = await import("../wire.ts");
  const scan = await openScan(config, { observer }, signal);
  for (const text of scan.notes) note(cleanText(`note: ${text}`));
  for await (const { skips } of scan.run(file)) {
    losses += skips.length;
    for (const { path = "", reason } of skips) note(cleanText(`not fully read: ${path}: ${reason}`));
  }
  if (!json) print(`${plural(kept + dropped, "candidate")}: ${kept} kept, ${dropped} dropped`);
  return losses === 0 ? EXIT.clean : EXIT.incomplete;
}

/** The value is known by its length only, as in the text. */
const droppedJson = ({ ruleId, line, value, why }: Dropped, path: string): string =>
  safeJson({ kept: false, rule: ruleId, path, line, characters: value.length, why });

const keptJson = ({ finding: { ruleId, line, preview, confidence, reasons, known } }: Kept, path: string): string =>
  safeJson({
    kept: true,
    rule: ruleId,
    path,
    line,
    preview,
    confidence,
    reasons,
    ...(known === undefined ? {} : { known }),
  });

const droppedText = ({ ruleId, line, value, why }: Dropped, path: string): string =>
  indented(`${path}:${line}: ${ruleId} dropped, ${plural(value.length, "character")}: ${why}`);

const keptText = ({ finding: { ruleId, line, preview, confidence, reasons, known } }: Kept, path: string): string =>
  indented(
    `${path}:${line}: ${ruleId} kept, ${preview}: ${[`${confidence} confidence`, ...reasons, ...(known ? ["known example"] : [])].join("; ")}`,
  );

const indented = (text: string): string => wrap(cleanText(text), { width: 80, first: "", rest: "    " });
