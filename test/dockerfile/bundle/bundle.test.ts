import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { bundle } from "../../../src/dockerfile/bundle/bundle.ts";
import { contextOf } from "../cases.ts";
import { changed, fixed, inputOf, readBundleCases } from "./bundle-cases.ts";

describe.each(readBundleCases().map((one) => [one.name, one] as const))("%s", (_name, one) => {
  const result = bundle(inputOf(one));
  const now = changed(one.before, result);

  it("changes the files that start builds, and nothing else", () => {
    expect(Object.fromEntries(result.changes.map((change) => [change.path, change.after]))).toEqual(one.after);
  });

  it("says what a person must do", () => {
    expect(
      result.steps.map((step) => [step.code, step.line ? `${step.path}:${step.line}` : step.path].join(" ")),
    ).toEqual(one.expected.steps);
    expect(result.unbuilt).toEqual(one.expected.unbuilt);
    const notes = result.changes.flatMap((change) => change.notes).join("\n");
    for (const note of one.expected.notes ?? []) expect(notes).toContain(note);
  });

  it("leaves files that their readers take", () => {
    for (const { path, after } of result.changes) {
      if (path.endsWith(".json")) expect(() => JSON.parse(after)).not.toThrow();
      if (/\.ya?ml$/.test(path)) expect(parseAllDocuments(after).flatMap((document) => document.errors)).toEqual([]);
    }
  });

  it("changes nothing the second time", () => {
    expect(bundle(inputOf(one, now)).changes).toEqual([]);
  });
});

describe("a hostile tree", () => {
  const moved = [fixed("Dockerfile", ["--secret id=NPM_TOKEN,env=NPM_TOKEN", "-NPM_TOKEN"])];
  const run = (path: string, text: string) =>
    bundle({ dockerfiles: moved, context: contextOf({ Dockerfile: "FROM scratch\n", [path]: text }) });

  it("of aliases that multiply is left alone, and said", () => {
    const levels = Array.from(
      { length: 30 },
      (_, level) => `x${level + 1}: &a${level + 1} [${"*a".concat(String(level), ",").repeat(9)}]`,
    );
    const text = `x0: &a0 [1]\n${levels.join("\n")}\nservices:\n  a:\n    build:\n      context: .\n      args: {NPM_TOKEN: $NPM_TOKEN}\n      x: *a30\n`;
    const { changes, steps } = run("compose.yml", text);
    expect(changes).toEqual([]);
    expect(steps).toHaveLength(1);
  });

  it.each([
    ["compose.yml", "[".repeat(100_000)],
    [".gitlab-ci.yml", `a:\n  script: ${"[".repeat(50_000)}`],
    ["build.sh", `docker build ${"$(".repeat(20_000)}`],
    ["Makefile", `a:\n\tdocker build ${"$(".repeat(20_000)}`],
    ["docker-bake.hcl", 'target "a" {'.repeat(5_000)],
    ["Jenkinsfile", `sh "docker build ${"${".repeat(20_000)}"`],
    ["a.sh", `cat ${"<<a ".repeat(10_000)}\ndocker build .`],
  ])("of a broken %s changes nothing", (path, text) => expect(run(path, text).changes).toEqual([]));
});
