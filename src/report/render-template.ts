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
export function renderTemplate(view: object, { template, ...of }: RenderTemplate): string {
  try {
    const text = compile(template, of)(view, OPTIONS);
    return of.escapes === true ? text : [...tidied([text])].join("");
  } catch (cause) {
    throw invalid(cause, of);
  }
}

/**
 * The same in pieces, of finished text: what is said of an object of a list is made once all before it was taken, so that a long list is
 * never in memory as a whole.
 */
export function* renderPieces(view: object, { template, ...of }: Omit<RenderTemplate, "escapes">): Generator<string> {
  try {
    yield* tidied(piecesOf(view, { template, ...of }));
  } catch (cause) {
    throw invalid(cause, of);
  }
}

/** Stands in a text for what is made later. A view has no control characters in it. */
const LATER = /\0(\d+)\0/;

function* piecesOf(view: object, { template, helpers }: Pick<RenderTemplate, "template" | "helpers">) {
  const waiting = new Map<number, () => string>();
  let count = 0;
  const each = function (this: unknown, list: readonly unknown[], options: Handlebars.HelperOptions): string {
    if (typeof list[0] !== "object") return Handlebars.helpers.each?.call(this, list, options);
    return Array.from(list.keys(), (at) => {
      const data = { key: at, index: at, first: at === 0, last: at === list.length - 1 };
      const frame = (): object => ({ ...Handlebars.createFrame(options.data), ...data });
      waiting.set(++count, () => options.fn(list[at], { data: frame(), blockParams: [list[at], at] }));
      return `\0${count}\0`;
    }).join("");
  };
  function* expanded(text: string): Generator<string> {
    for (const [at, part] of text.split(LATER).entries()) {
      const make = at % 2 === 1 ? waiting.get(Number(part)) : undefined;
      if (make === undefined) yield part;
      else {
        waiting.delete(Number(part));
        yield* expanded(make());
      }
    }
  }
  yield* expanded(compile(template, { helpers: { ...helpers, each } })(view, OPTIONS));
}

const invalid = (cause: unknown, { name, what, described }: Omit<RenderTemplate, "template">): UserError =>
  new UserError({
    code: "TEMPLATE_INVALID",
    message: `rendering ${what}: ${oneLine(cause)}`,
    hint: `the view of ${name} is described in ${described}`,
    cause,
  });

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

/** No more than one empty line, none at the beginning, and one end of line at the end. */
function* tidied(pieces: Iterable<string>): Generator<string> {
  let isBegun = false;
  /** White space at the end of what came. */
  let rest = "";
  for (const piece of pieces) {
    const text = rest + piece;
    const end = text.trimEnd();
    rest = text.slice(end.length);
    if (end === "") continue;
    yield (isBegun ? end : end.trimStart()).replace(/\n{3,}/g, "\n\n");
    isBegun = true;
  }
  yield "\n";
}

/** Where it is, which Handlebars tells in the first line, and what it is, in the last. */
function oneLine(cause: unknown): string {
  const lines = (cause instanceof Error ? cause.message : String(cause)).split("\n");
  const [first = "", last = ""] = [lines[0], lines.at(-1)];
  return lines.length > 1 && /^Parse error/.test(first) ? `${first} ${last}` : first;
}
