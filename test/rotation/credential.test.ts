import { describe, expect, it } from "vitest";
import type { Occurrence } from "../../src/domain/rotation.ts";
import { joinCredentials } from "../../src/rotation/credential.ts";
import { digest, occurrence, secret } from "../support/case.ts";

const id = (name: string, ...at: readonly Partial<Occurrence>[]) => make("aws-access-key-id", name, at);
const key = (name: string, ...at: readonly Partial<Occurrence>[]) => make("aws-secret-access-key", name, at);
const make = (ruleId: string, name: string, at: readonly Partial<Occurrence>[]) =>
  secret(name, { ruleId, occurrences: at.map((parts) => occurrence({ ruleId, ...parts })) });

const env = (name: string, blob = "config"): Partial<Occurrence> => ({
  kind: "env",
  path: `Env[${name}]`,
  name,
  blob: digest(blob),
});
const pairsOf = (...secrets: Parameters<typeof joinCredentials>[0]) => {
  const names = new Map(["a", "b", "x", "y", "t"].map((name) => [secret(name).id, name]));
  return joinCredentials(secrets)
    .map(({ secrets: ids }) => ids.map((one) => names.get(one)).join("+"))
    .sort();
};

describe("joinCredentials", () => {
  it.each([
    ["next line", { line: 4 }, ["a+x"]],
    ["same line", { line: 3 }, ["a+x"]],
    ["ten lines on", { line: 13 }, ["a+x"]],
    ["eleven lines on, where both are the only ones", { line: 14 }, ["a+x"]],
    ["another file of the same layer, where both are the only ones", { line: 4, path: "b" }, ["a+x"]],
    ["the same path of another layer", { line: 4, blob: digest("other") }, []],
  ])("%s", (_, at, expected) => {
    expect(pairsOf(id("a", { line: 3 }), key("x", at))).toEqual(expected);
  });

  it("joins across files of a layer only where nothing else could be meant", () => {
    const far = [id("a", { line: 3 }), key("x", { line: 3, path: "b" })];
    expect(pairsOf(...far, key("y", { line: 90, path: "c" }))).toEqual([]);
    expect(pairsOf(...far, id("b", { line: 90, path: "c" }))).toEqual([]);
    expect(pairsOf(id("a", { line: 3 }), key("x", { line: 3, path: "b", blob: digest("other") }))).toEqual([]);
  });

  it("joins across the metadata of one image, not across images", () => {
    const history = { kind: "history", path: "history[2]", blob: digest("config") } as const;
    expect(pairsOf(id("a", env("KEY_ID")), key("x", history))).toEqual(["a+x"]);
    expect(pairsOf(id("a", env("KEY_ID")), key("x", env("SECRET", "other")))).toEqual([]);
  });

  it("tells several keys of one environment apart by their names", () => {
    const secrets = [
      id("a", env("DEV_AWS_ACCESS_KEY_ID")),
      id("b", env("PROD_AWS_ACCESS_KEY_ID")),
      key("x", env("PROD_AWS_SECRET_ACCESS_KEY")),
      key("y", env("DEV_AWS_SECRET_ACCESS_KEY")),
    ];
    expect(pairsOf(...secrets)).toEqual(["a+y", "b+x"]);
    expect(pairsOf(...[...secrets].reverse())).toEqual(["a+y", "b+x"]);
  });

  it("takes the closest, each secret once", () => {
    expect(pairsOf(id("a", { line: 1 }), id("b", { line: 5 }), key("x", { line: 6 }))).toEqual(["b+x"]);
    expect(pairsOf(id("a", { line: 1 }), key("x", { line: 2 }), key("y", { line: 3 }))).toEqual(["a+x"]);
  });

  it("adds a session token to temporary keys only", () => {
    const token = make("aws-session-token", "t", [{ line: 5 }]);
    const temporary = { ...id("a", { line: 3 }), facts: { kind: "temporary (STS)" } };
    expect(pairsOf(temporary, key("x", { line: 4 }), token)).toEqual(["a+x+t"]);
    expect(pairsOf(id("a", { line: 3 }), key("x", { line: 4 }), token)).toEqual(["a+x"]);
  });

  it("shows where, and stays quick on a dump of keys", () => {
    const [pair] = joinCredentials([id("a", { line: 3 }), key("x", { line: 4 })]);
    expect(pair?.evidence).toMatch(/^lines 3 and 4 of app\/\.env in sha256:[0-9a-f]{12}$/);
    const many = Array.from({ length: 5000 }, (_, index) => [
      id(`i${index}`, env(`A${index}`)),
      key(`k${index}`, env(`B${index}`)),
    ]);
    expect(joinCredentials(many.flat())).toEqual([]);
  });
});
