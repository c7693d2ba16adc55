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
  readonly helpers?: Readonly<Record<string, Handlebars.HelperDelegate>>;
  /** What the view holds is escaped for HTML. Off for a view of finished text, which that would spoil. */
  readonly escapes?: boolean;
}

/** UserError TEMPLATE_INVALID when the template does not compile or names what is not there. */
export function renderTemplate(view: object, { template, name, what, described, ...how }: RenderTemplate): string {
  try {
    const text = compile(template, how)(view, OPTIONS);
    return how.escapes === true ? text : `${tidy(text)}\n`;
  } catch (cause) {
    throw new UserError({
      code: "TEMPLATE_INVALID",
      message: `rendering ${what}: ${oneLine(cause)}`,
      hint: `the view of ${name} is described in ${described}`,
      cause,
    });
  }
}

/** `strict` makes a misspelt name an error. */
function compile(
  template: string,
  { helpers = {}, escapes = false }: Pick<RenderTemplate, "helpers" | "escapes">,
): Handlebars.TemplateDelegate {
  const handlebars = Handlebars.create();
  handlebars.registerHelper(helpers);
  return handlebars.compile(template, { noEscape: !escapes, strict: true, preventIndent: true });
}

const OPTIONS = { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false } as const;

const tidy = (text: string): string => text.replace(/\n{3,}/g, "\n\n").trim();

/** Where it is, which Handlebars tells in the first line, and what it is, in the last. */
function oneLine(cause: unknown): string {
  const lines = (cause instanceof Error ? cause.message : String(cause)).split("\n");
  const [first = "", last = ""] = [lines[0], lines.at(-1)];
  return lines.length > 1 && /^Parse error/.test(first) ? `${first} ${last}` : first;
}
