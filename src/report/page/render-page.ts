import { createHash } from "node:crypto";
import { cleanLines, escapeUnsafe } from "../clean.ts";
import { plural } from "../phrases.ts";
import { renderTemplate } from "../render-template.ts";
import { verdictPhrase } from "../verdict.ts";
import type { PageData, PageTask } from "./page-data.ts";

/** The parts of an HTML report that are the same for every case, as `npm run build` writes them. */
export interface PageParts {
  /** Text of `templates/report.html.hbs`, or of a file that the user gives instead. */
  readonly template: string;
  readonly script: string;
  readonly style: string;
}

/** Tasks of a wave that are listed where scripts are off. */
const PLAIN_TASKS = 50;

/** One file that needs nothing else: it opens from disk, asks no network, and may run its own script only. */
export function renderPage(data: PageData, { template, script, style }: PageParts): string {
  const { totals, waves, verdict, coverage } = data;
  const view = {
    title: `exhume: ${plural(totals.open, "open secret")}, ${data.generatedAt.slice(0, 10)}`,
    policy: policyOf(script, style),
    ...{ script, style, data: embeddedJson(data) },
    verdict: verdict.toUpperCase(),
    coverage: verdictPhrase(coverage),
    summary: `${plural(totals.secrets, "secret")}, ${totals.open} open, in ${plural(totals.images, "image")} of ${plural(totals.repositories, "repository")}.`,
    waves: waves.map(({ wave, title, reason, tasks }) => ({
      heading: `Wave ${wave}: ${title}`,
      reason: `${plural(tasks.length, "task")}. ${reason}`,
      tasks: tasks.slice(0, PLAIN_TASKS).flatMap((index) => plainTask(data.tasks[index]) ?? []),
    })),
  };
  return renderTemplate(view, {
    ...{ template, name: "templates/report.html.hbs", what: "the HTML report", described: "templates/README.md" },
    escapes: true,
  });
}

const plainTask = (task: PageTask | undefined) =>
  task === undefined
    ? undefined
    : { id: task.id, severity: task.severity, title: cleanLines(task.title), where: `work ${task.word ?? task.state}` };

/** Only this script and this style; nothing from elsewhere, nothing sent anywhere (CSP 3, hashes of inline blocks). */
const policyOf = (script: string, style: string): string =>
  [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");

const hashOf = (text: string): string => `sha256-${createHash("sha256").update(text).digest("base64")}`;

/** JSON that ends no script element and shows nothing in another order than it is (HTML 4.12.1.3). */
const embeddedJson = (data: PageData): string =>
  escapeUnsafe(JSON.stringify(data, (_, value) => (typeof value === "string" ? cleanLines(value) : value)))
    .replaceAll("<", "\\u003c")
    .replaceAll(">", "\\u003e");
