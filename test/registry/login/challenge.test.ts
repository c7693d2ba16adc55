import { describe, expect, it } from "vitest";
import { parseChallenges } from "../../../src/registry/login/challenge.ts";

describe("WWW-Authenticate", () => {
  it.each([
    [
      'Bearer realm="https://a.example/token",service="r"',
      [["bearer", { realm: "https://a.example/token", service: "r" }]],
    ],
    [
      'Bearer realm="https://a.example/t",scope="repository:a/b:pull,push", Basic realm="x"',
      [
        ["bearer", { realm: "https://a.example/t", scope: "repository:a/b:pull,push" }],
        ["basic", { realm: "x" }],
      ],
    ],
    [
      "Negotiate, Basic realm=plain",
      [
        ["negotiate", {}],
        ["basic", { realm: "plain" }],
      ],
    ],
    ['BASIC REALM="a \\"quoted\\" one"', [["basic", { realm: 'a "quoted" one' }]]],
    ['Basic realm="unclosed', [["basic", { realm: "" }]]],
    ["", []],
    [",,,=", []],
  ])("%s", (header, expected) => {
    expect(parseChallenges([header]).map(({ scheme, parameters }) => [scheme, parameters])).toEqual(expected);
  });

  it("several headers are one list", () => {
    expect(parseChallenges(["Negotiate", 'Basic realm="x"'])).toHaveLength(2);
  });
});
