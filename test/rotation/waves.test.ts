import { describe, expect, it } from "vitest";
import type { Occurrence, Secret } from "../../src/domain/rotation.ts";
import { planRotation } from "../../src/rotation/plan.ts";
import { digest, image, NOW, occurrence, SECRETS, secret } from "../support/case.ts";
import { RUNBOOKS } from "../support/report.ts";

const planOf = (...secrets: readonly Secret[]) => planRotation(secrets, { runbooks: RUNBOOKS, now: NOW });
const of = (provider: string, at: Partial<Occurrence> = {}, parts: Partial<Secret> = {}) =>
  secret(`${provider} ${JSON.stringify(at)}`, { provider, title: provider, occurrences: [occurrence(at)], ...parts });
const elsewhere = { blob: digest("elsewhere"), images: [image({ repository: "else", manifest: digest("else") })] };
const afterOf = (second: Secret, ...others: readonly Secret[]) =>
  planOf(...others, second)
    .open.find(({ id }) => id === second.id)
    ?.after.map(({ reason }) => reason);

describe("waves", () => {
  it.each<[string, Secret, number]>([
    ["a secret store", of("vault"), 1],
    ["CI", of("github"), 1],
    ["a package registry", of("npm"), 2],
    ["a database", of("database"), 3],
    ["chat", of("slack"), 4],
    ["what nobody knows", of("generic"), 4],
    ["an expired store token", of("vault", {}, { facts: { exp: "2026-01-01" } }), 5],
    ["a malformed token", of("github", {}, { validity: "malformed" }), 5],
    ["a canary", of("aws", {}, { facts: { canary: true } }), 5],
  ])("%s", (_, one, wave) => {
    expect(planOf(one).waves.map((each) => [each.wave, each.tasks.length])).toEqual([[wave, 1]]);
  });

  it("are in order, say why, and hold every open task once in the order of the plan", () => {
    const { open, waves } = planOf(...SECRETS, of("slack"), of("npm"), of("vault"));
    expect(waves.map(({ wave }) => wave)).toEqual([1, 2, 3, 4, 5]);
    expect(waves.flatMap(({ tasks }) => tasks)).toEqual(open);
    expect(waves.every(({ title, reason }) => title !== "" && reason.length > 20)).toBe(true);
    for (const { tasks } of waves) {
      const scores = tasks.map(({ risk }) => risk.score);
      expect(scores).toEqual([...scores].sort((a, b) => b - a));
    }
  });

  it("never put a canary first, whatever it would open", () => {
    const canary = of("aws", {}, { severity: "critical", validity: "active", facts: { canary: true } });
    expect(planOf(canary, of("generic", elsewhere, { severity: "low" })).open.at(-1)?.id).toBe(canary.id);
  });
});

describe("chains", () => {
  const vault = of("vault", { path: "app/.env" });

  it.each<[string, Secret, readonly string[]]>([
    [
      "one document",
      of("database", { line: 9 }),
      [`vault stands with it in app/.env of ${digest("layer").slice(0, 19)}`],
    ],
    ["one image", of("database", { path: "other" }), ["vault stands with it in registry.example/team/shop:1.0"]],
    ["nothing shared", of("database", elsewhere), []],
    ["the same wave", of("aws", { line: 2 }), []],
    ["what needs no replacement", of("database", { line: 2 }, { validity: "malformed" }), []],
  ])("by %s", (_, second, reasons) => {
    expect(afterOf(second, vault)).toEqual(reasons);
  });

  it("by one config, in whatever field", () => {
    const env = (name: string) => ({ kind: "env", path: `Env[${name}]`, blob: digest("config") }) as const;
    expect(afterOf(of("database", env("DATABASE_URL")), of("vault", env("VAULT_TOKEN")))).toEqual([
      `vault stands with it in config ${digest("config").slice(0, 19)}`,
    ]);
  });

  it("hold nothing up for work that is done, or for what is only guessed", () => {
    const second = of("database", { line: 9 });
    expect(afterOf(second, { ...vault, state: "rotated" })).toEqual([]);
    expect(afterOf(second, { ...vault, confidence: "low" })).toEqual([]);
  });

  it("name the closest three, riskiest first, and never lead back", () => {
    const stores = ["a", "b", "c", "d"].map((name, line) =>
      secret(name, {
        provider: "vault",
        title: name,
        severity: name === "d" ? "critical" : "high",
        occurrences: [occurrence({ line })],
      }),
    );
    const plan = planOf(of("slack", { line: 8 }), of("database", { line: 9 }), ...stores);
    const waves = new Map(plan.open.map(({ id, wave }) => [id, wave]));
    for (const { wave, after } of plan.open) for (const { id } of after) expect(waves.get(id)).toBeLessThan(wave);
    const [first] = plan.open.at(-1)?.after ?? [];
    expect(plan.open.at(-1)?.after.length).toBe(3);
    expect(first?.id).toBe(secret("d").id);
  });
});
