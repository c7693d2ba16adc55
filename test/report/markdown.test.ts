import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { UserError } from "../../src/domain/user-error.ts";
import { markdownFormat } from "../../src/report/formats/markdown.ts";
import { HOSTILE, occurrence, SECRETS, secret } from "../support/case.ts";
import { reportOf } from "../support/report.ts";

const golden = (name: string) => resolve(import.meta.dirname, "../../fixtures/report", name);
const render = (...input: Parameters<typeof reportOf>) => {
  const { model, extra } = reportOf(...input);
  return markdownFormat.render(model, extra);
};

describe("the checklist", () => {
  it("is the golden one", async () => {
    await expect(render()).toMatchFileSnapshot(golden("checklist.md"));
  });

  it("says first whether everything was read, then what to do first", () => {
    const text = render();
    expect(text).toMatch(/^# Rotation checklist\n\n\*\*INCOMPLETE\*\*: not fully read: 1 unreachable, 1 partial/);
    expect(text.indexOf("## Do first")).toBeLessThan(text.indexOf("## 1. AWS access key"));
    expect(render(SECRETS, [])).toMatch(/\n\*\*COMPLETE\*\*: everything that was listed was read\.\n/);
  });

  it("has boxes to tick, ticked as far as the work is", () => {
    const text = render(SECRETS.filter(({ provider }) => provider === "database"));
    expect(text).toContain("- [x] **Create**");
    expect(text).toContain("- [x] **Deploy**");
    expect(text).toContain("- [ ] **Disable**");
  });

  it("stays in 80 columns, but for commands and code that cannot be wrapped", () => {
    let fenced = false;
    for (const line of render().split("\n")) {
      if (/^\s*```[^`]*$/.test(line)) fenced = !fenced;
      if (!fenced && !line.includes("`") && !line.startsWith("#")) expect(line.length).toBeLessThanOrEqual(80);
    }
    expect(fenced).toBe(false);
  });

  it("says that there is nothing to do", () => {
    const text = render([], []);
    expect(text).toContain("Nothing is left to rotate.");
    expect(text).not.toMatch(/## (?:Do first|Closed|Coverage gaps|Documented)/);
  });

  it("caps long lists and counts the rest", () => {
    const places = Array.from({ length: 30 }, (_, index) => occurrence({ path: `file-${index}` }));
    expect(render([secret("x", { occurrences: places })])).toContain("- and 22 more: exhume show ");
  });
});

describe("what images hold", () => {
  const text = render([
    secret("x", {
      title: HOSTILE,
      preview: HOSTILE,
      facts: { [HOSTILE]: HOSTILE },
      reasons: [HOSTILE],
      occurrences: [occurrence({ path: HOSTILE, name: HOSTILE })],
    }),
  ]);

  it("cannot move a terminal or hide a text", () => {
    expect(text).not.toMatch(
      /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]|\p{Cs}/u,
    );
  });

  it("cannot make a heading, a box, HTML or a link", () => {
    const prose = text.replace(/\\.|(`+)(?!`).*?(?<!`)\1(?!`)/g, (_, fence) => (fence === undefined ? "" : "CODE"));
    expect(prose).not.toMatch(/^\s*#+ heading|^\s*- \[x\] done|[<`|]|\[click|\]\(/m);
    expect(text).not.toMatch(/(?<!\\)<\/?script/);
  });
});

describe("a template of the user", () => {
  const { model, extra } = reportOf();
  const withTemplate = (checklist: string) => () => markdownFormat.render(model, { ...extra, checklist });

  it("is used", () => {
    expect(withTemplate("{{#each tasks}}{{heading}}\n{{/each}}")()).toContain("1. AWS access key (id and secret)");
  });

  it.each([
    ["a name that is not there", "{{verdikt}}"],
    ["a block that is not closed", "{{#if first}}"],
    ["the prototype", "{{constructor.name}}"],
    ["a helper that is not there", "{{shell verdict}}"],
  ])("%s is one line", (_, template) => {
    expect(withTemplate(template)).toThrow(UserError);
    expect(withTemplate(template)).toThrow(/^rendering the checklist: [^\n]+$/);
  });
});
