import type { ReportFormat } from "../format.ts";
import { buildPage } from "../page/build-page.ts";
import { renderPage } from "../page/render-page.ts";

export const htmlFormat: ReportFormat = {
  id: "html",
  mediaType: "text/html",
  render: (model, { plan, page }) => {
    const { parts, stackOf, fixes } = page();
    return renderPage(buildPage({ model, plan, stackOf, fixes: fixes() }), parts());
  },
};
