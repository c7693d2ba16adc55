import Handlebars from "handlebars";
import { UserError } from "../domain/user-error.ts";

export interface RenderTemplate {
  /** Text of `templates/<name>`. */
  readonly template: string;
  readonly name: string;
  /** What is being rendered: `the checklist`. */
  readonly what: string;
  /** Where its view is described. */
  readonly described: string;
}

/** UserError TEMPLATE_INVALID when the template does not compile or names what is not there. */
export function renderTemplate(view: object, { template, name, what, described }: RenderTemplate): string {
  try {
    return `${tidy(compile(template)(view, OPTIONS))}\n`;
  } catch (cause) {
    throw new UserError({
      code: "TEMPLATE_INVALID",
      message: `rendering ${what}: ${oneLine(cause)}`,
      hint: `the view of templates/${name} is described in ${described}`,
      cause,
    });
  }
}

/** The view holds finished text, which HTML escapes would spoil; `strict` makes a misspelt name an error. */
const compile = (template: string): Handlebars.TemplateDelegate =>
  Handlebars.create().compile(template, { noEscape: true, strict: true, preventIndent: true });

const OPTIONS = { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false } as const;

const tidy = (text: string): string => text.replace(/\n{3,}/g, "\n\n").trim();

const oneLine = (cause: unknown): string =>
  (cause instanceof Error ? cause.message : String(cause)).split("\n").slice(0, 1).join("");
