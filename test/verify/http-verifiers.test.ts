import { describe, expect, it, onTestFinished } from "vitest";
import type { Facts } from "../../src/domain/finding.ts";
import type { Answer } from "../../src/verify/verifier.ts";
import { secret } from "../support/case.ts";
import { type Asked, type ProviderAnswer, startProvider, type TestProvider } from "../support/provider.ts";
import { PLACES, questionOf, verifierOf } from "../support/question.ts";
import { expand } from "../support/samples.ts";

const signal = new AbortController().signal;
const value = expand("<alnum:40>", 7);

const provider = async (answer: (asked: Asked) => ProviderAnswer): Promise<TestProvider> => {
  const started = await startProvider(answer);
  onTestFinished(started.close);
  return started;
};

interface Row {
  readonly id: string;
  readonly rule: string;
  readonly facts?: Facts;
  readonly user?: string;
  readonly answer: ProviderAnswer;
}

const ask = async ({
  id,
  rule,
  facts = {},
  user,
  answer,
}: Row): Promise<{ answer: Answer; asked: readonly Asked[] }> => {
  const { url, asked } = await provider(() => answer);
  const verifier = verifierOf(id);
  const question = questionOf(verifier, [secret("x", { ruleId: rule, facts })], {
    values: { secret: value },
    places: { endpoints: new Map([[id, url]]) },
    ...(user === undefined ? {} : { user }),
  });
  return { answer: await verifier.verify(question, signal), asked };
};

const GITHUB = { id: "github", rule: "github-personal-access-token" };
const INSTALLATION = { id: "github", rule: "github-installation-token" };
const GITLAB = { id: "gitlab", rule: "gitlab-personal-access-token" };
const NPM = { id: "npm", rule: "npm-access-token" };
const SLACK = { id: "slack", rule: "slack-token" };
const STRIPE = { id: "stripe", rule: "stripe-restricted-key" };
const HUB = { id: "docker-hub", rule: "docker-hub-token", user: "ann" };
const HF = { id: "huggingface", rule: "huggingface-token" };
const OPENAI = { id: "openai", rule: "openai-api-key" };
const ANTHROPIC = { id: "anthropic", rule: "anthropic-api-key", facts: { kind: "API" } };

