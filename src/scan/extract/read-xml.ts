import { createFields, DEEPEST, type Emit, type Entry, type Fields, type Part } from "./entry.ts";
import { bytesOf } from "./scalar.ts";

interface Element {
  readonly tag: string;
  readonly path: readonly string[];
  readonly fields: Fields;
  /** It has attributes: its text belongs to them. */
  readonly attributes: boolean;
  /** Where its text begins; undefined once it has held another element. */
  textFrom: number | undefined;
  /** The last `<key>` of a property list, for the value that follows. */
  listed: string | undefined;
}

const TAG = /<([A-Za-z_][\w:.-]{0,100})/y;
const ATTRIBUTE = /\s+([\w:.-]{1,100})\s*=\s*(?:"([^"]{0,8192})"|'([^']{0,8192})')/y;
const CDATA = /^(\s*<!\[CDATA\[)([\s\S]*?)\]\]>\s*$/;
const LONGEST_TEXT = 64 * 1024;

/** Elements and attributes of XML, also when it is not well-formed: an end tag closes up to its start tag. */
export const readXml = ({ text, span }: Part, emit: Emit): void => {
  const elements: Element[] = [];
  for (let at = text.indexOf("<", span.start); at >= 0 && at < span.end; at = text.indexOf("<", at)) {
    if (text.startsWith("<!--", at)) at = after(text, "-->", at);
    else if (text.startsWith("<![CDATA[", at)) at = after(text, "]]>", at);
    else if (text.startsWith("</", at)) {
      closeElement({ text, elements, emit }, at);
      at += 2;
    } else at = openElement({ text, elements, emit }, at);
  }
};

const after = (text: string, closing: string, at: number): number => {
  const end = text.indexOf(closing, at);
  return end < 0 ? text.length : end + closing.length;
};

interface Reader {
  readonly text: string;
  readonly elements: Element[];
  readonly emit: Emit;
}

const openElement = ({ text, elements, emit }: Reader, start: number): number => {
  TAG.lastIndex = start;
  const [all, tag] = TAG.exec(text) ?? [];
  if (all === undefined || tag === undefined) return start + 1;
  const parent = elements.at(-1);
  if (parent !== undefined) parent.textFrom = undefined;
  const path = elements.length === 0 ? [] : [...(parent?.path ?? []), tag].slice(-DEEPEST);
  const fields = createFields(emit);
  let at = start + all.length;
  for (let found = attributeAt(text, at); found !== undefined; found = attributeAt(text, at)) {
    const [whole, name = "", double, single] = found;
    at += whole.length;
    const written = double ?? single ?? "";
    fields.add(entry({ path: [...(path.length === 0 ? [tag] : path), name], start: at - 1 - written.length, written }));
  }
  const closed = /^\s*(\/?)>/.exec(text.slice(at, at + 200));
  if (closed === null) return at;
  const next = at + closed[0].length;
  const attributes = at > start + all.length;
  if (closed[1] === "/" || elements.length >= DEEPEST) fields.close();
  else elements.push({ tag, path, fields, attributes, textFrom: next, listed: undefined });
  return next;
};

const attributeAt = (text: string, at: number): RegExpExecArray | undefined => {
  ATTRIBUTE.lastIndex = at;
  return ATTRIBUTE.exec(text) ?? undefined;
};

const closeElement = (reader: Reader, at: number): void => {
  const { text, elements } = reader;
  const [, tag] = /^<\/([\w:.-]{1,101})/.exec(text.slice(at, at + 104)) ?? [];
  const index = elements.findLastIndex((element) => element.tag === tag);
  if (index < 0) return;
  while (elements.length > index) endElement(reader, at);
};

/** The text of an element without elements is a value: of its parent's field, or of its own name attribute. */
const endElement = ({ text, elements }: Reader, at: number): void => {
  const element = elements.pop();
  if (element === undefined) return;
  const { textFrom, path, fields, tag } = element;
  const parent = elements.at(-1);
  const found = textFrom === undefined || at - textFrom > LONGEST_TEXT ? undefined : trimmed(text.slice(textFrom, at));
  if (found !== undefined && textFrom !== undefined) {
    const start = textFrom + found.offset;
    const listed = tag === "key" ? undefined : parent?.listed;
    const leaf = entry({ path: listed === undefined ? path : [listed], start, written: found.written });
    if (element.attributes) fields.add({ ...leaf, path: [...path, "value"] });
    else parent?.fields.add(leaf);
    if (parent !== undefined) {
      parent.listed = tag === "key" ? leaf.value : undefined;
    }
  }
  fields.close();
};

const trimmed = (body: string): { readonly written: string; readonly offset: number } | undefined => {
  const [, head = "", data] = CDATA.exec(body) ?? [];
  const inner = data ?? body;
  const written = inner.trim();
  return written === "" ? undefined : { written, offset: head.length + inner.indexOf(written) };
};

const entry = ({ path, start, written }: { path: readonly string[]; start: number; written: string }): Entry => ({
  path,
  span: { start, end: start + written.length },
  value: unescapeXml(written),
  quoted: true,
});

const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** XML 1.0, 4.6: the predefined entities, and characters by their number. */
const unescapeXml = (text: string): string =>
  text.includes("&")
    ? text.replace(/&(?:#(\d{1,6})|#x([0-9a-fA-F]{1,5})|(amp|lt|gt|quot|apos));/g, (_all, decimal, hex, named) =>
        named === undefined
          ? bytesOf(decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal))
          : (NAMED[named] ?? ""),
      )
    : text;
