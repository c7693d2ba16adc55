import { describe, expect, it, onTestFinished } from "vitest";
import { type Checks, type PlanChecks, planChecks } from "../../src/audit/verify-checks.ts";
import { type Verified, type VerifySecrets, verifySecrets } from "../../src/audit/verify-secrets.ts";
import type { Secret, WorkEvent } from "../../src/domain/rotation.ts";
import { UserError } from "../../src/domain/user-error.ts";
import { planRotation } from "../../src/rotation/plan.ts";
import type { Runbook } from "../../src/rotation/runbook.ts";
import { VERIFIERS } from "../../src/verify/index.ts";
import { NOW, secret } from "../support/case.ts";
import { collect } from "../support/collect.ts";
import { type ProviderAnswer, startProvider } from "../support/provider.ts";
import { PLACES } from "../support/question.ts";
import { expand } from "../support/samples.ts";

const signal = new AbortController().signal;
const GENERIC: Runbook = {
  id: "generic",
  title: "Secret",
  overlap: "B",
  reviewed: "2026-01-01",
  sources: [],
  sideEffects: "",
  privilege: "",
  steps: [],
  logs: [],
};

const token = (name: string, parts: Partial<Secret> = {}): Secret =>
  secret(name, { ruleId: "github-personal-access-token", title: "GitHub token", ...parts });
const valueFor = (id: string): string => expand("ghp_<base62:30><crc32>", Number.parseInt(id.slice(0, 6), 16));

const plan = (secrets: readonly Secret[], options: Partial<PlanChecks> = {}): Checks => {
  const { open, closed, tests } = planRotation(secrets, { runbooks: new Map([["generic", GENERIC]]), now: NOW });
  return planChecks([...open, ...closed, ...tests], {
    verifiers: VERIFIERS,
    places: PLACES,
    now: NOW,
    forceCanary: false,
    ...options,
  });
};

interface Run {
  readonly secrets: readonly Secret[];
  readonly answer: (path: string, nth: number) => ProviderAnswer;
  readonly provider?: string;
  readonly input?: Partial<VerifySecrets>;
}

const run = async ({ secrets, answer, provider = "github", input = {} }: Run) => {
  const started = await startProvider(({ path }) => answer(path, started.asked.length));
  onTestFinished(started.close);
  const places = { ...PLACES, endpoints: new Map([[provider, started.url]]) };
  const log: WorkEvent[] = [];
  const ended: readonly Verified[] = await collect(
    verifySecrets(
      {
        checks: plan(secrets, { places }).ready,
        reveal: async ({ secret: { id } }) => ({ value: valueFor(id) }),
        append: (events) => log.push(...events),
        places,
        actor: "ann",
        now: () => NOW,
        pauseMs: 0,
        ...input,
      },
      signal,
    ),
  );
  return { ended, log, asked: started.asked, host: started.host };
};

