import { describe, expect, it } from "vitest";
import type { Secret } from "../../src/domain/rotation.ts";
import { planRotation } from "../../src/rotation/plan.ts";
import { image, NOW, occurrence, SECRETS, secret } from "../support/case.ts";
import { RUNBOOKS } from "../support/report.ts";

const planOf = (...secrets: readonly Secret[]) => planRotation(secrets, { runbooks: RUNBOOKS, now: NOW });
/** With what is worked out each time it is asked for. */
const shownOf = (plan: ReturnType<typeof planOf>) =>
  JSON.parse(JSON.stringify(plan, (_, value) => (typeof value === "function" ? value() : value)));
const shown = (parts: Parameters<typeof image>[0] = {}) => [occurrence({ images: [image(parts)] })];
const base = { provider: "slack", runbook: "slack", occurrences: shown() };

describe("planRotation", () => {
  it("is the same whatever the order of the secrets", () => {
    expect(shownOf(planOf(...[...SECRETS].reverse()))).toEqual(shownOf(planOf(...SECRETS)));
  });

  it("puts every secret in exactly one task", () => {
    const { open, closed, tests } = planOf(...SECRETS);
    const ids = [...open, ...closed, ...tests].flatMap((task) => task.secrets.map(({ id }) => id));
    expect(ids.sort()).toEqual(SECRETS.map(({ id }) => id).sort());
    expect(closed.map(({ state }) => state)).toEqual(["rotated"]);
    expect(tests.map(({ state }) => state)).toEqual(["test"]);
  });

  it.each<[string, Partial<Secret>, Partial<Secret>]>([
    ["a cloud key before a chat token", { provider: "aws" }, {}],
    ["a vault token before a database", { provider: "vault" }, { provider: "database" }],
    ["CI before money", { provider: "github" }, { provider: "stripe" }],
    ["an unclassed provider by its runbook", { provider: "acme", runbook: "database" }, { provider: "acme" }],
    ["critical before medium", { severity: "critical" }, { severity: "medium" }],
    ["sure before doubtful", {}, { confidence: "low" }],
    ["active before unknown", { validity: "active" }, {}],
    ["unknown before expired", {}, { facts: { exp: "2020-01-01" } }],
    ["live before deleted", {}, { occurrences: shown({ exposure: "deleted" }) }],
    ["tagged before untagged", {}, { occurrences: shown({ tags: [] }) }],
    ["present before gone", { occurrences: shown({ tags: [] }) }, { occurrences: shown({ present: false }) }],
    ["a registry before an archive", {}, { occurrences: shown({ registry: "oci:dir" }) }],
    [
      "many images before one",
      { occurrences: [occurrence({ images: ["a", "b", "c", "d"].map((manifest) => image({ manifest })) })] },
      {},
    ],
  ])("%s", (_, first, second) => {
    const [a, b] = [secret("first", { ...base, ...first }), secret("second", { ...base, ...second })];
    expect(planOf(b, a).open.map(({ id }) => id)).toEqual([a.id, b.id]);
  });

  it.each([
    ["PGPASSWORD", "postgres"],
    ["MYSQL_PWD", "mysql"],
    ["DB_PWD", "database"],
  ])("a password that a database client takes from %s has the steps of %s", (name, runbook) => {
    const [task] = planOf(secret("db", { runbook: "database", occurrences: [occurrence({ name })] })).open;
    expect(task?.runbook.id).toBe(runbook);
  });

  it("says how this kind overlaps where its runbook says otherwise", () => {
    const [same, other] = planOf(secret("same", base), secret("other", { ...base, overlap: "E" })).open;
    const overlaps = [same, other].map((task) => [task?.secrets[0]?.overlap, task?.runbook.overlap]);
    expect(overlaps).toContainEqual([undefined, RUNBOOKS.get("slack")?.overlap]);
    expect(overlaps).toContainEqual(["E", "E"]);
  });

  it("explains every point", () => {
    const { open, tests } = planOf(...SECRETS);
    for (const { risk } of [...open, ...tests]) {
      expect(risk.terms.reduce((sum, { points }) => sum + points, 0)).toBe(risk.score);
      expect(risk.terms.every(({ reason, points }) => reason !== "" && points !== 0)).toBe(true);
    }
    expect(tests[0]!.risk.score).toBeLessThan(open.at(-1)!.risk.score);
  });

  it("keeps a credential open until each of its secrets is done", () => {
    const at = (ruleId: string, line: number) => [occurrence({ ruleId, line })];
    const lead = secret("a", { ruleId: "aws-access-key-id", occurrences: at("aws-access-key-id", 1) });
    const half = secret("b", { ruleId: "aws-secret-access-key", occurrences: at("aws-secret-access-key", 2) });
    expect(planOf({ ...lead, state: "rotated" }, { ...half, state: "disabled" }).open[0]).toMatchObject({
      id: lead.id,
      state: "disabled",
    });
    expect(planOf({ ...lead, state: "rotated" }, { ...half, state: "rotated" }).open).toEqual([]);
  });

  it("ticks what the state says, and a purge only when no image is left", () => {
    const done = (state: Secret["state"], present?: boolean) => {
      const occurrences = present === undefined ? [] : shown({ present });
      const { open, closed } = planOf(secret("x", { state, occurrences }));
      return [...open, ...closed][0]!.steps.filter((step) => step.done).map(({ kind }) => kind);
    };
    expect(done("new", true)).toEqual([]);
    expect(done("deployed", true)).toEqual(["create", "deploy"]);
    expect(done("rotated", true)).toEqual(["contain", "create", "deploy", "disable", "soak", "delete"]);
    expect(done("verified", false)).toContain("purge");
    expect(done("verified")).not.toContain("purge");
  });

  it("counts each image once with its worst exposure, and gives the first day to the logs", () => {
    const both = secret("x", {
      occurrences: [
        occurrence({ images: [image({ exposure: "deleted", since: "2026-02-01T00:00:00Z" })] }),
        occurrence({ path: "b", images: [image({ since: "2026-02-01T00:00:00Z" })] }),
      ],
    });
    const [task] = planOf(both).open;
    expect(task!.images().map(({ exposure }) => exposure)).toEqual(["live"]);
    expect(task!.exposures().map(({ exposure, place }) => `${exposure} ${place}`)).toEqual([
      "live b",
      "deleted app/.env",
    ]);
    expect(task!.logs[0]!.text).toContain("2026-02-01");
  });

  it("uses the generic runbook of the overlap class that the rule tells, and no other's", () => {
    const used = (parts: Partial<Secret>) => planOf(secret("x", parts)).open[0]!.runbook;
    expect(used({ runbook: "generic" }).id).toBe("generic");
    for (const overlap of ["A", "B", "C", "D", "E"] as const)
      expect(used({ runbook: "generic", overlap })).toMatchObject({ id: `generic-${overlap.toLowerCase()}`, overlap });
    expect(used({ runbook: "nobody", overlap: "C" }).id).toBe("generic-c");
    expect(used({ runbook: "heroku", overlap: "C" }).id).toBe("heroku");
  });

  it("uses the runbook of the service that the name of a generic secret tells", () => {
    const used = (name: string) =>
      planOf(secret("x", { occurrences: [occurrence({ name, images: [image()] })] })).open[0]!.runbook.id;
    expect(used("HEROKU_API_KEY")).toBe("heroku");
    expect(used("app.vaultToken")).toBe("vault");
    expect(used("VAULT_OF_SHOP")).toBe("generic");
  });

  it.each<[string, Parameters<typeof image>[0], string]>([
    ["from the first image until today, while it is served", {}, "2026-03-01 2026-11-23"],
    ["until it was found gone", { present: false, goneSince: "2026-06-07T00:00:00Z" }, "2026-03-01 2026-06-07"],
    ["left open where nobody saw it go", { present: false }, "2026-03-01 <UNTIL>"],
  ])("gives the days of the window to the logs: %s", (_, parts, expected) => {
    const generic = RUNBOOKS.get("generic")!;
    const runbooks = new Map([["generic", { ...generic, logs: [{ text: "{{since}} {{until}}" }] }]]);
    const [task] = planRotation([secret("x", { occurrences: shown(parts) })], { runbooks, now: NOW }).open;
    expect(task?.logs[0]?.text).toBe(expected);
  });

  it("uses the generic runbook for an id it does not know", () => {
    expect(planOf(secret("x", { runbook: "nobody" })).open[0]!.runbook.id).toBe("generic");
  });
});
