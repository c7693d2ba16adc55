import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Ajv } from "ajv";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isOpen, type Secret } from "../../src/domain/rotation.ts";
import { REPORT_FORMATS } from "../../src/report/format.ts";
import { FORMAT_IDS, type FormatId } from "../../src/report/format-ids.ts";
import { GAPS, HOSTILE, image, occurrence, SECRETS, secret } from "../support/case.ts";
import { reportOf } from "../support/report.ts";
import { parseXml, type XmlElement } from "../support/xml.ts";

const render = (id: FormatId, secrets: readonly Secret[] = SECRETS, entries = GAPS): string => {
  const { model, extra } = reportOf(secrets, entries);
  return REPORT_FORMATS.find((format) => format.id === id)!.render(model, extra);
};
const json = (id: FormatId, secrets?: readonly Secret[]) => JSON.parse(render(id, secrets));
const lines = (id: FormatId, secrets?: readonly Secret[]) =>
  render(id, secrets)
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));

/** Everything that an image or another tool can put into a report. */
const evil = (text: string): Secret =>
  secret("evil", {
    title: text,
    ruleId: `imported:x:${text}`,
    provider: text,
    facts: { [text]: text },
    reasons: [text],
    occurrences: [
      occurrence({ path: text, name: text, images: [image({ repository: text, tags: [text], historyLine: text })] }),
      occurrence({ path: text, kind: "history", toldBy: text, images: [] }),
    ],
    imported: [{ tool: text, rule: text, place: text, importedAt: "2026-11-20T08:00:00.000Z" }],
    events: [{ fingerprint: "0", kind: "note", state: "new", actor: text, at: "2026-11-20T08:00:00.000Z", note: text }],
  });

const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/;

const JSON_IDS: readonly FormatId[] = ["json", "sarif", "defectdojo"];
const LINES_IDS: readonly FormatId[] = ["github-issues", "jira-issues"];
/** What tells tasks: the second half of a credential has no line of its own. */
const TASK_IDS: readonly FormatId[] = [...LINES_IDS, "csv"];
const wellFormed = (id: FormatId, text: string): void => {
  if (JSON_IDS.includes(id)) JSON.parse(text);
  if (LINES_IDS.includes(id)) for (const line of text.split("\n").filter(Boolean)) JSON.parse(line);
  if (id === "junit") parseXml(text);
};

describe.each(FORMAT_IDS)("%s", (id) => {
  it("is the same for the same case", () => {
    expect(render(id)).toBe(render(id, [...SECRETS].reverse()));
  });

  it("is well-formed and holds nothing that a terminal acts on, whatever an image or another tool says", () => {
    const texts = fc.oneof(fc.constant(HOSTILE), fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }));
    fc.assert(
      fc.property(texts, (text) => {
        const rendered = render(id, [evil(text), ...SECRETS], [...GAPS, { ...GAPS[0]!, reason: text, subject: text }]);
        wellFormed(id, rendered);
        // RFC 4180 ends lines in CRLF.
        expect(id === "csv" ? rendered.replaceAll("\r\n", "\n") : rendered).not.toMatch(CONTROL);
      }),
      { numRuns: 60 },
    );
  });

  it("names every open secret by the same id, in the report of nothing none", () => {
    const { model, plan } = reportOf();
    const ids = TASK_IDS.includes(id)
      ? plan.open.map((task) => task.id)
      : model.secrets.filter(({ work }) => isOpen(work.state)).map((one) => one.id);
    const text = render(id);
    expect(ids.filter((one) => !text.includes(one))).toEqual([]);
    expect(render(id, [], [])).not.toContain(ids[0]);
    wellFormed(id, render(id, [], []));
  });
});