describe("planChecks", () => {
  it.each<[string, Partial<Secret>, RegExp]>([
    ["a canary", { facts: { canary: true } }, /canary/],
    ["an account of canaries", { facts: { account: "052310077262" } }, /canary/],
    ["a malformed one", { validity: "malformed" }, /malformed/],
    ["one without a known end", { facts: { end: "unknown" } }, /may be longer than the secret/],
    ["an expired one", { facts: { expiresAt: "2026-01-01T00:00:00Z" } }, /expired by construction: expired 2026-01-01/],
    ["a documented example", { state: "test" }, /example/],
    ["somebody else's", { state: "third-party" }, /somebody else's/],
    ["an accepted one", { state: "accepted" }, /accepted/],
    ["a false positive", { state: "false-positive" }, /false positive/],
  ])("%s is left out, and why is said", (_, parts, reason) => {
    const { ready, leftOut } = plan([token("left", parts), token("right")]);
    expect(leftOut.map((one) => [one.secret.id, one.reason])).toEqual([
      [secret("left").id, expect.stringMatching(reason)],
    ]);
    expect(ready.map(({ secrets }) => secrets[0]?.id)).toEqual([secret("right").id]);
  });

  it("a canary is asked about only by force", () => {
    const canary = token("canary", { facts: { canary: true } });
    expect(plan([canary], { only: new Set([canary.fingerprint]) }).ready).toEqual([]);
    expect(plan([canary], { forceCanary: true }).ready).toHaveLength(1);
  });

  it("a rotated one may be asked about: that is how it is proven dead", () => {
    expect(plan([token("old", { state: "rotated" })]).ready).toHaveLength(1);
  });

  it("only what was named, and a dead one only when it was", () => {
    const dead = token("dead", { events: [verified("dead", { status: "dead", provider: "GitHub" })] });
    const other = token("other");
    expect(plan([dead, other]).ready.map(({ secrets }) => secrets[0]?.id)).toEqual([other.id]);
    const named = plan([dead, other], { only: new Set([dead.fingerprint]) });
    expect(named.ready.map(({ secrets }) => secrets[0]?.id)).toEqual([dead.id]);
  });
});

const verified = (name: string, data: WorkEvent["data"]): WorkEvent => ({
  fingerprint: secret(name).fingerprint,
  kind: "verified",
  state: "new",
  actor: "ann",
  at: "2026-11-20T00:00:00.000Z",
  ...(data === undefined ? {} : { data }),
});

describe("verifySecrets", () => {
  it("records what was said, with what it rests on", async () => {
    const one = token("one", { state: "deployed" });
    const { ended, log, host } = await run({ secrets: [one], answer: () => ({ body: { login: "octocat" } }) });
    expect(ended).toMatchObject([{ status: "active", reason: "it works" }]);
    expect(log).toEqual([
      {
        fingerprint: one.fingerprint,
        kind: "verified",
        state: "deployed",
        actor: "ann",
        at: NOW.toISOString(),
        note: "GitHub: active, it works",
        data: {
          who: "octocat",
          provider: "GitHub",
          status: "active",
          endpoint: host,
          reason: "it works",
          httpStatus: 200,
        },
      },
    ]);
    expect(JSON.stringify([ended, log])).not.toContain(valueFor(one.id));
  });

  it("stops at a limit, and asks about the others not at all", async () => {
    const answer = (_: string, nth: number): ProviderAnswer =>
      nth === 1
        ? { status: 401, body: { message: "Bad credentials" } }
        : { status: 429, headers: { "retry-after": "9" } };
    const { ended, log, asked } = await run({ secrets: ["a", "b", "c"].map((name) => token(name)), answer });
    expect(ended.map(({ status }) => status)).toEqual(["dead", "unknown", undefined]);
    expect(ended[2]?.reason).toBe("not asked: the provider limits calls, try again in 9 s");
    expect(asked).toHaveLength(2);
    expect(log.map(({ data }) => [data?.status, data?.retryAfter])).toEqual([
      ["dead", undefined],
      ["unknown", 9],
    ]);
  });

  it("a value that is gone is not asked about, and the next one is", async () => {
    const reveal: VerifySecrets["reveal"] = async ({ secret: { id } }) => {
      if (id === secret("a").id) throw new UserError({ code: "GONE", message: "the blob is gone", hint: "" });
      return { value: valueFor(id) };
    };
    const { ended, log } = await run({
      secrets: [token("a"), token("b")],
      answer: () => ({ body: { login: "octocat" } }),
      input: { reveal },
    });
    expect(ended.map(({ status, reason }) => status ?? reason).sort()).toEqual([
      "active",
      "not asked: the blob is gone",
    ]);
    expect(log).toHaveLength(1);
  });

  it("a refusal that may have another reason is death only where it was let in before", async () => {
    const answer = (): ProviderAnswer => ({ status: 401, body: { message: "401 Unauthorized" } });
    const gitlab = { ruleId: "gitlab-personal-access-token" };
    const first = await run({ secrets: [token("g", gitlab)], answer, provider: "gitlab" });
    expect(first.log[0]?.data?.status).toBe("unknown");
    const started = await startProvider(answer);
    onTestFinished(started.close);
    const before = verified("g", { status: "active", endpoint: started.host });
    const places = { ...PLACES, endpoints: new Map([["gitlab", started.url]]) };
    const { ready } = plan([token("g", { ...gitlab, events: [before] })], { places });
    const [again] = await collect(
      verifySecrets(
        {
          checks: ready,
          reveal: async ({ secret: { id } }) => ({ value: valueFor(id) }),
          append: () => undefined,
          places,
          actor: "ann",
          now: () => NOW,
          pauseMs: 0,
        },
        signal,
      ),
    );
    expect(again).toMatchObject({ status: "dead", reason: "not known to this instance; it was let in before" });
  });
});
