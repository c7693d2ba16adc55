import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { checklistView } from "../../src/report/checklist-view.ts";
import { TEMPLATE_HELPERS } from "../../src/report/template-helpers.ts";
import { renderUserTemplate } from "../../src/report/user-template.ts";
import { HOSTILE, image, occurrence, SECRETS, secret } from "../support/case.ts";
import { reportOf } from "../support/report.ts";
import { auditedWork } from "../support/worked-case.ts";

const README = readFileSync(resolve(import.meta.dirname, "../../templates/README.md"), "utf8");
const render = (template: string, name = "house.md.hbs", secrets = SECRETS): string =>
  renderUserTemplate({ template, name }, reportOfAll(secrets));
const reportOfAll = (secrets = SECRETS) => {
  const { model, extra } = reportOf(secrets);
  return { model, plan: extra.plan };
};
const evil = secret("evil", {
  title: `${HOSTILE} =HYPERLINK("https://evil.example")`,
  occurrences: [occurrence({ path: HOSTILE, images: [image({ repository: HOSTILE })] })],
});

describe("a template of the user", () => {
  it("is given the model and the finished lines of the checklist", () => {
    const { model, plan } = reportOfAll();
    expect(render("{{report.totals.open}} {{report.case.id}}\n{{#each first}}{{this}}\n{{/each}}")).toBe(
      `${model.totals.open} ${model.case.id}\n${checklistView(model, plan).first.join("\n")}\n`,
    );
  });

  it("is as the README of templates shows it", () => {
    const [, example = ""] = /```hbs\n([\s\S]*?)```/.exec(README) ?? [];
    expect(render(example)).toContain("  critical AWS access key (id and secret) (");
  });

  it("finds every name and helper that the README of templates tells, and no other", () => {
    const { model, plan } = reportOfAll();
    const told = [
      ...README.split("<!-- view -->")[1]!
        .split("<!-- /view -->")[0]!
        .matchAll(/^\| (.*?) \|/gm),
    ]
      .flatMap(([, names = ""]) => [...names.matchAll(/`(\w+)`/g)].map(([, name]) => name))
      .toSorted();
    expect(told).toEqual([...Object.keys(checklistView(model, plan)), "report"].toSorted());
    const helpers = [...README.matchAll(/^\| `\{\{(?:#if \()?(\w+)/gm)].map(([, name]) => name);
    expect(helpers.toSorted()).toEqual(Object.keys(TEMPLATE_HELPERS).toSorted());
  });

  it("gets texts of images without what moves a terminal, also in the names of facts", () => {
    const text = render("{{json report}}", "all.txt.hbs", [evil]);
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/);
  });

  it("escapes for HTML by itself, and for Markdown and CSV by helpers", () => {
    const each = (inner: string): string => `{{#each report.secrets}}${inner}\n{{/each}}`;
    expect(render(each("<b>{{title}}</b>"), "house.html.hbs", [evil])).toContain("&lt;/script&gt;");
    expect(render(each("{{markdown title}}"), "house.md.hbs", [evil])).toContain("\\</script>");
    const formula = secret("formula", { title: '=1+"2"' });
    expect(render(each("{{csv title}}"), "house.csv.hbs", [formula])).toBe(`"'=1+""2"""\n`);
  });

  it.each([
    ["a misspelt name", "{{report.totals.oepn}}", /"oepn" not defined/],
    ["a block that does not end", "one\n{{#each waves}}", /line 2/],
    ["a helper that is not there", "{{shout report.verdict}}", /shout/],
    ["a way to the code", "{{report.constructor.constructor}}", /constructor/],
  ])("with %s is refused in one line", (_, template, message) => {
    expect(() => render(template)).toThrow(message);
    try {
      render(template);
    } catch (error) {
      expect((error as Error).message.split("\n").length).toBe(1);
    }
  });
});

describe("exhume report --out and --template", () => {
  const { newCase } = auditedWork();

  it.each([
    ["r.html", "<!doctype html>"],
    ["r.md", "# Rotation checklist"],
    ["r.csv", "\ufeffid,"],
    ["r.sarif", '{\n  "$schema"'],
    ["r.JSON", "{"],
    ["r.xml", "<?xml"],
  ])("writes %s as its name says", async (name, start) => {
    const work = newCase();
    const ended = await work.run("report", "--out", name);
    expect([ended.status, ended.stderr]).toEqual([0, `written: ${name}\n`]);
    expect(readFileSync(join(work.cwd, name), "utf8").startsWith(start)).toBe(true);
  });

  it("says what it cannot tell from a name, and what does not go together", async () => {
    const work = newCase();
    writeFileSync(join(work.cwd, "t.hbs"), "{{report.verdict}}");
    const refusals = [
      [["--out", "r.pdf"], /the name r\.pdf does not say/],
      [["--template", "t.hbs", "--format", "csv"], /--template and --format csv cannot be combined/],
      [["--template", "none.hbs"], /none\.hbs cannot be read/],
      [["--out", "r.md", "--source", "."], /--source and --map are for the diffs of an HTML report/],
    ] as const;
    for (const [args, message] of refusals) {
      const ended = await work.run("report", ...args);
      expect([ended.status, ended.stdout, ended.stderr]).toEqual([2, "", expect.stringMatching(message)]);
      expect(ended.stderr).toMatch(/\n {2}hint: .*\n$/);
    }
    expect((await work.run("report", "--template", "t.hbs")).stdout).toBe("complete\n");
  });

  it("puts the shell of the user around the HTML report", async () => {
    const work = newCase();
    const ours = readFileSync(resolve(import.meta.dirname, "../../templates/report.html.hbs"), "utf8");
    writeFileSync(join(work.cwd, "shell.hbs"), ours.replace("<body>", "<body><!-- of a house -->"));
    await work.run("report", "--format", "html", "--template", "shell.hbs", "--out", "r.html");
    expect(readFileSync(join(work.cwd, "r.html"), "utf8")).toContain("<!-- of a house -->");
  });
});
