import { isOpen } from "../domain/rotation.ts";
import type { Plan } from "../rotation/plan.ts";
import type { Task } from "../rotation/task.ts";
import { taskWord } from "../rotation/work.ts";
import { gapGroups } from "./gap-groups.ts";
import { hiddenLines } from "./hidden-lines.ts";
import { madeLater } from "./made-later.ts";
import { progressRows, secretsRows } from "./markdown-tables.ts";
import { markdownCode, markdownText } from "./markdown-text.ts";
import type { ReportModel } from "./model.ts";
import { basePhrase, day, plural, shortenDigests, size } from "./phrases.ts";
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
  /** Images to rebuild before those that are built on them. */
  readonly bases: readonly string[];
  readonly waves: readonly WaveView[];
  /** Those of all waves. */
  readonly tasks: readonly TaskView[];
  /** Secrets of others: their owners are told, and rotate. */
  readonly notify: readonly string[];
  readonly closed: readonly string[];
  readonly tests: readonly string[];
  /** Rows of a table: how the case stood after each audit. None before the first has ended. */
  readonly progress: readonly string[];
  /** Rows of a table: every secret once, in the order of the plan. */
  readonly secrets: readonly string[];
  readonly gaps: readonly string[];
  readonly footer: string;
}

/** Tasks that can be done together. */
interface WaveView {
  readonly heading: string;
  readonly reason: string;
  readonly tasks: readonly TaskView[];
}

const FIRST = 5;
const GAPS = 200;

export function checklistView(model: ReportModel, plan: Plan): ChecklistView {
  const numbers = new Map(plan.open.map(({ id }, index) => [id, index + 1]));
  const views = (tasks: readonly Task[]): readonly TaskView[] =>
    madeLater(tasks, (task) => taskView(task, numbers.get(task.id) ?? 0));
  return {
    verdict: paragraph(`**${model.verdict.toUpperCase()}**: ${verdictPhrase(model.coverage)}.`),
    summary: summary(model),
    first: plan.open.slice(0, FIRST).map((task, index) => item(headline(task), `${index + 1}. `)),
    bases: plan.bases
      .slice(0, BASES)
      .map((base) => item(`${basePhrase(base, markdownCode)}: it is in ${tasksPhrase(base.tasks)}`)),
    waves: plan.waves.map(({ wave, title, reason, tasks }) => ({
      heading: `Wave ${wave}: ${title}`,
      reason: paragraph(`${plural(tasks.length, "task")}. ${reason}`),
      tasks: views(tasks),
    })),
    tasks: views(plan.waves.flatMap(({ tasks }) => tasks)),
    notify: plan.closed.filter(isOfOthers).map((task) => item(`${headline(task)}${ownerPhrase(task)}`)),
    closed: plan.closed
      .filter((task) => !isOfOthers(task))
      .map((task) => item(`${headline(task)}: **${task.state}**${allowedBy(task)}`)),
    tests: plan.tests.map((task) => item(headline(task))),
    progress: progressRows(model),
    secrets: secretsRows(plan),
    gaps: gaps(model),
    footer: paragraph(
      `Case ${markdownCode(model.case.id)}, made ${day(model.generatedAt)} by ${markdownText(model.tool.name)} ` +
        `${markdownText(model.tool.version)}. No value is in this file. Layers count from 0.${logSentence(model)}`,
    ),
  };
}

const BASES = 10;
const TASKS = 5;

const tasksPhrase = (ids: readonly string[]): string =>
  [...ids.slice(0, TASKS).map(markdownCode), ...(ids.length > TASKS ? [`${ids.length - TASKS} more`] : [])].join(", ");

