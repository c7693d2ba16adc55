import Handlebars from "handlebars";
import { UserError } from "../../domain/user-error.ts";
import { checklistView } from "../checklist-view.ts";
import type { ReportFormat } from "../format.ts";

/** The rotation checklist. UserError TEMPLATE_INVALID when the template does not compile or names what is not there. */
export const markdownFormat: ReportFormat = {
  id: "markdown",
  mediaType: "text/markdown",
  render: (model, { plan, checklist }) => {
    try {
      return `${tidy(compile(checklist)(checklistView(model, plan), OPTIONS))}\n`;
    } catch (cause) {
      throw new UserError({
        code: "TEMPLATE_INVALID",
        message: `rendering the checklist: ${oneLine(cause)}`,
        hint: "the view of templates/checklist.md.hbs is described in src/report/checklist-view.ts",
        cause,
      });
    }
  },
};

/** The view holds finished Markdown, which HTML escapes would spoil; `strict` makes a misspelt name an error. */
const compile = (template: string): Handlebars.TemplateDelegate =>
  Handlebars.create().compile(template, { noEscape: true, strict: true, preventIndent: true });

const OPTIONS = { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false } as const;

const tidy = (text: string): string => text.replace(/\n{3,}/g, "\n\n").trim();

const oneLine = (cause: unknown): string =>
  (cause instanceof Error ? cause.message : String(cause)).split("\n").slice(0, 1).join("");