describe("sarif", () => {
  const schema = JSON.parse(
    readFileSync(resolve(import.meta.dirname, "../../fixtures/exchange/sarif-2.1.0.schema.json"), "utf8"),
  );
  const { $schema: _draft, id: _id, ...draft4 } = schema;
  const validate = new Ajv({
    strict: false,
    // A pattern of the schema is none with the flag u.
    unicodeRegExp: false,
    allErrors: true,
    formats: {
      uri: (text: string) => URL.canParse(text),
      "uri-reference": (text: string) => URL.canParse(text, "file:///x/") && !/[\s<>"{}|\\^`]/.test(text),
      "date-time": /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/,
    },
  }).compile(draft4);
  const errorsOf = (log: unknown) => (validate(log) ? [] : validate.errors);

  it.each([
    ["a rich case", SECRETS],
    ["an empty one", []],
    ["hostile texts", [evil(HOSTILE)]],
    ["empty texts", [evil("")]],
  ])("fits its schema: %s", (_, secrets) => {
    expect(errorsOf(json("sarif", secrets))).toEqual([]);
  });

  it("gives each result a location, also one that only another tool saw: GitHub refuses the file otherwise", () => {
    const sighting = { tool: "gitleaks", rule: "x", place: "a b/.env line 3", importedAt: "2026-01-01T00:00:00Z" };
    const log = json("sarif", [secret("x", { occurrences: [], imported: [sighting] })]);
    expect(errorsOf(log)).toEqual([]);
    expect(log.runs[0].results[0].locations).toMatchObject([
      { physicalLocation: { artifactLocation: { uri: "a%20b/.env%20line%203" } } },
    ]);
  });

  it("the schema of the test refuses what is none", () => {
    const log = json("sarif");
    expect(errorsOf({ ...log, version: "2.0" })).not.toEqual([]);
    log.runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri = "a b";
    expect(errorsOf(log)).not.toEqual([]);
  });

  it("says which file of which image, and knows a result again", () => {
    const [run] = json("sarif").runs;
    const result = run.results.find((one: { ruleId: string }) => one.ruleId === "stripe-secret-key");
    expect(result).toMatchObject({
      level: "error",
      partialFingerprints: { "exhumeSecretId/v1": secret("stripe").id },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: expect.stringMatching(/^registry\.example\/.*\/etc\/app\/stripe\.json$/) },
            region: { startLine: 1 },
          },
          logicalLocations: [{ kind: "image" }, { name: "etc/app/stripe.json", kind: "file" }],
        },
      ],
    });
    const rule = run.tool.driver.rules.find(({ id }: { id: string }) => id === "stripe-secret-key");
    expect(rule.help.text).toMatch(/^verify: /m);
    expect(rule.help.text).not.toContain("{{");
  });

  it("suppresses what is closed, and says what was not read", () => {
    const [run] = json("sarif").runs;
    const slack = run.results.find((one: { ruleId: string }) => one.ruleId === "slack-bot-token");
    expect(slack.suppressions).toEqual([{ kind: "external", status: "accepted", justification: "work rotated" }]);
    const told = run.invocations[0].toolExecutionNotifications.map(
      ({ message }: { message: { text: string } }) => message.text,
    );
    expect(told[0]).toContain("registry.example/team/secretive: 401 UNAUTHORIZED");
  });
});

