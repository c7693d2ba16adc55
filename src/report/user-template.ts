import { checklistView } from "./checklist-view.ts";
import { cleanText } from "./clean.ts";
import type { ReportExtra } from "./format.ts";
import type { ReportModel } from "./model.ts";
import { renderTemplate } from "./render-template.ts";
import { TEMPLATE_HELPERS } from "./template-helpers.ts";

interface UserTemplate {
  /** Its text. */
  readonly template: string;
  /** As it was typed. */
  readonly name: string;
}

/**
 * A report in the style of a house. The view is that of the checklist, finished Markdown, and `report`: the model with its
 * texts cleaned of what moves a terminal. `templates/README.md` describes both. UserError TEMPLATE_INVALID.
 */
export function renderUserTemplate(
  { template, name }: UserTemplate,
  { model, plan }: { readonly model: ReportModel } & Pick<ReportExtra, "plan">,
): string {
  const view = { ...checklistView(model, plan), report: cleaned(model) };
  return renderTemplate(view, {
    ...{ template, name, what: `the template ${name}`, described: "templates/README.md", helpers: TEMPLATE_HELPERS },
    escapes: /\.html?(?:\.hbs)?$/i.test(name),
  });
}

/** The same model; what images say is one line each, in keys too. */
function cleaned<T>(value: T): T {
  if (typeof value === "string") return cleanText(value) as T;
  if (Array.isArray(value)) return value.map(cleaned) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, own]) => [cleanText(key), cleaned(own)])) as T;
}
