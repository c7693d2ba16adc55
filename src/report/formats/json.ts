import { safeJson } from "../clean.ts";
import type { ReportFormat } from "../format.ts";

/** The model as it is; characters that a terminal would act on are escaped, so nothing is lost. */
export const jsonFormat: ReportFormat = {
  id: "json",
  mediaType: "application/json",
  render: (model) => `${safeJson(model, 2)}\n`,
};
