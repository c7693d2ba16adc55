import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { UserError } from "../../src/domain/user-error.ts";
import { markdownFormat } from "../../src/report/formats/markdown.ts";
import { digest, HOSTILE, image, occurrence, SECRETS, secret } from "../support/case.ts";
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

  it("counts a tag once, however many platforms its index has", () => {
    const images = ["amd64", "arm64"].map((architecture) =>
      image({ manifest: digest(architecture), platform: { os: "linux", architecture }, tags: ["1.0", "latest"] }),
    );
    const text = render([secret("github", { occurrences: [occurrence({ images })] })]);
    expect(text).toMatch(/^1\. [^\n]*(?:\n {3}[^\n]*)*2 images,\s+2 tags/m);
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
      if (!fenced && !line.includes("`") && !/^[#|]/.test(line)) expect(line.length).toBeLessThanOrEqual(80);
    }
    expect(fenced).toBe(false);
  });

  it("says that there is nothing to do", () => {
    const text = render([], []);
    expect(text).toContain("Nothing is left to rotate.");
    expect(text).not.toMatch(/## (?:Do first|Closed|Coverage gaps|Documented)/);
  });

  it.each([
    ["the worst way in which an image that is still there shows it", [true, "deleted"], "deleted"],
    ["that all images are gone", [false, "deleted"], "gone"],
    ["that no image shows it", undefined, "in no image"],
  ] as const)("tells in its table %s", (_, other, told) => {
    const images =
      other === undefined
        ? []
        : [
            image({ manifest: digest("gone"), present: false, exposure: "live" }),
            image({ manifest: digest("other"), present: other[0], exposure: other[1] }),
          ];
    const text = render([secret("x", { occurrences: [occurrence({ images })] })]);
    const there = images.filter(({ present }) => present).length;
    expect(text).toMatch(new RegExp(`^\\| [0-9a-f]{12} \\|[^|]*\\|[^|]*\\| ${told} \\| ${there} \\|`, "m"));
  });

  it("has no heading without a line under it, for a secret that no image holds", () => {
    const text = render([secret("x", { occurrences: [] })]);
    expect(text).toContain("#### Steps");
    expect(text).not.toMatch(/#### Exposure|Images:/);
  });

  it("has a list of those to tell, with what leads to them, for secrets of others", () => {
    const text = render([
      secret("x", { title: "AWS access key", state: "third-party", facts: { account: "123456789012", kind: "k" } }),
      secret("y", { title: "Done", state: "rotated" }),
    ]);
    const [notify, closed] = text.split(/## (?:Secrets of others.*|Closed)\n/).slice(1);
    expect(notify).toMatch(/^\n- AWS access key `[0-9a-f]{12}`, high, no image: account\s`123456789012`\n/);
    expect(notify).not.toContain("Done");
    expect(closed).toContain("- Done");
  });

  it("goes wave by wave, says why, what comes first and what to rebuild", () => {
    const text = render([
      ...SECRETS,
      secret("based", {
        title: "Token in a base",
        occurrences: [occurrence()],
        base: { name: "registry.example/base:1", images: 3, repositories: 2 },
      }),
    ]);
    expect(text.match(/^## (?:Wave|Base).*$/gm)).toEqual([
      "## Base images",
      "## Wave 1: What opens other secrets",
      "## Wave 3: Data, money and identity",
      "## Wave 4: The rest",
      "## Wave 5: To look at and close",
    ]);
    expect(text.match(/^### \d+\. /gm)).toHaveLength(7);
    const flat = text.replaceAll(/\s+/g, " ");
    expect(flat).toContain("- after `c0b0109d9439`: GitHub personal access token stands with it in config sha256:");
    expect(flat).toContain("- rebuild `registry.example/base:1` first, then the 3 images on it, in 2 repositories");
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
    const [tables, rest] = [true, false].map((isRow) => prose.split("\n").filter((line) => /^\|/.test(line) === isRow));
    expect(rest!.join("\n")).not.toMatch(/^\s*#+ heading|^\s*- \[x\] done|[<`|]|\[click|\]\(/m);
    // Eight columns, whatever stands in them.
    for (const row of tables!) expect(row).toMatch(/^\|(?:[^|<`]*\|){8}$/);
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
