export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

const NAME = "[A-Za-z][A-Za-z0-9-]*";
const TOKEN = new RegExp(`<(/?)(${NAME})((?:\\s+${NAME}="[^"<]*")*)\\s*(/?)>|<\\?xml [^>]*\\?>|([^<]+)`, "y");
/** What may stand in XML 1.0 (section 2.2). */
const CHARACTERS = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;

/** Parses XML without declarations, comments and CDATA; throws where it is not well-formed. */
export const parseXml = (xml: string): XmlElement => {
  if (!CHARACTERS.test(xml)) throw new Error("a character that XML has not");
  const root: Building = { name: "", attributes: {}, children: [], text: "" };
  const open: Building[] = [root];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < xml.length) {
    const at = TOKEN.lastIndex;
    const token = TOKEN.exec(xml);
    const top = open.at(-1)!;
    if (token === null) throw new Error(`no XML at ${at}: ${xml.slice(at, at + 40)}`);
    const [, closing, name, attributes = "", empty, text] = token;
    if (text !== undefined) top.text += unescapeXml(text);
    else if (name !== undefined && closing === "/") {
      if (open.pop()?.name !== name) throw new Error(`</${name}> closes something else`);
    } else if (name !== undefined) {
      const element = { name, attributes: attributesOf(attributes), children: [], text: "" };
      top.children.push(element);
      if (empty !== "/") open.push(element);
    }
  }
  if (open.length !== 1 || root.children.length !== 1) throw new Error("not one element");
  return root.children[0]!;
};

interface Building extends XmlElement {
  readonly children: Building[];
  text: string;
}

const attributesOf = (text: string): Record<string, string> => {
  const pairs = [...text.matchAll(/([A-Za-z][A-Za-z0-9-]*)="([^"]*)"/g)].map(([, key = "", value = ""]) => [
    key,
    unescapeXml(value),
  ]);
  if (new Set(pairs.map(([key]) => key)).size < pairs.length) throw new Error("an attribute stands twice");
  return Object.fromEntries(pairs);
};

const unescapeXml = (text: string): string =>
  text.replace(/&(?:#(\d+);)?/g, (all, code?: string) => {
    if (code === undefined) throw new Error(`a bare ${all}`);
    return String.fromCodePoint(Number(code));
  });
