import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { bundle } from "../../../src/dockerfile/bundle/bundle.ts";
import { contextOf } from "../cases.ts";
import { changed, fixed, inputOf, readBundleCases } from "./bundle-cases.ts";

const MOVED = fixed("Dockerfile", ["--secret id=NPM_TOKEN,env=NPM_TOKEN", "-NPM_TOKEN"]);
const TREE = { Dockerfile: "FROM scratch\n" };

const run = (path: string, text: string) => {
  const files = { ...TREE, [path]: text };
  const result = bundle({ dockerfiles: [MOVED], context: contextOf(files) });
  const now = changed(files, result);
  const again = bundle({ dockerfiles: [MOVED], context: contextOf(now) });
  expect(again.changes).toEqual([]);
  return { result, text: now[path] ?? "" };
};

/** Line ends, and none at the end. */
const layout = fc.record({ eol: fc.constantFrom("\n", "\r\n"), isOpen: fc.boolean() });
const laidOut = (lines: readonly string[], { eol, isOpen }: { eol: string; isOpen: boolean }): string =>
  lines.join(eol) + (isOpen ? "" : eol);

const others = fc.uniqueArray(fc.constantFrom("A", "NODE_ENV", "NPM_TOKEN_FILE", "X_NPM_TOKEN"), { maxLength: 3 });

const service = fc.record({
  form: fc.constantFrom("map", "list", "flow map", "flow list", "none"),
  others,
  at: fc.nat(3),
  indent: fc.constantFrom("  ", "    "),
  comments: fc.boolean(),
  before: fc.constantFrom([], ["context: ."], ["context: .", "dockerfile: Dockerfile"]),
  after: fc.constantFrom([], ["target: prod"], ["labels:", "INDENT- a=b"]),
  image: fc.boolean(),
  value: fc.constantFrom("$" + "{NPM_TOKEN}", "$NPM_TOKEN", "$" + "{NPM_TOKEN:-}", "$" + "{NPM_TOKEN:?set it}"),
});
type Service = typeof service extends fc.Arbitrary<infer Value> ? Value : never;

const argLines = ({ form, others: names, at, indent, comments, value }: Service): readonly string[] => {
  const all = [...names.slice(0, at), "NPM_TOKEN", ...names.slice(at)];
  const textOf = (name: string): string => (name === "NPM_TOKEN" ? value : "1");
  const note = comments ? " # a comment" : "";
  if (form === "map") return ["args:", ...all.map((name) => `${indent}${name}: "${textOf(name)}"${note}`)];
  if (form === "list") return ["args:", ...all.map((name) => `${indent}- ${name}=${textOf(name)}${note}`)];
  if (form === "flow map") return [`args: { ${all.map((name) => `${name}: "${textOf(name)}"`).join(", ")} }${note}`];
  if (form === "flow list") return [`args: [${all.map((name) => `"${name}=${textOf(name)}"`).join(", ")}]${note}`];
  return [];
};

const serviceLines = (one: Service, index: number): readonly string[] => {
  const { indent } = one;
  const build = [...one.before, ...argLines(one), ...one.after.map((line) => line.replace("INDENT", indent))];
  const lines = build.length === 0 ? ["build: ."] : ["build:", ...build.map((line) => indent + line)];
  const all = [...lines, ...(one.image ? ["image: app"] : [])];
  return [`s${index}:`, ...all.map((line) => indent + line), ...(one.comments ? ["", "# the next"] : [])];
};

/** What the file must say afterwards. */
const intended = (before: ReturnType<typeof parse>): unknown => {
  for (const one of Object.values<{ build: unknown }>(before.services)) {
    const build = typeof one.build === "string" ? { context: one.build } : (one.build as Record<string, unknown>);
    const { args, ...rest } = build;
    const kept = Array.isArray(args)
      ? args.filter((arg) => !/^NPM_TOKEN(?:=|$)/.test(String(arg)))
      : Object.fromEntries(Object.entries(args ?? {}).filter(([name]) => name !== "NPM_TOKEN"));
    const isEmpty = Object.keys(kept).length === 0;
    one.build = { ...rest, ...(isEmpty ? {} : { args: kept }), secrets: ["NPM_TOKEN"] };
  }
  return { ...before, secrets: { NPM_TOKEN: { environment: "NPM_TOKEN" } } };
};

