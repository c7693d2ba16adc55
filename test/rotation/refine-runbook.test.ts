import { describe, expect, it } from "vitest";
import type { Secret } from "../../src/domain/rotation.ts";
import { planRotation } from "../../src/rotation/plan.ts";
import { NOW, occurrence, secret } from "../support/case.ts";
import { RUNBOOKS } from "../support/report.ts";

const runbookOf = (parts: Partial<Secret>) => {
  const [task] = planRotation([secret("one", parts)], { runbooks: RUNBOOKS, now: NOW }).open;
  return task?.runbook;
};
const at = (path: string) => ({ occurrences: [occurrence({ path })] });
const named = (name: string) => ({ occurrences: [occurrence({ name })] });

describe("the runbook of a secret", () => {
  it.each<[string, Partial<Secret>, string]>([
    ["a URL goes by its scheme", { runbook: "database", facts: { scheme: "postgresql" } }, "postgres"],
    ["however it is written", { runbook: "database", facts: { scheme: "MySQL" } }, "mysql"],
    ["a key goes by its format", { runbook: "tls-key", facts: { format: "PGP" } }, "pgp-key"],
    ["or by where it stands", { runbook: "ssh-key", ...at("etc/ssh/ssh_host_ed25519_key") }, "ssh-host-key"],
    ["a token by its issuer", { runbook: "jwt", facts: { iss: "supabase" } }, "supabase-jwt"],
    ["a scheme that no runbook knows", { runbook: "database", facts: { scheme: "cassandra" } }, "database"],
    ["no scheme", { runbook: "database" }, "database"],
    ["a password goes by the words of its name", named("POSTGRES_PASSWORD"), "postgres"],
    ["in camel case too", named("shopRedisPassword"), "redis"],
    ["all words are there", named("REDIS_REST_TOKEN"), "generic"],
    ["a key that signs tokens", named("JWT_SECRET"), "jwt-signing-key"],
    ["words are whole", named("PREDISPOSED_PASSWORD"), "generic"],
    ["the name says nothing of what a vendor's rule found", { ...named("REDIS_TOKEN"), runbook: "github" }, "github"],
  ])("%s", (_, parts, id) => {
    expect(runbookOf(parts)?.id).toBe(id);
  });

  it("takes the overlap class from the runbook that it went to", () => {
    const facts = { scheme: "redis" };
    expect(runbookOf({ runbook: "database", overlap: "C", facts })?.overlap).toBe(RUNBOOKS.get("redis")?.overlap);
    expect(runbookOf({ runbook: "database", overlap: "E" })?.overlap).toBe("E");
  });
});
