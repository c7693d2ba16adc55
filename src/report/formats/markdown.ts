import { checklistView } from "../checklist-view.ts";
import type { ReportExtra, ReportFormat } from "../format.ts";
import type { ReportModel } from "../model.ts";
import { renderPieces } from "../render-template.ts";

/** The rotation checklist. UserError TEMPLATE_INVALID when the template does not compile or names what is not there. */
export const markdownFormat: ReportFormat = {
  id: "markdown",
  mediaType: "text/markdown",
  render: (model, extra) => [...pieces(model, extra)].join(""),
  pieces,
};

function pieces(model: ReportModel, { plan, checklist }: ReportExtra): Iterable<string> {
  return renderPieces(checklistView(model, plan), {
    template: checklist,
    name: "templates/checklist.md.hbs",
    what: "the checklist",
    described: "src/report/checklist-view.ts",
  });
}
