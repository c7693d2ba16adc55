import { isOpen } from "../domain/rotation.ts";
import type { Plan } from "../rotation/plan.ts";
import type { Task } from "../rotation/task.ts";
import { markdownCode, markdownText } from "./markdown-text.ts";
import type { ReportModel } from "./model.ts";
import { day, plural, shortenDigests, size } from "./phrases.ts";
import type { TaskView } from "./task-view.ts";
import { taskView } from "./task-view.ts";
import { verdictPhrase } from "./verdict.ts";
import { wrap } from "./wrap.ts";

/**
 * What `templates/checklist.md.hbs` is given: finished lines of Markdown. Every text of an image is escaped here and
 * nowhere else, so that no template can forget it.
 */
export interface ChecklistView {
  readonly verdict: string;
  readonly summary: string;
  readonly first: readonly string[];
  readonly tasks: readonly TaskView[];
  readonly closed: readonly string[];
  readonly tests: readonly string[];
  readonly gaps: readonly string[];
  readonly footer: string;
}

const FIRST = 5;
const GAPS = 200;

export function checklistView(model: ReportModel, plan: Plan): ChecklistView {
  return {
    verdict: paragraph(`**${model.verdict.toUpperCase()}**: ${verdictPhrase(model.coverage)}.`),
    summary: summary(model),
    first: plan.open.slice(0, FIRST).map((task, index) => item(headline(task), `${index + 1}. `)),
    tasks: plan.open.map((task, index) => taskView(task, index + 1)),
    closed: plan.closed.map((task) => item(`${headline(task)}: **${task.state}**`)),
    tests: plan.tests.map((task) => item(headline(task))),
    gaps: gaps(model),
    footer: paragraph(
      `Case ${markdownCode(model.case.id)}, made ${day(model.generatedAt)} by ${markdownText(model.tool.name)} ` +
        `${markdownText(model.tool.version)}. No value is in this file. Layers count from 0.`,
    ),
  };
}

function summary({ totals }: ReportModel): string {
  const severities = Object.entries(totals.bySeverity).filter(([, count]) => count > 0);
  const open = severities.map(([severity, count]) => `${count} ${severity}`).join(", ");
  return paragraph(
    `${plural(totals.secrets, "secret")}, **${totals.open} open**${open === "" ? "" : ` (${open})`}. ` +
      `Read: ${plural(totals.images, "image")} with ${plural(totals.tags, "tag")} in ` +
      `${plural(totals.repositories, "repository")}, ${plural(totals.blobs, "blob")}, ${size(totals.bytes)}.`,
  );
}

const headline = (task: Task): string => {
  const tags = task.images.flatMap((image) => image.tags).length;
  const where =
    task.images.length === 0 ? "no image" : `${plural(task.images.length, "image")}, ${plural(tags, "tag")}`;
  const work = task.state === "new" || !isOpen(task.state) ? "" : `, work ${task.state}`;
  return `${markdownText(task.title)} ${markdownCode(task.id)}, ${task.severity}, ${where}${work}`;
};

function gaps({ coverage }: ReportModel): readonly string[] {
  const lost = coverage.entries.filter(({ status }) => status !== "scanned");
  const lines = lost.slice(0, GAPS).map(({ scope, subject, status, reason, path }) => {
    const place = path === undefined ? "" : ` ${markdownCode(path)}`;
    return item(`**${status}** ${scope} ${markdownCode(shortenDigests(subject))}${place}: ${markdownText(reason)}`);
  });
  return lost.length <= GAPS ? lines : [...lines, item(`and ${lost.length - GAPS} more: see the JSON report`)];
}

const paragraph = (text: string): string => wrap(text, { width: 80, first: "", rest: "" });

const item = (text: string, bullet = "- "): string =>
  wrap(text, { width: 80, first: bullet, rest: " ".repeat(bullet.length) });
