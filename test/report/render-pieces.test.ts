import { describe, expect, it } from "vitest";
import { madeLater } from "../../src/report/made-later.ts";
import { renderPieces, renderTemplate } from "../../src/report/render-template.ts";

const OF = { name: "list.md.hbs", what: "the list", described: "there" };

const TEMPLATE = `

# {{title}}


{{#each parts}}
## {{heading}}


{{#each entries as |one at|}}
- {{name}}
{{one.name}} {{at}} {{@index}} {{@first}} {{@last}} {{@../index}} {{../heading}}
{{#each lines}}
  {{this}}
{{/each}}


{{/each}}
{{/each}}
{{#each notes}}
{{this}}
{{/each}}


`;

const entry = (name: string) => ({ name, lines: [`${name} one`, `${name} two`] });
const VIEW = {
  title: "All",
  parts: [
    { heading: "First", entries: [entry("a"), entry("b")] },
    { heading: "None", entries: [] },
    { heading: "Last", entries: [entry("c")] },
  ],
  notes: ["end"],
};

describe("pieces of a template", () => {
  it("are together what it makes at once", () => {
    expect([...renderPieces(VIEW, { template: TEMPLATE, ...OF })].join("")).toBe(
      renderTemplate(VIEW, { template: TEMPLATE, ...OF }),
    );
  });

  it("are made one after the other, and none before it is taken", () => {
    const made: string[] = [];
    const entries = madeLater(["a", "b", "c"], (name) => {
      made.push(name);
      return entry(name);
    });
    const seen = new Set<string>();
    let text = "";
    for (const piece of renderPieces({ ...VIEW, parts: [{ heading: "", entries }] }, { template: TEMPLATE, ...OF })) {
      text += piece;
      for (const name of ["a", "b", "c"]) if (text.includes(`- ${name}`)) seen.add(name);
      // The first is looked at to know what is in the list.
      expect(made.filter((name) => name !== "a" && !seen.has(name))).toEqual([]);
    }
    expect(seen.size).toBe(3);
  });

  it("a name that is not there is an error that says so, in what is made later too", () => {
    const template = "{{#each parts}}{{#each entries}}{{nam}}{{/each}}{{/each}}";
    expect(() => [...renderPieces(VIEW, { template, ...OF })]).toThrow(/^rendering the list: .*"nam" not defined/);
  });
});
