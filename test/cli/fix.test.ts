import { execFileSync } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { exhume } from "../support/exhume.ts";
import { expand } from "../support/samples.ts";
import { requireTool } from "../support/tools.ts";
import { auditedWork } from "../support/worked-case.ts";
import { writeFiles } from "../support/write-files.ts";

/** Beside those of the case: what stands in sources and is moved or masked. */
const TOKEN = expand("ghp_<base62:30><crc32>", 91);
const PASSWORD = expand("<password>", 92);

const SHOP = {
  Dockerfile: `FROM alpine
COPY credentials /root/.aws/credentials
RUN aws s3 ls && rm /root/.aws/credentials
ARG GITHUB_TOKEN=${TOKEN}
ENV DB_PASSWORD=${PASSWORD}
COPY . /app
`,
  "app.js": "",
  ".env": "GITHUB_TOKEN=x\n",
  credentials: "[default]\n",
};

const work = auditedWork();

/** A case and a source of team/shop. */
const shop = () => {
  const one = work.newCase();
  writeFiles(join(one.cwd, "shop"), SHOP);
  return one;
};

const longest = (text: string): number =>
  Math.max(
    ...text
      .split("\n")
      .filter((line) => !/^[-+ @]|docker build/.test(line))
      .map((line) => line.length),
  );

interface FixReport {
  readonly repositories: readonly {
    readonly name: string;
    readonly verdict: string;
    readonly secrets: readonly {
      readonly id: string;
      readonly verdict: string;
      readonly by: readonly string[];
      readonly wave?: number;
      readonly runbook?: string;
    }[];
    readonly dockerfiles: readonly {
      readonly path: string;
      readonly context: string;
      readonly verdict: string;
      readonly builder: string;
      readonly build?: string;
    }[];
    readonly files: readonly { readonly path: string; readonly kind: string }[];
  }[];
}

const validate = new Ajv2020().compile(JSON.parse(readFileSync("templates/fix.schema.json", "utf8")));

const fixJson = async (cwd: string, ...flags: readonly string[]): Promise<FixReport> => {
  const { stdout } = await exhume(["fix", "--format", "json", ...flags], { cwd });
  const report = JSON.parse(stdout);
  expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
  return report;
};

describe("exhume fix of a source", () => {
  it("tells each secret and each Dockerfile its verdict, in 80 columns", async () => {
    const { run } = shop();
    const { stdout, status } = await run("fix", "--map", "team/shop=shop");
    expect(status).toBe(0);
    expect(stdout).toMatch(/^team-shop\n=+\nVerdict: auto\+confirm\n/);
    expect(stdout).toMatch(/^- auto\+confirm: AWS access key id \w{12} \(R2, R9\)$/m);
    expect(stdout).toMatch(/^- auto\+confirm: GitHub personal access token \(classic\) \w{12} \(R9\)$/m);
    expect(stdout).toContain("\nDockerfile: auto+confirm\nBuilder: docker\n");
    expect(stdout).toContain("docker build --secret id=aws,src=credentials .");
    expect(stdout).toMatch(/^\+\*\*\/\.env$/m);
    expect(longest(stdout)).toBeLessThanOrEqual(80);
  });

  it("says it for programs, by its schema and with what the plan says", async () => {
    const { cwd, secret } = shop();
    const { repositories } = await fixJson(cwd, "--map", "team/shop=shop");
    expect(repositories).toMatchObject([
      {
        name: "team-shop",
        verdict: "auto+confirm",
        dockerfiles: [{ path: "Dockerfile", context: ".", verdict: "auto+confirm", builder: "docker" }],
        files: [
          { path: "Dockerfile", kind: "dockerfile" },
          { path: ".dockerignore", kind: "ignore file" },
        ],
      },
    ]);
    const { id } = await secret("github");
    const github = repositories[0]?.secrets.find((one) => one.id === id);
    expect(github).toMatchObject({ verdict: "auto+confirm", by: ["R9"], runbook: "github", wave: expect.any(Number) });
  });

  it("shows no value, and no name that its file has not", async () => {
    const { cwd, run } = shop();
    const outputs = [
      await run("fix", "--source", "shop", "--out", "out"),
      await run("fix", "--lint", "shop", "--out", "lint"),
    ];
    const files = ["out", "lint"].flatMap((folder) =>
      readdirSync(join(cwd, folder))
        .filter((name) => name.endsWith(".md"))
        .map((name) => readFileSync(join(cwd, folder, name), "utf8")),
    );
    expect(files).toHaveLength(2);
    const told = [...outputs.map(({ stdout, stderr }) => stdout + stderr), ...files].join("\n");
    for (const value of [TOKEN, PASSWORD]) expect(told).not.toContain(value);
    const json = await exhume(["fix", "--lint", "shop", "--format", "json"], { cwd });
    for (const value of [TOKEN, PASSWORD]) expect(json.stdout).not.toContain(value);
  });

  it("moves nothing under kaniko, which reads mounts and ignores them, and still deletes what nothing reads", async () => {
    const { cwd } = work.newCase();
    writeFiles(join(cwd, "app"), {
      Dockerfile: "FROM alpine\nARG NPM_TOKEN\nARG OLD_TOKEN\nRUN npm ci\nRUN echo done\n",
      "package.json": "{}",
    });
    const { stdout } = await exhume(["fix", "--lint", "app", "--builder", "kaniko"], { cwd });
    expect(stdout).toContain("manual: Build argument NPM_TOKEN (M10)");
    expect(stdout).toMatch(/M10, line 2: .*kaniko reads --mount and ignores\s+it/);
    expect(stdout).not.toContain("+RUN --mount");
    expect(stdout).toContain("-ARG OLD_TOKEN");
    expect(stdout).not.toContain("Build it with");
  });

  it("gives a folder of its own to each Dockerfile, and one ignore file to those that share it", async () => {
    const { cwd } = work.newCase();
    const env = "API_TOKEN=q8Zr2LwYx7\n";
    writeFiles(join(cwd, "mono"), {
      "Dockerfile.api": "FROM alpine\nCOPY api /api\n",
      "Dockerfile.web": "FROM alpine\nCOPY web /web\n",
      "api/.env": env,
      "web/.env.production": env,
      "jobs/Dockerfile": "FROM alpine\nCOPY secrets.env /jobs/.env\nRUN . /jobs/.env && run\n",
      "jobs/secrets.env": env,
      "jobs/run.py": "",
    });
    const { repositories } = await fixJson(cwd, "--lint", "mono");
    expect(repositories[0]?.files.map(({ path }) => path)).toEqual(["jobs/Dockerfile", ".dockerignore"]);
    expect(repositories[0]?.dockerfiles.find(({ path }) => path === "jobs/Dockerfile")).toMatchObject({
      context: "jobs",
      build: "docker build --secret id=env,src=jobs/secrets.env jobs",
    });
    await exhume(["fix", "--lint", "mono", "--out", "out"], { cwd });
    const patch = readFileSync(join(cwd, "out", "mono.patch"), "utf8");
    expect(patch.match(/^\+\*\*.*$/gm)).toEqual(["+**/.env", "+**/.env.production"]);
  });
});

