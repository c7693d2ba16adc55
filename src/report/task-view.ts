import { EXPOSURES } from "../domain/rotation.ts";
import type { StepKind } from "../rotation/runbook.ts";
import type { Task, TaskStep } from "../rotation/task.ts";
import { taskWord } from "../rotation/work.ts";
import { importLines } from "./import-lines.ts";
import { markdownCode, markdownFence, markdownText } from "./markdown-text.ts";
import {
  basePhrase,
  exposurePhrase,
  imagePhrase,
  joinPhrase,
  OVERLAP_PHRASE,
  responsible,
  unconfirmedPhrase,
} from "./phrases.ts";
import { placeholderLines } from "./placeholders.ts";
import { windowLines } from "./window-text.ts";
import { wrap } from "./wrap.ts";

/** One entry of the checklist: finished Markdown, see `ChecklistView`. */
export interface TaskView {
  readonly heading: string;
  readonly summary: string;
  /** What comes first, and why. */
  readonly after: readonly string[];
  /** What to rebuild first. */
  readonly base: readonly string[];
  readonly facts: readonly string[];
  /** Since when, until when, to whom, and who read it. */
  readonly window: readonly string[];
  readonly exposures: readonly string[];
  readonly images: readonly string[];
  readonly advice: string;
  readonly steps: readonly string[];
  readonly logs: readonly string[];
  readonly sources: string;
}

const EXPOSURE_LINES = EXPOSURES.length;
const IMAGE_LINES = 10;

/** `width`: columns of a line; without an end where a reader shows every line break. */
export function taskView(task: Task, number: number, width = 80): TaskView {
  const { runbook } = task;
  const { item, paragraph, capped } = layout(task, width);
  return {
    heading: `${number}. ${markdownText(task.title)} ${markdownCode(task.id)}`,
    summary: paragraph(
      `**${task.severity}**, work ${taskWord(task)}, validity ${task.validity}${reason(task)}, risk ${task.risk.score}: ` +
        `${task.risk.terms.map(({ reason, points }) => `${markdownText(reason)} (${signed(points)})`).join(", ")}.`,
    ),
    after: task.after.map(({ id, reason }) => item(`after ${markdownCode(id)}: ${markdownText(reason)}`)),
    base: task.base === undefined ? [] : [item(basePhrase(task.base, markdownCode))],
    facts: facts(task).map(item),
    window: windowLines(task.window).map((line) => item(markdownText(line))),
    exposures: capped({ all: task.exposures(), cap: EXPOSURE_LINES }, (one) => exposurePhrase(one, markdownCode)),
    images: capped({ all: task.images(), cap: IMAGE_LINES }, (one) => imagePhrase(one, markdownCode)),
    advice: [OVERLAP_PHRASE[runbook.overlap], `Needs: ${runbook.privilege}`, `Breaks: ${runbook.sideEffects}`]
      .map((text) => paragraph(markdownText(text)))
      .join("\n\n"),
    steps: [...task.steps.map((step) => stepLines(step, width)), ...fillIn(task, width)],
    logs: task.logs.map(({ text, query, noQuery }) =>
      withCommand(item(markdownText(noQuery === undefined ? text : `${text} No query: ${noQuery}`)), query),
    ),
    sources: paragraph(
      [
        `Runbook ${markdownText(runbook.id)}, reviewed ${runbook.reviewed}; ${runbook.sources.map(markdownText).join("; ")}.`,
        ...unconfirmedPhrase(runbook).map(markdownText),
      ].join(" "),
    ),
  };
}

/** One that the risk tells anyhow is not told twice. */
const reason = ({ validityReason, risk }: Task): string =>
  validityReason === undefined || risk.terms.some((term) => term.reason === validityReason)
    ? ""
    : ` (${markdownText(validityReason)})`;

function facts(task: Task): readonly string[] {
  return [
    responsible(task, markdownCode),
    ...task.secrets.map(
      ({ id, preview, title }) => `${markdownText(title)} ${markdownCode(id)}: ${markdownCode(preview)}`,
    ),
    ...Object.entries(task.facts).map(([name, value]) => `${markdownText(name)}: ${markdownCode(String(value))}`),
    ...importLines(task.secrets, markdownCode),
    ...(task.credential === undefined
      ? []
      : [`${joinPhrase(task.credential)} ${markdownText(task.credential.evidence)}`]),
  ];
}

const STEP_WORD: Readonly<Record<StepKind, string>> = {
  contain: "Contain",
  create: "Create",
  deploy: "Deploy",
  disable: "Disable",
  soak: "Soak",
  delete: "Delete",
  verify: "Verify",
  purge: "Purge",
};

function stepLines({ kind, text, ui, command, reversible, done }: TaskStep, width: number): string {
  const note = reversible === false ? " (cannot be undone)" : "";
  const where = ui === undefined ? "" : ` In: ${markdownText(ui)}.`;
  const line = `**${STEP_WORD[kind]}**: ${markdownText(text)}${note}${where}`;
  return withCommand(wrap(line, { width, first: `- [${done ? "x" : " "}] `, rest: "  " }), command);
}

const fillIn = (task: Task, width: number): readonly string[] => {
  const lines = placeholderLines(task).map((line) => wrap(markdownText(line), { width, first: "  - ", rest: "    " }));
  return lines.length === 0 ? [] : [["- To fill in:", ...lines].join("\n")];
};

const withCommand = (line: string, command: string | undefined): string =>
  command === undefined ? line : `${line}\n${markdownFence(command, "  ")}`;

interface Capped<T> {
  readonly all: readonly T[];
  readonly cap: number;
}

function layout(task: Task, width: number) {
  const item = (text: string): string => wrap(text, { width, first: "- ", rest: "  " });
  return {
    item,
    paragraph: (text: string): string => wrap(text, { width, first: "", rest: "" }),
    capped<T>({ all, cap }: Capped<T>, phrase: (one: T) => string): readonly string[] {
      const shown = all.slice(0, cap).map((one) => item(phrase(one)));
      return all.length <= cap ? shown : [...shown, item(`and ${all.length - cap} more: exhume show ${task.id}`)];
    },
  };
}

const signed = (points: number): string => (points > 0 ? `+${points}` : String(points));