describe("a changed file", () => {
  it("of compose says what was intended, and nothing else changes", () => {
    fc.assert(
      fc.property(fc.array(service, { minLength: 1, maxLength: 3 }), layout, (services, how) => {
        const lines = [
          "# images",
          "services:",
          ...services.flatMap(serviceLines).map((line) => (line ? `  ${line}` : "")),
        ];
        const before = laidOut(lines, how);
        const { result, text } = run("docker-compose.yml", before);
        expect(result.steps).toEqual([]);
        expect(parse(text)).toEqual(intended(parse(before)));
        expect(text.split("\n").filter((line) => line.endsWith("\r")).length > 0).toBe(how.eol === "\r\n");
        for (const comment of before.match(/# (?:images|the next)/g) ?? []) expect(text).toContain(comment);
      }),
      { numRuns: 120 },
    );
  });

  it("of GitHub Actions has the secret among its inputs, and the other inputs as they were", () => {
    const inputs = fc.uniqueArray(fc.constantFrom("push: true", "tags: a", "context: .", "labels: |\nINDENTa=b"), {
      maxLength: 4,
    });
    const step = fc.record({
      inputs,
      others,
      at: fc.nat(3),
      argsAt: fc.nat(4),
      one: fc.boolean(),
      blank: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 3 }), layout, (steps, how) => {
        const lines = steps.flatMap((each) => stepLines(each));
        const before = laidOut(["jobs:", "  a:", "    steps:", ...lines], how);
        const { result, text } = run(".github/workflows/a.yml", before);
        expect(result.steps).toEqual([]);
        const [was, is] = [before, text].map((yaml) => parse(yaml).jobs.a.steps);
        for (const [index, old] of was.entries()) {
          const { "build-args": args, ...rest } = old.with;
          const kept = linesOf(args).filter((line) => !line.startsWith("NPM_TOKEN="));
          const { "build-args": nowArgs, secrets, ...now } = is[index].with;
          expect(now).toEqual(rest);
          expect(linesOf(nowArgs ?? "")).toEqual(kept);
          expect(linesOf(secrets)).toEqual(["NPM_TOKEN=$" + "{{ secrets.T }}"]);
        }
      }),
      { numRuns: 120 },
    );
  });

  it("differs only in lines that speak of the secret", () => {
    for (const one of readBundleCases()) {
      const ids = one.dockerfiles.flatMap((file) => [...file.droppedArgs, ...file.moved.map((moved) => moved.id)]);
      const mine = new RegExp(
        [...ids, "args", "secret", "ssh", "env:", "build", "context:", "file: ", "^\\s*[\\]})]?,?\\s*$"].join("|"),
      );
      for (const change of bundle(inputOf(one)).changes) {
        const [before, after] = [change.before, change.after].map((text) => text.split(/\r?\n/));
        const gone = before?.filter((line) => !after?.includes(line)) ?? [];
        const fresh = after?.filter((line) => !before?.includes(line)) ?? [];
        expect(
          [...gone, ...fresh].filter(
            (line) => !mine.test(line) && !isJoined(line, [...(before ?? []), ...(after ?? [])]),
          ),
        ).toEqual([]);
      }
    }
  });
});

/** A line that only got or lost a continuation or a comma at its end. */
const isJoined = (line: string, all: readonly string[]): boolean => {
  const bare = (text: string): string => text.replace(/[\s\\,]+$/, "");
  return all.filter((one) => bare(one) === bare(line)).length > 1;
};

interface StepShape {
  readonly inputs: readonly string[];
  readonly others: readonly string[];
  readonly at: number;
  readonly argsAt: number;
  readonly one: boolean;
  readonly blank: boolean;
}

const stepLines = ({ inputs, others: names, at, argsAt, one, blank }: StepShape): readonly string[] => {
  const token = "NPM_TOKEN=$" + "{{ secrets.T }}";
  const args = one
    ? [`build-args: ${token}`]
    : [
        "build-args: |",
        ...[...names.slice(0, at).map((name) => `${name}=1`), token, ...names.slice(at).map((name) => `${name}=1`)].map(
          (line) => `  ${line}`,
        ),
      ];
  const all = inputs.flatMap((input) => input.replace("INDENT", "  ").split("\n"));
  const place = all[argsAt]?.startsWith(" ") ? argsAt + 1 : argsAt;
  const withs = [...all.slice(0, place), ...args, ...(blank ? [""] : []), ...all.slice(place)];
  return [
    "      - uses: docker/build-push-action@v6",
    "        with:",
    ...withs.map((line) => (line ? `          ${line}` : "")),
  ];
};

const linesOf = (text: string): readonly string[] =>
  (text ?? "")
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);

describe("no value", () => {
  it.each([
    ["Makefile", "a:\n\tdocker build --build-arg NPM_TOKEN=CANARY .\n"],
    ["build.sh", "docker build --build-arg NPM_TOKEN='CANARY' .\n"],
    ["a.sh", "x=1\nssh host docker build --build-arg NPM_TOKEN=CANARY .\n"],
    ["package.json", '{"scripts": {"a": "docker build --build-arg NPM_TOKEN=CANARY ."}}'],
    [
      ".github/workflows/a.yml",
      "jobs:\n  a:\n    steps:\n      - uses: docker/build-push-action@v6\n        with:\n          build-args: NPM_TOKEN=CANARY\n",
    ],
    [
      ".github/workflows/b.yml",
      "jobs:\n  a:\n    steps:\n      - uses: some/docker-build@v6\n        with:\n          build_args: NPM_TOKEN=CANARY\n",
    ],
    [".gitlab-ci.yml", "a:\n  script:\n    - docker build --build-arg NPM_TOKEN=CANARY .\n"],
    ["compose.yml", "services:\n  a:\n    build:\n      context: .\n      args:\n        NPM_TOKEN: CANARY\n"],
    ["docker-bake.hcl", 'target "a" {\n  args = {\n    NPM_TOKEN = "CANARY"\n  }\n}\n'],
    ["docker-bake.json", '{"target": {"a": {"args": {"NPM_TOKEN": "CANARY"}}}}'],
    ["Jenkinsfile", "sh 'docker build --build-arg NPM_TOKEN=CANARY .'\n"],
    ["README.md", "docker build --build-arg NPM_TOKEN=CANARY .\n"],
    ["fly.toml", "[build.args]\nNPM_TOKEN = 'CANARY'\n"],
  ])("of %s is told in a step or a note, and none stays in what changed", (path, text) => {
    const { changes, steps, unbuilt } = bundle({ dockerfiles: [MOVED], context: contextOf({ ...TREE, [path]: text }) });
    expect(steps.length).toBeGreaterThan(0);
    expect(JSON.stringify([steps, unbuilt, changes.map((change) => [change.notes, change.after])])).not.toContain(
      "CANARY",
    );
  });
});