describe.skipIf(!["git", "patch"].map(requireTool).every(Boolean))("the patch of a repository", () => {
  it("holds all that changes, is for its owner only, and git and patch accept it", async () => {
    const { cwd, run } = shop();
    const { stderr } = await run("fix", "--map", "team/shop=shop", "--out", "out");
    expect(stderr).toContain("written: out/team-shop.patch (0600");
    expect(readdirSync(join(cwd, "out")).sort()).toEqual(["team-shop-REMEDIATION.md", "team-shop.patch"]);
    const path = join(cwd, "out", "team-shop.patch");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    for (const [copy, command] of [
      ["git", ["git", "apply"]],
      ["gnu", ["patch", "-p1", "-i"]],
    ] as const) {
      cpSync(join(cwd, "shop"), join(cwd, copy), { recursive: true });
      execFileSync(command[0], [...command.slice(1), path], { cwd: join(cwd, copy), stdio: "pipe" });
    }
    const after = readFileSync(join(cwd, "git", "Dockerfile"), "utf8");
    expect(after).toContain("RUN --mount=type=secret,id=aws,target=/root/.aws/credentials,required=true aws s3 ls");
    expect(readFileSync(join(cwd, "gnu", "Dockerfile"), "utf8")).toBe(after);
    expect(readFileSync(join(cwd, "gnu", ".dockerignore"), "utf8")).toBe("credentials\n**/.env\n");
  });

  it("comes with what else is to be done: rotate, land together, CI secrets, check, purge", async () => {
    const { cwd, run, secret } = shop();
    await run("fix", "--map", "team/shop=shop", "--out", "out");
    const text = readFileSync(join(cwd, "out", "team-shop-REMEDIATION.md"), "utf8");
    const { id, preview } = await secret("github");
    expect(text.replace(/\s+/g, " ")).toContain(`\`${id}\`: \`${preview}\``);
    for (const part of [
      "`team-shop.patch` holds all of it, in one commit:",
      "- `.dockerignore` (ignore file)",
      "- [ ] `aws`: from the file `credentials`",
      "runbook\n  `github`",
      "docker build --secret id=aws,src=credentials .",
      "exhume fix --map team/shop=shop --prove",
      "M17: images that were pushed keep the old value",
    ])
      expect(text.replace(/\s+/g, " ")).toContain(part.replace(/\s+/g, " "));
    expect(longest(text)).toBeLessThanOrEqual(80);
  });

  it("takes names with blanks, quotes and line feeds", async () => {
    const { cwd } = work.newCase();
    const folders = ["with blank", 'quo"te', "line\nfeed", "ümlaut"];
    writeFiles(
      join(cwd, "odd"),
      Object.fromEntries(
        folders.flatMap((name) => [
          [`${name}/Dockerfile`, "FROM alpine\nARG NPM_TOKEN\nRUN npm ci\n"],
          [`${name}/a.js`, ""],
        ]),
      ),
    );
    await exhume(["fix", "--lint", "odd", "--out", "out"], { cwd });
    execFileSync("git", ["apply", join(cwd, "out", "odd.patch")], { cwd: join(cwd, "odd"), stdio: "pipe" });
    for (const name of folders) expect(readFileSync(join(cwd, "odd", name, "Dockerfile"), "utf8")).toContain("--mount");
  });

  it("is not written where nothing is to be done", async () => {
    const { cwd } = work.newCase();
    writeFiles(join(cwd, "clean"), { Dockerfile: "FROM alpine\nRUN echo hello\n" });
    const { status, stdout } = await exhume(["fix", "--lint", "clean", "--out", "out"], { cwd });
    expect({ status, written: existsSync(join(cwd, "out")) }).toEqual({ status: 0, written: false });
    expect(stdout).toContain("Dockerfile: nothing to move");
  });
});

describe("exhume fix without a source", () => {
  it("keeps two repositories apart whose names are the same as files", async () => {
    const { cwd, run } = work.newCase();
    writeFiles(join(cwd, "a"), SHOP);
    await run("fix", "--map", "team/shop=a", "--map", "team/shop=a", "--out", "out");
    expect(
      readdirSync(join(cwd, "out"))
        .filter((name) => name.endsWith(".patch"))
        .sort(),
    ).toEqual(["team-shop-2.patch", "team-shop.patch"]);
  });
});
