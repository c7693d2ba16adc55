import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { bundle, type FileChange } from "../../../src/dockerfile/bundle/bundle.ts";
import { scratch } from "../../support/scratch.ts";
import { requireTool } from "../../support/tools.ts";
import { contextOf } from "../cases.ts";
import { fixed } from "./bundle-cases.ts";
import { installFakeDocker, runWithFake } from "./fake-docker.ts";

const MOVED = fixed("Dockerfile", ["--secret id=NPM_TOKEN,env=NPM_TOKEN", "-NPM_TOKEN"]);
const ENV = { NPM_TOKEN: "of-the-environment", OTHER: "of-another", HOME: "/nowhere" };

/** Changes one file of a tree with a Dockerfile. */
const change = (path: string, text: string): string => {
  const result = bundle({ dockerfiles: [MOVED], context: contextOf({ Dockerfile: "FROM scratch\n", [path]: text }) });
  expect(result.steps).toEqual([]);
  const [only]: readonly FileChange[] = result.changes;
  expect(only?.after).not.toContain("--build-arg NPM_TOKEN");
  return only?.after ?? text;
};

const prepare = (): string => {
  const folder = scratch();
  installFakeDocker(folder);
  writeFileSync(join(folder, "token.txt"), "of-a-file\n");
  return folder;
};

/** Ways to write the argument in a shell script. */
const ARGS = [
  "--build-arg NPM_TOKEN",
  "--build-arg NPM_TOKEN=$NPM_TOKEN",
  '--build-arg "NPM_TOKEN=$' + '{NPM_TOKEN}"',
  '--build-arg NPM_TOKEN="$OTHER"',
  "--build-arg=NPM_TOKEN=$OTHER",
  '--build-arg="NPM_TOKEN=$OTHER"',
  '"--build-arg=NPM_TOKEN=$OTHER"',
  "--build-arg NPM_TOKEN=$(cat token.txt)",
  '--build-arg NPM_TOKEN="$(cat ./token.txt)"',
  "--build-arg NPM_TOKEN=`cat token.txt`",
  "--build-arg NPM_TOKEN=$LOCAL",
  '--build-arg "NPM_TOKEN=$' + '{UNSET:-$OTHER}"',
  '--build-arg NPM_TOKEN="$(printf "%s" "a b")"',
  '--build-arg NPM_TOKEN="x $OTHER y"',
  "--build-arg NPM_TOKEN='$x y'",
];

const FLAGS = ["-t app", "--build-arg A=1", '--label "a b=c"', "--no-cache", "--platform linux/amd64", "-f Dockerfile"];

/** Commands in all orders of flags, on one line or more. */
const command = fc
  .record({
    arg: fc.constantFrom(...ARGS),
    flags: fc.uniqueArray(fc.constantFrom(...FLAGS), { maxLength: 4 }),
    at: fc.nat(5),
    folderAt: fc.nat(6),
    gap: fc.constantFrom(" ", " \\\n  ", " \\\n\t", "  "),
    verb: fc.constantFrom("docker build", "docker buildx build", "docker image build", "podman build"),
    front: fc.constantFrom("", "FOO=1 ", "time ", "env BAR=2 ", "true && ", "if ! "),
  })
  .map(({ arg, flags, at, folderAt, gap, verb, front }) => {
    const words = [...flags.slice(0, at), arg, ...flags.slice(at)];
    const all = [...words.slice(0, folderAt), ".", ...words.slice(folderAt)];
    const text = `${front}${[verb, ...all].join(gap)}`;
    return front === "if ! " ? `${text}; then exit 3; fi` : text;
  });

