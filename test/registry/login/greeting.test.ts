import { describe, expect, it } from "vitest";
import { otherScopes } from "../../../src/registry/login/named-scope.ts";
import { gzipLayer, image, layer } from "../../support/image.ts";
import { type Answer, failure, json, type Question } from "../../support/registry/answer.ts";
import type { TestRegistry } from "../../support/registry.ts";
import { listAll, listedGaps, listedNames, openSource, testRegistry } from "../../support/source.ts";

const ANN = `Basic ${Buffer.from("ann:pw").toString("base64")}`;
const app = image({ layers: [gzipLayer([layer.file("data", "x")])] });

const CHALLENGE = failure(401, "UNAUTHORIZED", { "www-authenticate": 'Basic realm="r"' });

/** Two repositories; whoever has no login is let in, and gets this in place of what there is. */
const openToAll = async (
  stranger: (question: Question, answer: Answer) => Answer,
  greeting: Answer | undefined = CHALLENGE,
): Promise<TestRegistry> => {
  const registry = await testRegistry();
  registry.push("public", app, { tags: ["1"] });
  registry.push("secret", app, { tags: ["1"] });
  const change = (answer: Answer, question: Question): Answer => {
    if (question.headers.authorization === ANN) return answer;
    return question.url.pathname === "/v2/" ? (greeting ?? answer) : stranger(question, answer);
  };
  registry.faults.add({ path: /^\/v2\//, times: Infinity, kind: "change", change });
  return registry;
};

const catalog = (names: readonly string[]) => (question: Question, answer: Answer) =>
  question.url.pathname === "/v2/_catalog" ? json({ repositories: names }) : answer;

describe("a registry that shows strangers less than it has", () => {
  it.each([
    ["some of its repositories", catalog(["public"])],
    ["an empty catalog", catalog([])],
    ["repositories that are not there", () => failure(404, "NAME_UNKNOWN")],
    ["nothing, without a word on how to log in", () => failure(403, "DENIED")],
  ] as const)("%s: a login is shown before it is asked for", async (_, stranger) => {
    const registry = await openToAll(stranger);
    const listed = await listAll(await openSource(registry.host, { login: "ann:pw" }));
    expect(listedNames(listed)).toEqual(["public:1", "secret:1"]);
  });

  it("that lets anybody in over plain http is shown no login that it has not asked for", async () => {
    const registry = await openToAll(catalog(["public"]), json({}));
    const listed = await listAll(await openSource(registry.host, { login: "ann:pw" }));
    expect(listedNames(listed)).toEqual(["public:1"]);
  });

  it("is asked once how it takes logins, and not at all by who has none", async () => {
    const registry = await openToAll((_, answer) => answer);
    const greetings = (): number => registry.requests.filter(({ path }) => path === "/v2/").length;
    await listAll(await openSource(registry.host));
    // Whether loopback speaks plain http.
    expect(greetings()).toBe(1);
    await listAll(await openSource(registry.host, { login: "ann:pw" }));
    expect(greetings()).toBe(3);
  });

  it("is asked again for a token that has died, before it shows what strangers see", async () => {
    const registry = await testRegistry({
      auth: { kind: "bearer", user: "ann", password: "pw", uses: 1 },
      pageSize: 1,
    });
    registry.push("app", app, { tags: ["1", "2"] });
    const listed = await listAll(await openSource(`${registry.host}/app`, { login: "ann:pw" }));
    expect(listedNames(listed)).toEqual(["app:1", "app:2"]);
    expect(registry.requests.filter(({ path }) => path.startsWith("/token"))).toHaveLength(2);
  });
});

describe("a token for the scope of the specification that does not do", () => {
  const listing = async (named: string) => {
    const registry = await testRegistry({ auth: { kind: "bearer", user: "ann", password: "pw" } });
    registry.push("app", app, { tags: ["1"] });
    const asked: string[][] = [];
    const realm = `Bearer realm="/token",service="r",scope="${named}"`;
    let granted = false;
    registry.faults.add({
      path: "/token",
      times: Infinity,
      kind: "change",
      change: (answer, { url }) => {
        asked.push(url.searchParams.getAll("scope"));
        granted = url.searchParams.getAll("scope").includes("repository:app:metadata_read");
        return answer;
      },
    });
    registry.faults.add({
      path: "/v2/app/tags/list",
      times: Infinity,
      kind: "change",
      change: (answer) => (granted ? answer : failure(401, "UNAUTHORIZED", { "www-authenticate": realm })),
    });
    const listed = await listAll(await openSource(`${registry.host}/app`, { login: "ann:pw" }));
    return { asked, names: listedNames(listed), gaps: listedGaps(listed) };
  };

  it("is asked for with the scope that the registry names", async () => {
    const { asked, names } = await listing("repository:app:metadata_read");
    expect(names).toEqual(["app:1"]);
    expect(asked).toEqual([["repository:app:pull"], ["repository:app:metadata_read", "repository:app:pull"]]);
  });

  it("is not asked for twice where the registry names no other", async () => {
    const { asked, gaps } = await listing("repository:app:pull,push");
    expect(asked).toEqual([["repository:app:pull"]]);
    expect(gaps).toEqual([expect.stringContaining("401 UNAUTHORIZED, asked as ann")]);
  });

  it.each([
    ["repository:app:pull", []],
    ["repository:app:push", []],
    ["repository:app:*", []],
    ["repository:app:delete,metadata_read", ["repository:app:metadata_read"]],
    ["repository:app:pull repository:other/app:pull,push", ["repository:other/app:pull"]],
    ["registry:catalog:*", []],
    ["*", []],
    ["", []],
  ])("of %j only what reads is asked for", (scope, expected) => {
    expect(otherScopes({ scheme: "bearer", parameters: { scope } }, "repository:app:pull")).toEqual(expected);
  });
});
