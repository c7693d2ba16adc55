import type { Plan } from "../rotation/plan.ts";
import { jsonFormat } from "./formats/json.ts";
import { markdownFormat } from "./formats/markdown.ts";
import type { ReportModel } from "./model.ts";

/** What a rendering for people needs besides the model. */
interface ReportExtra {
  readonly plan: Plan;
  /** Text of `templates/checklist.md.hbs`, or of a file that the user gives instead. */
  readonly checklist: string;
}

export interface ReportFormat {
  readonly id: string;
  readonly mediaType: string;
  render(model: ReportModel, extra: ReportExtra): string;
}

export const REPORT_FORMATS: readonly ReportFormat[] = [jsonFormat, markdownFormat];
