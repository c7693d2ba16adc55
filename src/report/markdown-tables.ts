import type { Exposed } from "../rotation/exposed.ts";
import type { RatedPlan } from "../rotation/plan.ts";
import { workWord } from "../rotation/work.ts";
import { markdownCode, markdownText } from "./markdown-text.ts";
import type { ReportModel } from "./model.ts";
import { day } from "./phrases.ts";

/** A table of GitHub Flavored Markdown, which Confluence takes too; cells are texts of anywhere. None without rows. */
const markdownTable = (head: readonly string[], rows: readonly (readonly Cell[])[]): readonly string[] =>
  rows.length === 0 ? [] : [head, head.map(() => "---"), ...rows.map((row) => row.map(cell))].map(line);

const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

/** A text, or one that must not become a link, as the address of an owner would. */
type Cell = string | { readonly code: string };

const cell = (text: Cell): string =>
  typeof text === "string" ? markdownText(text).trim() || " " : markdownCode(text.code).replaceAll("|", "\\|");

/** Every secret once, in the order of the plan. */
export const secretsRows = ({ open, closed, tests }: RatedPlan): readonly string[] =>
  markdownTable(
    ["id", "severity", "secret", "exposure", "images", "owner", "due", "work"],
    [open, closed, tests]
      .flat()
      .flatMap(({ members, owner, due, overdue }) =>
        members.map(({ secret, exposed }) => [
          secret.id,
          secret.severity,
          secret.title,
          worstOf(exposed),
          String(exposed.images),
          owner === undefined ? "unknown" : { code: owner.name },
          due === undefined ? "" : `${day(due)}${overdue === true ? ", overdue" : ""}`,
          workWord(secret),
        ]),
      ),
  );

/** As the images show it that are still there. */
const worstOf = ({ ways, present: [worst] }: Exposed): string => worst ?? (ways.length === 0 ? "in no image" : "gone");

/** How the case stood after each audit, newest last. */
export const progressRows = ({ trend = [] }: ReportModel): readonly string[] => {
  const waves = [...new Set(trend.flatMap((point) => point.waves.map(({ wave }) => wave)))].sort();
  return markdownTable(
    ["audit", "ended", "open", ...waves.map((wave) => `wave ${wave}`), "found", "closed", "re-opened"],
    trend.map(({ run, at, open, waves: own, found, closed, reopened }) => [
      String(run),
      day(at),
      String(open),
      ...waves.map((wave) => String(own.find((one) => one.wave === wave)?.open ?? 0)),
      ...[found, closed, reopened].map(String),
    ]),
  );
};
