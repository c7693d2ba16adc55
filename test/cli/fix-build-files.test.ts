import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { exhume } from "../support/exhume.ts";
import { expand } from "../support/samples.ts";
import { scratch } from "../support/scratch.ts";
import { auditedWork } from "../support/worked-case.ts";
import { writeFiles } from "../support/write-files.ts";

const TOKEN = expand("ghp_<base62:30><crc32>", 101);
/** No rule knows these: only the name beside them says what they are. */
const WORDS = ["correct horse staple", "plainword-one", "plainword-two", "plainword-three", "plainword-four"] as const;

const lint = async (cwd: string, ...flags: readonly string[]) => exhume(["fix", "--lint", "app", ...flags], { cwd });

describe("a value that is written where builds are started", () => {
  const tree = {
    Dockerfile: `FROM node:20\nARG NPM_TOKEN\nARG SEED_TOKEN\nRUN npm ci\nRUN ./seed "$SEED_TOKEN"\n`,
    "package.json": "{}",
    Makefile: `NPM_TOKEN := ${WORDS[1]}\nimage:\n\techo ${WORDS[1]}\n\tdocker build --build-arg "SEED_TOKEN=${WORDS[0]}" --build-arg NPM_TOKEN=$(NPM_TOKEN) .\n\tdocker build --build-arg NPM_TOKEN=${TOKEN} .\n`,
    "compose.yaml": `services:\n  app:\n    build:\n      context: .\n      args:\n        SEED_TOKEN: ${WORDS[2]}\n        NPM_TOKEN: "${WORDS[3]}"\n    command: [run, ${WORDS[2]}]\n`,
    "docker-bake.hcl": `target "app" {\n  args = {\n    SEED_TOKEN = "${WORDS[4]}"\n  }\n}\n`,
    ".github/workflows/ci.yml": `on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: docker build --build-arg NPM_TOKEN=${TOKEN} .\n      - uses: docker/build-push-action@v6\n        with:\n          build-args: |\n            NPM_TOKEN=\${{ secrets.NPM_TOKEN }}\n            SEED_TOKEN=${WORDS[4]}\n`,
  };

  it.each([["text"], ["json"]])(
    "is masked in what is shown as %s and in REMEDIATION.md, not in the patch",
    async (format) => {
      const cwd = scratch();
      writeFiles(join(cwd, "app"), tree);
      const { stdout, stderr, status } = await lint(cwd, "--format", format, "--out", "out");
      expect(status).toBe(0);
      const told = stdout + stderr + readFileSync(join(cwd, "out/app-REMEDIATION.md"), "utf8");
      for (const value of [TOKEN, ...WORDS]) expect(told).not.toContain(value);
      const patch = readFileSync(join(cwd, "out/app.patch"), "utf8");
      for (const value of [TOKEN, ...WORDS]) expect(patch).toContain(value);
      execFileSync("git", ["apply", "--check", join(cwd, "out/app.patch")], { cwd: join(cwd, "app") });
    },
  );

  it("is told from a name, an expression and a block, which are shown", async () => {
    const cwd = scratch();
    writeFiles(join(cwd, "app"), tree);
    const { stdout } = await lint(cwd);
    for (const line of [
      "+          secrets: |",
      `             NPM_TOKEN=\${{ secrets.NPM_TOKEN }}`,
      "--build-arg NPM_TOKEN=$(NPM_TOKEN) .",
      '+  secret = ["id=',
    ])
      expect(stdout).toContain(line);
  });
});

describe("a file secret of a Dockerfile in a folder", () => {
  it("is named as the folder of each build command sees it", async () => {
    const cwd = scratch();
    writeFiles(join(cwd, "app"), {
      "services/pay/Dockerfile": "FROM node:20\nWORKDIR /app\nCOPY .npmrc package.json ./\nRUN npm ci\n",
      "services/pay/package.json": "{}",
      "services/pay/.npmrc": `//registry.example/:_authToken=${TOKEN}\n`,
      "build.sh":
        "#!/bin/sh\ndocker build services/pay\n(cd services/pay && docker build .)\ndocker build -f services/pay/Dockerfile ./services/pay\n",
    });
    const { stdout } = await lint(cwd);
    expect(stdout).toContain("+docker build --secret id=npmrc,src=services/pay/.npmrc services/pay\n");
    expect(stdout).toContain("+(cd services/pay && docker build --secret id=npmrc,src=.npmrc .)\n");
    expect(stdout).toContain("--secret id=npmrc,src=./services/pay/.npmrc -f services/pay/Dockerfile ./services/pay\n");
    expect(stdout).toContain("  docker build --secret id=npmrc,src=services/pay/.npmrc services/pay\n");
  });
});

describe("a tree of several Dockerfiles", () => {
  const work = auditedWork();

  it("has nothing left to do once it was written, and tells each way once", async () => {
    const { cwd } = work.newCase();
    writeFiles(join(cwd, "shop"), {
      "api/Dockerfile":
        "FROM alpine\nCOPY credentials /root/.aws/credentials\nRUN aws s3 ls && rm /root/.aws/credentials\n",
      "api/credentials": "[default]\n",
      "web/Dockerfile": "FROM alpine\nCOPY index.html /www/\n",
      "web/index.html": "",
    });
    const told = async () => (await exhume(["fix", "--map", "team/shop=shop"], { cwd })).stdout;
    const before = await told();
    expect(before.match(/^-COPY credentials/gm)).toHaveLength(1);
    await exhume(["fix", "--map", "team/shop=shop", "--write", "--force"], { cwd });
    const after = await told();
    for (const text of [before, after]) expect(text).not.toContain("root/.aws/credentials: it comes from the base");
    expect(after).toContain("api/Dockerfile: ");
    expect(after).not.toContain(" brings /root/.aws/credentials");
    expect(before).not.toContain(" brings /root/.aws/credentials");
  });
});
