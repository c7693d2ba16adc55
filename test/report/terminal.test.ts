import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { secretLines } from "../../src/report/case-summary.ts";
import { columns } from "../../src/report/columns.ts";
import { secretText } from "../../src/report/secret-text.ts";
import { secretRow, secretsTable } from "../../src/report/secrets-table.ts";
import { digest, GAPS, HOSTILE, image, occurrence, SECRETS, secret } from "../support/case.ts";
import { reportOf } from "../support/report.ts";
import { statusOf } from "../support/status.ts";

const golden = (name: string) => resolve(import.meta.dirname, "../../fixtures/report", name);
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/;
const widest = (text: string): number => Math.max(...text.split("\n").map(columns));
const hostile = [
  secret("x", { title: HOSTILE, facts: { user: HOSTILE }, occurrences: [occurrence({ path: HOSTILE })] }),
  secret("y", { title: "秘密".repeat(40) }),
];
const lost = Array.from({ length: 40 }, (_, index) => ({
  scope: "blob" as const,
  subject: `registry.example/${"very-".repeat(20)}long@${digest(String(index))}`,
  status: "partial" as const,
  reason: HOSTILE,
  path: HOSTILE,
}));

describe("statusText", () => {
  it("is the golden one", async () => {
    await expect(statusOf(reportOf())).toMatchFileSnapshot(golden("status.txt"));
  });

  it.each([
    ["the case", SECRETS, GAPS],
    ["nothing", [], []],
    ["hostile texts and a long ledger", [...hostile, ...SECRETS], lost],
  ] as const)("fits one screen: %s", (_, secrets, entries) => {
    const text = statusOf(reportOf(secrets, entries));
    expect(text.trimEnd().split("\n").length).toBeLessThanOrEqual(22);
    expect(widest(text)).toBeLessThanOrEqual(80);
    expect(text).not.toMatch(CONTROL);
  });

  it("names a credential once, and its open half when the other is done", () => {
    const pair = SECRETS.filter(({ provider, state }) => provider === "aws" && state !== "test");
    expect(statusOf(reportOf(pair))).toContain("AWS access key id and 1 more");
    const half = pair.map((one) => (one.ruleId === "aws-access-key-id" ? { ...one, state: "rotated" as const } : one));
    expect(statusOf(reportOf(half))).toContain("AWS secret access key");
  });
});

describe("secretsTable", () => {
  const rowsOf = (...secrets: Parameters<typeof reportOf>) => secretLines(reportOf(...secrets).plan).map(secretRow);

  it("is the golden one", async () => {
    await expect(secretsTable(rowsOf())).toMatchFileSnapshot(golden("secrets.txt"));
  });

  it("keeps one row of 80 columns per secret, whatever the titles hold", () => {
    const text = secretsTable(rowsOf(hostile));
    expect(text.trimEnd().split("\n")).toHaveLength(3);
    expect(widest(text)).toBeLessThanOrEqual(80);
    expect(text).not.toMatch(CONTROL);
  });

  it("inks the heading and each severity, and nothing else", () => {
    const inked = secretsTable(rowsOf(), { ink: (role, text) => `<${role}:${text}>` }).split("\n");
    const plain = secretsTable(rowsOf()).split("\n");
    expect(inked[0]).toBe(`<heading:${plain[0]}>`);
    expect(new Set(inked.slice(1, -1).map((line) => /<.*?>/.exec(line)?.[0]))).toContain("<critical:critical>");
    expect(inked.slice(1, -1).map((line) => line.replace(/<(\w+):\1>/, "$1"))).toEqual(plain.slice(1, -1));
  });
});

describe("secretText", () => {
  const { plan } = reportOf();
  const textOf = (provider: string) =>
    secretText([...plan.open, ...plan.closed].find(({ secrets }) => secrets[0]?.provider === provider)!);

  it("is the golden one", async () => {
    await expect(textOf("database")).toMatchFileSnapshot(golden("secret.txt"));
  });

  it("says who deleted the file and that it is still served", () => {
    expect(textOf("aws").replace(/\s+/g, " ")).toContain(
      "deleted: app/.env from layer 2 COPY . /app, by layer 4 RUN rm -f /app/.env; still served (1 image, 2 tags)",
    );
  });

  it("prints every term of the risk, and the log of the work", () => {
    const [task] = plan.open;
    for (const { reason } of task!.risk.terms) expect(secretText(task!)).toContain(reason);
    expect(textOf("slack")).toContain("2026-11-22T10:00:00 lee: new -> rotated");
  });

  it("shows the beginning of a history line of megabytes, in no time", () => {
    const images = [image({ exposure: "history", historyLine: `RUN echo ${"`a `` ".repeat(300_000)}` })];
    const [task] = reportOf([secret("x", { occurrences: [occurrence({ images })] })]).plan.open;
    const start = performance.now();
    expect(secretText(task!).length).toBeLessThan(10_000);
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it("prints no control character of an image", () => {
    const { plan: strange } = reportOf(hostile);
    for (const task of strange.open) expect(secretText(task)).not.toMatch(CONTROL);
  });
});
