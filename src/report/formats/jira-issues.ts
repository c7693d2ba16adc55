import type { Task } from "../../rotation/task.ts";
import { taskWord } from "../../rotation/work.ts";
import { cleanText, safeJson } from "../clean.ts";
import { cut } from "../columns.ts";
import type { ReportFile, ReportFormat } from "../format.ts";
import { importLines } from "../import-lines.ts";
import type { ReportModel } from "../model.ts";
import { basePhrase, exposurePhrase, imagePhrase, OVERLAP_PHRASE, responsible, unconfirmedPhrase } from "../phrases.ts";
import { placeholderLines } from "../placeholders.ts";
import { windowLines } from "../window-text.ts";

/**
 * One issue a task that is open, as Jira Cloud's REST API 3 takes it (POST /rest/api/3/issue), but for project and type.
 * The description is a document of Atlassian (ADF 1), whose text nodes are never markup. The label `exhume-<id>` names the
 * task: who exports again looks for it before making a new one.
 */
export const jiraIssuesFormat: ReportFormat = {
  id: "jira-issues",
  mediaType: "application/jsonl",
  render: (model, { plan }) => plan.open.map((task) => `${safeJson(issue(task, model))}\n`).join(""),
  files: (model, { plan }) =>
    plan.open.map((task): ReportFile => ({ name: `${task.id}.json`, text: `${safeJson(issue(task, model), 2)}\n` })),
};

/** Jira takes 255 characters of a summary, and 32,767 of a description with its marks: lists and lines are cut before. */
const LONGEST = { summary: 250, line: 600, command: 2000 } as const;
const LINES = 12;

const issue = (task: Task, model: ReportModel) => ({
  fields: {
    summary: cut(cleanText(`Rotate: ${task.title} ${task.id}`), LONGEST.summary),
    description: { version: 1, type: "doc", content: content(task, model) },
    labels: ["exhume", `exhume-${task.id}`, `severity-${task.severity}`, `wave-${task.wave}`],
  },
});

type Node = Readonly<Record<string, unknown>>;

function content(task: Task, { tool, case: { id } }: ReportModel): readonly Node[] {
  const { runbook, risk } = task;
  return [
    paragraph(`${task.severity}, work ${taskWord(task)}, validity ${task.validity}, risk ${risk.score}`),
    ...list("Comes after", [
      ...task.after.map((one) => `after ${one.id}: ${one.reason}`),
      ...(task.base === undefined ? [] : [basePhrase(task.base, cleanText)]),
    ]),
    ...list("What is known", [
      responsible(task, cleanText),
      ...task.secrets.map((secret) => `${secret.title} ${secret.id}: ${secret.preview}`),
      ...Object.entries(task.facts).map(([name, value]) => `${name}: ${value}`),
      ...importLines(task.secrets, cleanText),
      ...(task.credential === undefined ? [] : [`joined by ${task.credential.evidence}`]),
    ]),
    ...list("Exposure", [
      ...windowLines(task.window),
      ...task.exposures().map((one) => exposurePhrase(one, cleanText)),
    ]),
    ...list(
      "Images",
      task.images().map((one) => imagePhrase(one, cleanText)),
    ),
    heading("Steps"),
    ...[OVERLAP_PHRASE[runbook.overlap], `Needs: ${runbook.privilege}`, `Breaks: ${runbook.sideEffects}`].map(
      paragraph,
    ),
    ...task.steps.flatMap(({ kind, text, ui, command, done }) => [
      paragraph(`${done ? "done: " : ""}${kind}: ${text}${ui === undefined ? "" : ` In: ${ui}.`}`),
      ...codeBlock(command),
    ]),
    ...list("To fill in", placeholderLines(task)),
    heading("Logs to read"),
    ...task.logs.flatMap(({ text, query }) => [paragraph(text), ...codeBlock(query)]),
    ...unconfirmedPhrase(runbook).map(paragraph),
    paragraph(`Made by ${tool.name} ${tool.version} from case ${id}; no value is in it. exhume show ${task.id}`),
  ];
}

/** A text node must not be empty: no line of an issue is. */
const textNode = (text: string): Node => ({
  type: "text",
  text: cut(cleanText(text), LONGEST.line).trim(),
});

const paragraph = (text: string): Node => ({ type: "paragraph", content: [textNode(text)] });

const heading = (text: string): Node => ({ type: "heading", attrs: { level: 3 }, content: [textNode(text)] });

function list(title: string, lines: readonly string[]): readonly Node[] {
  if (lines.length === 0) return [];
  const more = lines.length > LINES ? [`and ${lines.length - LINES} more`] : [];
  const items = [...lines.slice(0, LINES), ...more].map((line) => ({ type: "listItem", content: [paragraph(line)] }));
  return [heading(title), { type: "bulletList", content: items }];
}

function codeBlock(command: string | undefined): readonly Node[] {
  const lines = (command ?? "").trim().split("\n").map(cleanText).join("\n");
  return lines === ""
    ? []
    : [
        {
          type: "codeBlock",
          attrs: { language: "shell" },
          content: [{ type: "text", text: lines.slice(0, LONGEST.command) }],
        },
      ];
}