describe("what a provider says", () => {
  it.each<[string, Row, string, Answer["status"], Facts | undefined]>([
    [
      "GitHub knows it",
      { ...GITHUB, answer: { headers: { "x-oauth-scopes": "repo" }, body: { login: "octocat", email: "o@corp" } } },
      "GET /user",
      "active",
      { who: "octocat", scopes: "repo" },
    ],
    [
      "GitHub does not",
      { ...GITHUB, answer: { status: 401, body: { message: "Bad credentials" } } },
      "GET /user",
      "dead",
      undefined,
    ],
    [
      "a 401 that is not GitHub's",
      { ...GITHUB, answer: { status: 401, body: "no" } },
      "GET /user",
      "unknown",
      undefined,
    ],
    [
      "a page in place of GitHub",
      { ...GITHUB, answer: { body: "<html>login</html>" } },
      "GET /user",
      "unknown",
      undefined,
    ],
    [
      "an installation",
      { ...INSTALLATION, answer: { body: { total_count: 1, repositories: [{ owner: { login: "corp" } }] } } },
      "GET /installation/repositories?per_page=1",
      "active",
      { who: "corp" },
    ],
    [
      "GitLab knows it",
      {
        ...GITLAB,
        answer: { body: { name: "ci", user_id: 7, active: true, scopes: ["api", "sudo"], expires_at: null } },
      },
      "GET /api/v4/personal_access_tokens/self",
      "active",
      { who: "ci", account: 7, scopes: "api, sudo" },
    ],
    [
      "GitLab revoked it",
      { ...GITLAB, answer: { status: 401, body: { error: "invalid_token", error_description: "Token was revoked." } } },
      "GET /api/v4/personal_access_tokens/self",
      "dead",
      undefined,
    ],
    [
      "another GitLab's token",
      { ...GITLAB, answer: { status: 401, body: { message: "401 Unauthorized" } } },
      "GET /api/v4/personal_access_tokens/self",
      "refused",
      undefined,
    ],
    [
      "a narrow token of GitLab",
      { ...GITLAB, answer: { status: 403, body: { error: "insufficient_scope" } } },
      "GET /api/v4/personal_access_tokens/self",
      "active",
      undefined,
    ],
    ["npm knows it", { ...NPM, answer: { body: { username: "ann" } } }, "GET /-/whoami", "active", { who: "ann" }],
    ["npm does not", { ...NPM, answer: { status: 401, body: {} } }, "GET /-/whoami", "dead", undefined],
    [
      "Slack knows it",
      { ...SLACK, answer: { body: { ok: true, user: "bot", team: "Corp", team_id: "T1", url: "https://corp" } } },
      "POST /api/auth.test",
      "active",
      { who: "bot", account: "Corp", workspace: "T1" },
    ],
    [
      "Slack revoked it",
      { ...SLACK, answer: { body: { ok: false, error: "token_revoked" } } },
      "POST /api/auth.test",
      "dead",
      undefined,
    ],
    [
      "Slack leaves it open",
      { ...SLACK, answer: { body: { ok: false, error: "invalid_auth" } } },
      "POST /api/auth.test",
      "refused",
      undefined,
    ],
    [
      "Slack is ill",
      { ...SLACK, answer: { body: { ok: false, error: "internal_error" } } },
      "POST /api/auth.test",
      "unknown",
      undefined,
    ],
    [
      "Stripe knows it",
      {
        ...STRIPE,
        answer: { body: { object: "account", id: "acct_1", email: "a@corp", business_profile: { name: "Shop" } } },
      },
      "GET /v1/account",
      "active",
      { who: "Shop", account: "acct_1" },
    ],
    [
      "Stripe rolled it",
      { ...STRIPE, answer: { status: 401, body: { error: { code: "api_key_expired" } } } },
      "GET /v1/account",
      "dead",
      undefined,
    ],
    [
      "Stripe does not know it",
      { ...STRIPE, answer: { status: 401, body: { error: { message: "Invalid API Key provided: rk_live_***x" } } } },
      "GET /v1/account",
      "dead",
      undefined,
    ],
    [
      "a narrow key of Stripe",
      { ...STRIPE, answer: { status: 403, body: { error: { type: "invalid_request_error" } } } },
      "GET /v1/account",
      "active",
      undefined,
    ],
    [
      "Docker Hub knows it",
      { ...HUB, answer: { body: { access_token: "t" } } },
      "POST /v2/auth/token",
      "active",
      undefined,
    ],
    [
      "Docker Hub does not",
      { ...HUB, answer: { status: 401, body: { detail: "Incorrect authentication credentials" } } },
      "POST /v2/auth/token",
      "dead",
      undefined,
    ],
    [
      "Docker Hub asks for a second factor",
      { ...HUB, answer: { status: 401, body: { detail: "Require secondary authentication on MFA enabled account" } } },
      "POST /v2/auth/token",
      "active",
      undefined,
    ],
    [
      "Hugging Face knows it",
      { ...HF, answer: { body: { type: "user", name: "ann", auth: { accessToken: { role: "write" } } } } },
      "GET /api/whoami-v2",
      "active",
      { who: "ann", account: "user", scopes: "write" },
    ],
    [
      "Hugging Face does not",
      { ...HF, answer: { status: 401, body: { error: "Invalid username or password." } } },
      "GET /api/whoami-v2",
      "dead",
      undefined,
    ],
    [
      "OpenAI knows it",
      { ...OPENAI, answer: { headers: { "openai-organization": "corp" }, body: { object: "list", data: [] } } },
      "GET /v1/models",
      "active",
      { who: "corp" },
    ],
    [
      "OpenAI knows an admin key",
      { ...OPENAI, facts: { kind: "admin" }, answer: { body: { object: "list", data: [] } } },
      "GET /v1/organization/projects?limit=1",
      "active",
      undefined,
    ],
    [
      "OpenAI does not",
      { ...OPENAI, answer: { status: 401, body: { error: { code: "invalid_api_key" } } } },
      "GET /v1/models",
      "dead",
      undefined,
    ],
    [
      "OpenAI does not like the address",
      { ...OPENAI, answer: { status: 401, body: { error: { code: "ip_not_authorized" } } } },
      "GET /v1/models",
      "unknown",
      undefined,
    ],
    [
      "Anthropic knows it",
      { ...ANTHROPIC, answer: { headers: { "anthropic-organization-id": "o1" }, body: { data: [] } } },
      "GET /v1/models?limit=1",
      "active",
      { who: "o1" },
    ],
    [
      "Anthropic does not",
      { ...ANTHROPIC, answer: { status: 401, body: { type: "error", error: { type: "authentication_error" } } } },
      "GET /v1/models?limit=1",
      "dead",
      undefined,
    ],
    ["a server that is ill", { ...STRIPE, answer: { status: 500, body: {} } }, "GET /v1/account", "unknown", undefined],
    ["a 404", { ...OPENAI, answer: { status: 404, body: {} } }, "GET /v1/models", "unknown", undefined],
  ])("%s", async (_, row, call, status, about) => {
    const { answer, asked } = await ask(row);
    expect([answer.status, answer.about]).toEqual([status, about]);
    expect(answer.httpStatus).toBe(row.answer.status ?? 200);
    expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual([call]);
    expect(JSON.stringify(asked)).toContain(value);
    expect(JSON.stringify(answer)).not.toContain(value);
  });

  it.each<[string, ProviderAnswer, number | undefined]>([
    ["429", { status: 429, headers: { "retry-after": "17" } }, 17],
    ["429 without a time", { status: 429 }, undefined],
    ["503 with a time", { status: 503, headers: { "retry-after": "5" } }, 5],
    ["nothing left", { status: 403, headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1000000000" } }, 0],
  ])("a limit (%s) says nothing of the secret", async (_, sent, retryAfter) => {
    const { answer } = await ask({ ...GITHUB, answer: { body: { message: "Bad credentials" }, ...sent } });
    expect(answer).toMatchObject({ status: "unknown", limited: true });
    expect(answer.retryAfter).toBe(retryAfter);
  });
});

describe("where a value goes", () => {
  it("no redirect is followed, to elsewhere or not", async () => {
    const elsewhere = await provider(() => ({ body: { login: "thief" } }));
    for (const location of [`${elsewhere.url}/user`, "/other", `http://${value}.evil.test/`]) {
      const { answer, asked } = await ask({ ...GITHUB, answer: { status: 302, headers: { location } } });
      expect(answer).toMatchObject({ status: "unknown", reason: expect.stringContaining("redirected") });
      expect(asked).toHaveLength(1);
      expect(JSON.stringify(answer)).not.toContain(value);
    }
    expect(elsewhere.asked).toEqual([]);
  });

  it("what would break a header is not sent", async () => {
    const { url, asked } = await provider(() => ({}));
    const verifier = verifierOf("stripe");
    const question = questionOf(verifier, [secret("x", { ruleId: STRIPE.rule })], {
      values: { secret: `${value}\r\nx: y` },
      places: { endpoints: new Map([["stripe", url]]) },
    });
    expect(await verifier.verify(question, signal)).toMatchObject({ status: "unknown" });
    expect(asked).toEqual([]);
  });

  it("a user and a token in base64 go as what they are", async () => {
    const { url, asked } = await provider(() => ({ body: { access_token: "t" } }));
    const verifier = verifierOf("docker-hub");
    const question = questionOf(verifier, [secret("x", { ruleId: "docker-config-auth", facts: { user: "ann" } })], {
      values: { secret: Buffer.from(`ann:${value}`).toString("base64") },
      places: { endpoints: new Map([["docker-hub", url]]) },
    });
    expect(await verifier.verify(question, signal)).toMatchObject({ status: "active" });
    expect(JSON.parse(asked[0]!.body)).toEqual({ identifier: "ann", secret: value });
  });

  it("an answer that repeats the value is not kept", async () => {
    const { answer } = await ask({
      ...GITHUB,
      answer: { body: { login: `token ${value}` }, headers: { "x-oauth-scopes": "repo" } },
    });
    expect(answer.about).toEqual({ scopes: "repo" });
  });

  it.each<[string, string, RegExp]>([
    ["npm", "npm-access-token", /--endpoint npm=URL/],
    ["docker-hub", "docker-hub-token", /--user NAME/],
  ])("%s cannot be asked without more", (id, rule, hint) => {
    const verifier = verifierOf(id);
    const [subject] = verifier.subjects([secret("x", { ruleId: rule })]);
    expect(verifier.requests(subject!, PLACES)).toEqual({ obstacle: expect.stringMatching(hint) });
  });

  it.each([
    ["http://git.corp.example", /plain http/],
    ["https://git.corp.example/?t=1", /a query/],
    ["https://ann@git.corp.example", /a login/],
  ])("the endpoint %s is refused", (endpoint, reason) => {
    const verifier = verifierOf("gitlab");
    const [subject] = verifier.subjects([secret("x", { ruleId: GITLAB.rule })]);
    const requests = verifier.requests(subject!, { ...PLACES, endpoints: new Map([["gitlab", endpoint]]) });
    expect(requests).toEqual({ obstacle: expect.stringMatching(reason) });
  });

  it("an endpoint keeps its own path, and what is shown is what is sent", async () => {
    const verifier = verifierOf("gitlab");
    const [subject] = verifier.subjects([secret("x", { ruleId: GITLAB.rule })]);
    const requests = verifier.requests(subject!, {
      ...PLACES,
      endpoints: new Map([["gitlab", "http://git.corp.example/gitlab/"]]),
      insecure: ["git.corp.example"],
    });
    expect(requests).toEqual([
      {
        method: "GET",
        url: "http://git.corp.example/gitlab/api/v4/personal_access_tokens/self",
        headers: {
          "user-agent": "exhume",
          accept: "application/json",
          "accept-encoding": "identity",
          "private-token": "[secret]",
        },
      },
    ]);
  });
});