describe("the build gets the same values after the change as before", () => {
  it("from shell scripts", () => {
    const folder = prepare();
    fc.assert(
      fc.property(fc.array(command, { minLength: 1, maxLength: 3 }), (commands) => {
        const script = ["#!/bin/bash", "LOCAL='of-the-script'", ...commands, ""].join("\n");
        const after = change("build.sh", script);
        const [was, is] = [script, after].map((text) => runWithFake("bash", ["-c", text], { folder, env: ENV }));
        expect(is).toEqual(was);
      }),
      { numRuns: 60 },
    );
  });

  it("from scripts of package.json", () => {
    const folder = prepare();
    fc.assert(
      fc.property(command, (one) => {
        fc.pre(!one.includes("$LOCAL") && !one.includes("time "));
        const text = `${JSON.stringify({ name: "app", scripts: { image: one } }, null, 2)}\n`;
        const after = change("package.json", text);
        const [was, is] = [text, after].map((json) =>
          runWithFake("sh", ["-c", JSON.parse(json).scripts.image], { folder, env: ENV }),
        );
        expect(is).toEqual(was);
      }),
      { numRuns: 60 },
    );
  });

  it("from steps of GitHub Actions", () => {
    const folder = prepare();
    const args = [
      "NPM_TOKEN=$" + "{{ secrets.NPM }}",
      '"NPM_TOKEN=$' + '{{ secrets.NPM }}"',
      ...ARGS.slice(0, 4).map((one) => one.slice(12)),
    ];
    const shapes: readonly ((arg: string) => string)[] = [
      (arg) => `      - run: docker build --build-arg ${arg} .`,
      (arg) =>
        `      - name: a\n        env:\n          FOO: bar\n        run: |\n          docker build \\\n            --build-arg ${arg} \\\n            .`,
      (arg) => `      - run: >-\n          docker build\n          --build-arg ${arg}\n          .\n        name: b`,
      (arg) => `      - run: '${`docker build --build-arg ${arg} .`.replaceAll("'", "''")}'`,
      (arg) => `      - run: ${JSON.stringify(`docker build --build-arg ${arg} .`)}`,
    ];
    for (const shape of shapes)
      for (const arg of args) {
        const text = `jobs:\n  a:\n    steps:\n${shape(arg)}\n`;
        const [was, is] = [text, change(".github/workflows/a.yml", text)].map((yaml) => runStep(yaml, folder));
        expect(is).toEqual(was);
        expect(was).toContain(
          arg.includes("secrets")
            ? "NPM_TOKEN=of-the-vault"
            : `NPM_TOKEN=${arg.includes("OTHER") ? ENV.OTHER : ENV.NPM_TOKEN}`,
        );
      }
  });

  describe.skipIf(!requireTool("make"))("from make", () => {
    it.each([
      ["a variable of the environment", "", "NPM_TOKEN=$(NPM_TOKEN)"],
      ["a variable of the shell", "", 'NPM_TOKEN="$$OTHER"'],
      ["a name alone", "", "NPM_TOKEN"],
      ["a variable of the file", "TOKEN := of-make", "NPM_TOKEN=$(TOKEN)"],
      ["a variable of the file with the name of the argument", "NPM_TOKEN := of-make", "NPM_TOKEN=$" + "{NPM_TOKEN}"],
      ["an exported variable", "export TOKEN := of-make", "NPM_TOKEN=$(TOKEN)"],
      ["a default", "TOKEN ?= of-make", "NPM_TOKEN=$(TOKEN)"],
      ["a command", "", 'NPM_TOKEN="$$(cat token.txt)"'],
      ["a function", "", 'NPM_TOKEN="$(shell cat token.txt)"'],
    ])("with %s", (_what, head, arg) => {
      const folder = prepare();
      const text = `${head}\nimage:\n\t@docker build \\\n\t\t--build-arg A=1 \\\n\t\t--build-arg ${arg} \\\n\t\t.\n`;
      const [was, is] = [text, change("Makefile", text)].map((make) => {
        writeFileSync(join(folder, "Makefile"), make);
        return runWithFake("make", ["-s", "image"], { folder, env: ENV });
      });
      expect(is).toEqual(was);
    });
  });
});

/** Runs the only step as a runner would: expressions are text, `env` is the environment. */
const runStep = (yaml: string, folder: string): readonly string[] => {
  const expand = (text: string): string => text.replace(/\$\{\{ secrets\.NPM \}\}/g, "of-the-vault");
  const [step] = parse(yaml).jobs.a.steps;
  const own = Object.entries<string>(step.env ?? {}).map(([name, value]) => [name, expand(value)]);
  return runWithFake("bash", ["-c", expand(step.run)], { folder, env: { ...ENV, ...Object.fromEntries(own) } });
};
