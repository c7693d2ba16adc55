import { pickLines, secretLines, summaryOf } from "../../src/report/case-summary.ts";
import { type Look, PLAIN } from "../../src/report/look.ts";
import type { ReportModel } from "../../src/report/model.ts";
import { statusText } from "../../src/report/status-text.ts";
import type { Plan } from "../../src/rotation/plan.ts";

interface Planned {
  readonly plan: Plan;
  readonly model: ReportModel;
}

/** What `exhume status` prints of a report. */
export const statusOf = ({ plan, model }: Planned, look: Look = PLAIN): string =>
  statusText(summaryOf(model, plan), (limit) => pickLines(secretLines(plan), { leading: true, limit }), look);
