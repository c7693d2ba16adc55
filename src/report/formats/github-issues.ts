import type { Task } from "../../rotation/task.ts";
import { cleanText, safeJson } from "../clean.ts";
import { cut } from "../columns.ts";
import type { ReportFile, ReportFormat } from "../format.ts";
import type { ReportModel } from "../model.ts";
import { taskView } from "../task-view.ts";

/**
 * One issue a task that is open, as GitHub's API takes it: `gh api repos/O/R/issues --input ID.json`. The first line of the
 * body names the task: who exports again looks for it before making a new one.
 */
export const githubIssuesFormat: ReportFormat = {
  id: "github-issues",
  mediaType: "application/jsonl",
  render: (model, { plan }) => plan.open.map((task) => `${safeJson(issue(task, model))}\n`).join(""),
  files: (model, { plan }) =>
    plan.open.map((task): ReportFile => ({ name: `${task.id}.json`, text: `${safeJson(issue(task, model), 2)}\n` })),
};

/** GitHub takes 65,536 characters of a body and 256 of a title. */
const LONGEST = { body: 60_000, title: 250 } as const;

const issue = (task: Task, model: ReportModel) => ({
  title: cut(cleanText(`Rotate: ${task.title} ${task.id}`), LONGEST.title),
  body: cutLines(body(task, model), LONGEST.body),
  labels: ["secret-rotation", `severity: ${task.severity}`, `wave: ${task.wave}`],
});

function body(task: Task, { tool, case: { id } }: ReportModel): readonly string[] {
  // In an issue every line break is shown (GitHub Docs, basic writing and formatting syntax).
  const view = taskView(task, 1, Number.POSITIVE_INFINITY);
  return [
    `<!-- exhume-task:${task.id} case:${id} -->`,
    ...section("", [view.summary]),
    ...section("Comes after", [...view.after, ...view.base]),
    ...section("What is known", view.facts),
    ...section("Exposure", [...view.window, ...view.exposures]),
    ...section("Images", view.images),
    ...section("Before you start", [view.advice]),
    ...section("Steps", view.steps),
    ...section("Logs to read", view.logs),
    ...section("Sources", [view.sources]),
    "",
    `Made by ${tool.name} ${tool.version}; no value is in it. \`exhume show ${task.id}\` tells more.`,
  ].map(withoutMentions);
}

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ["", ...(title === "" ? [] : [`### ${title}`, ""]), ...lines];

/** Escapes, code spans and blocks as they are; elsewhere an `@` before a name would call people. */
const withoutMentions = (text: string): string =>
  text.replace(/\\[\s\S]|(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)|@(?=[A-Za-z0-9])/g, (found) => (found === "@" ? "`@`" : found));

const cutLines = (lines: readonly string[], longest: number): string => {
  const whole = lines.join("\n");
  if (whole.length <= longest) return whole;
  const kept: string[] = [];
  let length = 0;
  for (const line of lines) {
    length += line.length + 1;
    if (length > longest) break;
    kept.push(line);
  }
  return [...kept, "", "The rest is too long for an issue: see the report."].join("\n");
};
