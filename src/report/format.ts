import type { Plan } from "../rotation/plan.ts";
import type { FormatId } from "./format-ids.ts";
import { csvFormat } from "./formats/csv.ts";
import { defectdojoFormat } from "./formats/defectdojo.ts";
import { githubIssuesFormat } from "./formats/github-issues.ts";
import { htmlFormat } from "./formats/html.ts";
import { jiraIssuesFormat } from "./formats/jira-issues.ts";
import { jsonFormat } from "./formats/json.ts";
import { junitFormat } from "./formats/junit.ts";
import { markdownFormat } from "./formats/markdown.ts";
import { sarifFormat } from "./formats/sarif.ts";
import type { ReportModel } from "./model.ts";
import type { StackOf } from "./page/build-page.ts";
import type { PageFix } from "./page/page-data.ts";
import type { PageParts } from "./page/render-page.ts";

/** What a rendering for people needs besides the model. */
export interface ReportExtra {
  readonly plan: Plan;
  /** Text of `templates/checklist.md.hbs`, or of a file that the user gives instead. */
  readonly checklist: string;
  /** What an HTML report needs; asked for when one is made. */
  readonly page: () => PageExtra;
}

export interface PageExtra {
  readonly parts: () => PageParts;
  readonly stackOf: StackOf;
  readonly fixes: () => readonly PageFix[];
}

export interface ReportFile {
  /** Without folders. */
  readonly name: string;
  readonly text: string;
}

export interface ReportFormat {
  readonly id: string;
  readonly mediaType: string;
  /** What a file of it begins with, before what is rendered. */
  readonly fileMark?: string;
  render(model: ReportModel, extra: ReportExtra): string;
  /** The same in pieces, for one that may be longer than a string can be. */
  pieces?(model: ReportModel, extra: ReportExtra): Iterable<string>;
  /** A file for each task, for a format that is written into a folder; `render` gives them as JSON lines. */
  files?(model: ReportModel, extra: ReportExtra): readonly ReportFile[];
}

const FORMATS: Readonly<Record<FormatId, ReportFormat>> = {
  json: jsonFormat,
  html: htmlFormat,
  markdown: markdownFormat,
  csv: csvFormat,
  sarif: sarifFormat,
  junit: junitFormat,
  defectdojo: defectdojoFormat,
  "github-issues": githubIssuesFormat,
  "jira-issues": jiraIssuesFormat,
};

export const REPORT_FORMATS: readonly ReportFormat[] = Object.values(FORMATS);
