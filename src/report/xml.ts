import { cleanText } from "./clean.ts";

/** An element with attributes; children are finished XML. */
export const element = (
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  children: readonly string[] = [],
): string => {
  const head = [name, ...Object.entries(attributes).map(([key, value]) => `${key}="${escaped(String(value))}"`)];
  return children.length === 0 ? `<${head.join(" ")}/>` : `<${head.join(" ")}>${children.join("")}</${name}>`;
};

/** Text content, line by line: nothing of it is markup, and all of it may stand in XML 1.0 (section 2.2). */
export const xmlText = (lines: readonly string[]): string => lines.map(escaped).join("\n");

const escaped = (text: string): string =>
  cleanText(text)
    .replace(/[\ufffe\uffff]/g, "")
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
