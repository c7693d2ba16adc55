import { checklistView } from "../checklist-view.ts";
import type { ReportFormat } from "../format.ts";
import { renderTemplate } from "../render-template.ts";

/** The rotation checklist. UserError TEMPLATE_INVALID when the template does not compile or names what is not there. */
export const markdownFormat: ReportFormat = {
  id: "markdown",
  mediaType: "text/markdown",
  render: (model, { plan, checklist }) =>
    renderTemplate(checklistView(model, plan), {
      template: checklist,
      name: "templates/checklist.md.hbs",
      what: "the checklist",
      described: "src/report/checklist-view.ts",
    }),
};