describe("junit", () => {
  const suite = (secrets = SECRETS, entries = GAPS): XmlElement =>
    parseXml(render("junit", secrets, entries)).children[0]!;
  const endOf = (test: XmlElement): string => test.children[0]?.name ?? "passed";
  const cases = (of: XmlElement) => of.children.filter(({ name }) => name === "testcase");

  it("has the elements and attributes that the schema of JUnitReport asks for, in its order", () => {
    const { name, attributes, children } = suite();
    expect([name, Object.keys(attributes).sort()]).toEqual([
      "testsuite",
      ["errors", "failures", "hostname", "id", "name", "package", "skipped", "tests", "time", "timestamp"],
    ]);
    expect(attributes.timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
    const order = children.map((child) => child.name).filter((child, at, all) => child !== all[at - 1]);
    expect(order).toEqual(["properties", "testcase", "system-out", "system-err"]);
    for (const test of cases(suite())) expect(Object.keys(test.attributes)).toEqual(["name", "classname", "time"]);
    for (const {
      children: [end],
    } of cases(suite()))
      if (end !== undefined && end.name !== "skipped") expect(end.attributes.type).not.toBe("");
  });

  it("fails for what is open, passes for what is dead, skips what may stay", () => {
    const ends = cases(suite()).map((test) => [test.attributes.classname, endOf(test)]);
    expect(ends).toContainEqual(["exhume.stripe", "failure"]);
    expect(ends).toContainEqual(["exhume.slack", "passed"]);
    expect(ends.filter(([, end]) => end === "skipped")).toEqual([["exhume.aws", "skipped"]]);
    const { tests, failures, skipped, errors } = suite().attributes;
    expect([tests, failures, skipped, errors]).toEqual(["10", "7", "1", "1"]);
  });

  it("is an error while something was not read", () => {
    expect(endOf(cases(suite())[0]!)).toBe("error");
    expect(endOf(cases(suite([], []))[0]!)).toBe("passed");
  });

  it("shows hostile text as text", () => {
    const test = cases(suite([evil('</failure><x y="&amp;\'">')]))[1]!;
    expect(test.attributes.name).toContain('</failure><x y="&amp;\'">');
    expect(test.children.map(({ name }) => name)).toEqual(["failure"]);
  });
});

/** dojo/tools/generic/json_parser.py: any other field is refused. */
const DOJO_FIELDS =
  `title severity description date cwe cve epss_score epss_percentile cvssv3 cvssv3_score cvssv4 cvssv4_score
  mitigation impact steps_to_reproduce severity_justification references active verified false_p out_of_scope risk_accepted
  under_review is_mitigated thread_id mitigated numerical_severity param payload line file_path component_name
  component_version static_finding dynamic_finding scanner_confidence unique_id_from_tool vuln_id_from_tool
  sast_source_object sast_sink_object sast_source_line sast_source_file_path nb_occurences publish_date service
  planned_remediation_date planned_remediation_version effort_for_fixing tags endpoints files vulnerability_ids`.split(
    /\s+/,
  );

describe("defectdojo", () => {
  const { findings } = json("defectdojo", [...SECRETS, evil(HOSTILE)]);
  const of = (name: string) =>
    findings.find((one: { unique_id_from_tool: string }) => one.unique_id_from_tool === secret(name).id);

  it("has fields that the import takes, and those that it needs", () => {
    for (const finding of findings) {
      expect(Object.keys(finding).filter((field) => !DOJO_FIELDS.includes(field))).toEqual([]);
      expect(finding).toMatchObject({ title: expect.any(String), description: expect.any(String) });
      expect(["Critical", "High", "Medium", "Low", "Info"]).toContain(finding.severity);
      expect(finding.date).toMatch(/^\d{4}-\d\d-\d\d$/);
      expect(finding.title.length).toBeLessThanOrEqual(511);
    }
  });

  it("says how the work stands", () => {
    expect(of("stripe")).toMatchObject({
      ...{ severity: "High", active: true, is_mitigated: false, false_p: false, cwe: 798 },
      ...{ file_path: expect.stringContaining("/etc/app/stripe.json"), line: 1, date: "2025-01-15" },
    });
    expect(of("slack")).toMatchObject({ active: false, is_mitigated: true, mitigated: "2026-11-22T10:00:00.000Z" });
    expect(of("documented")).toMatchObject({ active: false, is_mitigated: false, out_of_scope: true });
    expect(of("stripe").mitigation).toMatch(/^- verify: /m);
  });

  it("is Markdown that shows hostile text and nothing else", () => {
    expect(of("evil").description.replace(/(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)/gs, "")).not.toMatch(
      /(?<!\\)<script|(?<!\\)!\[i\]\(/,
    );
  });
});

describe("issues", () => {
  const { plan } = reportOf();

  it("are one for each open task, which the body or a label names", () => {
    const ids = plan.open.map(({ id }) => id);
    expect(lines("github-issues").map(({ body }) => /exhume-task:([0-9a-f]{12}) /.exec(body)?.[1])).toEqual(ids);
    expect(lines("jira-issues").map(({ fields }) => fields.labels[1])).toEqual(ids.map((id) => `exhume-${id}`));
  });

  it("go into a folder as a file each", () => {
    const { model, extra } = reportOf();
    for (const id of LINES_IDS) {
      const files = REPORT_FORMATS.find((format) => format.id === id)?.files?.(model, extra) ?? [];
      expect(files.map(({ name }) => name)).toEqual(plan.open.map((task) => `${task.id}.json`));
      expect(files.map(({ text }) => JSON.parse(text))).toEqual(lines(id));
    }
  });

  it("call nobody and link nothing on GitHub", () => {
    const calls = `@octocat \`@octocat ${HOSTILE}`;
    const [issue] = lines("github-issues", [
      secret("evil", { facts: { user: "@octocat", host: calls, [calls]: "x" } }),
    ]);
    const plain = issue.body.replace(/\\[\s\S]|(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, "");
    expect(plain).not.toMatch(/@octocat|<script|!\[i\]|\[click\]/);
    expect(issue.title).not.toContain("@");
  });

  it("break no line within a sentence, as GitHub shows every line break of an issue", () => {
    for (const { body } of lines("github-issues")) {
      const text: string = body.replace(/^ *(`{3,})[\s\S]*?^ *\1$/gm, "");
      for (const line of text.split("\n").filter(Boolean)) expect(line).toMatch(/^(?:<!--|#{3} |- | {2}- |\S.*[.:]$)/);
    }
  });

  it("say what comes first, since when it can be read, whose it is and by when it is due", () => {
    const openers = plan.open.filter(({ after }) => after.length > 0);
    expect(openers.length).toBeGreaterThan(0);
    const github = new Map(lines("github-issues").map(({ title, body }) => [title.slice(-12), body]));
    const jira = new Map(lines("jira-issues").map(({ fields }) => [fields.labels[1].slice(7), JSON.stringify(fields)]));
    for (const { id, after } of openers)
      for (const text of [github.get(id), jira.get(id)]) {
        for (const first of after) expect(text).toContain(first.id);
        expect(text).toMatch(/readable since[\s\S]*still served/);
        expect(text).toMatch(/Owner: .*(?:Due|Overdue since) /);
      }
  });

  it("are no longer than GitHub and Jira take", () => {
    const many = Array.from({ length: 3000 }, (_, at) =>
      occurrence({ path: `${"x".repeat(150)}${at}`, images: [image({ repository: `r${at}`, manifest: `m${at}` })] }),
    );
    const long = [secret("long", { title: "t".repeat(1000), occurrences: many, reasons: ["r".repeat(5000)] })];
    const [github] = lines("github-issues", long);
    const [jira] = lines("jira-issues", long);
    expect([github.title.length <= 256, github.body.length <= 65_536]).toEqual([true, true]);
    expect([jira.fields.summary.length <= 255, JSON.stringify(jira.fields.description).length <= 32_767]).toEqual([
      true,
      true,
    ]);
  });

  it("are documents of Atlassian whose text is in text nodes that are not empty", () => {
    const types = new Set<string>();
    const visit = (node: { type: string; text?: string; content?: readonly never[] }): void => {
      types.add(node.type);
      if (node.type === "text") expect(node.text).not.toBe("");
      for (const child of node.content ?? []) visit(child);
    };
    for (const { fields } of lines("jira-issues", [...SECRETS, evil(HOSTILE), evil("")])) {
      expect(fields.description).toMatchObject({ version: 1, type: "doc" });
      visit(fields.description);
      for (const label of fields.labels) expect(label).not.toMatch(/\s/);
    }
    expect([...types].sort()).toEqual(["bulletList", "codeBlock", "doc", "heading", "listItem", "paragraph", "text"]);
  });
});
