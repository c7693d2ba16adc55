import type { ReportFormat } from "../format.ts";
import { buildPage } from "../page/build-page.ts";
import { renderPage } from "../page/render-page.ts";

export const htmlFormat: ReportFormat = {
  id: "html",
  mediaType: "text/html",
  render: (model, { plan, page: { parts, stackOf, fixes } }) =>
    renderPage(buildPage({ model, plan, stackOf, fixes: fixes() }), parts()),
};