function summary({ totals }: ReportModel): string {
  const severities = Object.entries(totals.bySeverity).filter(([, count]) => count > 0);
  const open = severities.map(([severity, count]) => `${count} ${severity}`).join(", ");
  return paragraph(
    `${plural(totals.secrets, "secret")}, **${totals.open} open**${open === "" ? "" : ` (${open})`}. ` +
      `Read: ${plural(totals.images, "image")} with ${plural(totals.tags, "tag")} in ` +
      `${plural(totals.repositories, "repository")}, ${plural(totals.blobs, "blob")}, ${size(totals.bytes)}.` +
      hiddenLines(totals.hidden)
        .map((line) => ` Not told: ${line}.`)
        .join(""),
  );
}

const headline = (task: Task): string => {
  // A tag of an index holds the image of each platform.
  const held = task.images();
  const images = held.filter(({ present }) => present);
  const tags = new Set(
    images.flatMap(({ registry, repository, tags: names }) => names.map((tag) => `${registry}/${repository}:${tag}`)),
  ).size;
  const nowhere = held.length === 0 ? "no image" : "gone";
  const where = images.length === 0 ? nowhere : `${plural(images.length, "image")}, ${plural(tags, "tag")}`;
  const word = taskWord(task);
  const work = word === "new" || !isOpen(task.state) ? "" : `, work ${word}`;
  const owner = task.owner === undefined ? "" : `, ${markdownCode(task.owner.name)}`;
  const works = task.validity === "active" ? ", **active**" : "";
  return `${markdownText(task.title)} ${markdownCode(task.id)}, ${task.severity}${works}, ${where}${work}${owner}${dueWords(task)}`;
};

const dueWords = ({ due, overdue }: Task): string =>
  due === undefined ? "" : overdue ? `, **overdue** since ${day(due)}` : `, due ${day(due)}`;

const isOfOthers = ({ state }: Task): boolean => state === "third-party";

/** Facts that lead to an owner, the nearest first. */
const OWNER_FACTS = [
  "account",
  "organization",
  "project",
  "workspace",
  "certificateSubject",
  "email",
  "user",
  "host",
  "iss",
];

const ownerPhrase = ({ facts }: Task): string => {
  const known = OWNER_FACTS.flatMap((name) =>
    facts[name] === undefined ? [] : [`${name} ${markdownCode(String(facts[name]))}`],
  );
  return known.length === 0 ? "" : `: ${known.slice(0, 3).join(", ")}`;
};

const allowedBy = ({ secrets }: Task): string => {
  const by = [...new Set(secrets.flatMap(({ allowed }) => (allowed === undefined ? [] : [allowed.by])))];
  return by.length === 0 ? "" : ` by ${markdownCode(by.join(", "))}`;
};

const logSentence = ({ log }: ReportModel): string => {
  if (log === undefined) return "";
  const { entries, head, broken } = log;
  const state = broken === undefined ? "" : ` **The log was changed**: ${markdownText(broken)}.`;
  return ` Event log: ${plural(entries, "entry")}, head ${markdownCode(head)}.${state}`;
};

/** Places named of those that share a reason. */
const PLACES = 5;

function gaps({ coverage }: ReportModel): readonly string[] {
  const groups = gapGroups(coverage.entries);
  const lines = groups.slice(0, GAPS).map(({ status, scope, reason, entries }) => {
    const places = entries
      .slice(0, PLACES)
      .map(({ subject, path }) =>
        [subject, path].flatMap((text) => (text === undefined ? [] : markdownCode(shortenDigests(text)))).join(" "),
      );
    const more = entries.length > PLACES ? `, and ${entries.length - PLACES} more` : "";
    const what = entries.length === 1 ? scope : plural(entries.length, scope);
    return item(`**${status}** ${what} ${places.join(", ")}${more}: ${markdownText(reason)}`);
  });
  return groups.length <= GAPS ? lines : [...lines, item(`and ${groups.length - GAPS} more: see the JSON report`)];
}

const paragraph = (text: string): string => wrap(text, { width: 80, first: "", rest: "" });

const item = (text: string, bullet = "- "): string =>
  wrap(text, { width: 80, first: bullet, rest: " ".repeat(bullet.length) });
