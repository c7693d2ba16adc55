import { readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CLEAN } from "../dockerfile/lint-shapes.ts";
import { exhume } from "../support/exhume.ts";
import { expand } from "../support/samples.ts";
import { scratch } from "../support/scratch.ts";
import { writeFiles } from "../support/write-files.ts";

const TOKEN = expand("ghp_<base62:30><crc32>", 95);

/** Two secrets in one Dockerfile, of which one is known by its format alone. */
const APP = {
  Dockerfile: `FROM node:20\nARG NPM_TOKEN\nRUN npm ci\nRUN ./setup ${TOKEN} && echo done\n`,
  "package.json": "{}",
};

const lint = async (cwd: string, ...flags: readonly string[]) => exhume(["fix", "--lint", ...flags], { cwd });

describe("exhume fix --lint", () => {
  it("needs no case, no key and no network, and leaves nothing behind", async () => {
    const cwd = scratch();
    writeFiles(join(cwd, "app"), APP);
    const { status, stdout } = await lint(cwd, "app");
    expect(status).toBe(0);
    expect(stdout).toContain("- auto: Build argument NPM_TOKEN (R1)");
    expect(stdout).toContain("+RUN --mount=type=secret,id=NPM_TOKEN,env=NPM_TOKEN,required=true npm ci");
    expect(readdirSync(cwd)).toEqual(["app"]);
  });

  it("knows a literal by the format of its token, and never shows it", async () => {
    const cwd = scratch();
    writeFiles(join(cwd, "app"), APP);
    const { stdout, stderr } = await lint(cwd, "app");
    expect(stdout).toMatch(/^- [\w+]+: Value in RUN line 4 \(/m);
    expect(stdout + stderr).not.toContain(TOKEN);
  });

  it("shows nothing that a scan finds: in lines around a change, in JSON, in what is written", async () => {
    const cwd = scratch();
    const password = expand("<password>", 31);
    const dockerfile = [
      "FROM debian:12",
      "ARG API_TOKEN",
      `RUN mysql -uroot -p${password} -h db.acme.io -e "select 1"`,
      'RUN curl -H "Authorization: token $API_TOKEN" -o /a https://x.acme.io/a',
      `RUN lftp -u ci,${password} -e "get y; bye" ftp.acme.io`,
      "",
    ].join("\n");
    writeFiles(cwd, { "app/Dockerfile": dockerfile });
    const shown = [await lint(cwd, "app"), await lint(cwd, "app", "--format", "json", "--out", "out")];
    const written = readFileSync(join(cwd, "out", "app-REMEDIATION.md"), "utf8");
    expect(shown[0]?.stdout).toContain("mysql -uroot -p•••");
    expect(shown.map(({ stdout, stderr }) => stdout + stderr).join("") + written).not.toContain(password);
  });

  it("tells of a password inside the value of a variable whose name says nothing", async () => {
    const cwd = scratch();
    const password = expand("<password>", 32);
    const dockerfile = [
      "FROM eclipse-temurin:21",
      `ENV DB_CONN="Server=db;User Id=sa;Password=${password};"`,
      `ENV JAVA_OPTS="-Xmx512m -Dspring.datasource.password=${password}"`,
      "ENV APP_OPTS=-Xmx512m",
      "",
    ].join("\n");
    writeFiles(cwd, { "app/Dockerfile": dockerfile });
    const { stdout } = await lint(cwd, "app");
    const told = [...stdout.matchAll(/^- manual: Environment variable (\w+) \(M1\)$/gm)].map(([, name]) => name);
    expect(told).toEqual(["DB_CONN", "JAVA_OPTS"]);
    expect(stdout).not.toContain(password);
  });

  it("knows a file by what a scan finds in it, whatever its shape", async () => {
    const cwd = scratch();
    writeFiles(join(cwd, "app"), {
      Dockerfile: "FROM gradle:8\nCOPY gradle.properties /root/.gradle/gradle.properties\nRUN gradle build\n",
      "gradle.properties": `version=1\ngh=${TOKEN}\n`,
    });
    expect((await lint(cwd, "app")).stdout).toContain("Secret file /root/.gradle/gradle.properties (R2)");
  });

  it.each([
    ["a file of any name", "COPY app.yml /app/", "/app/app.yml", { "app.yml": `gh: ${TOKEN}\n` }],
    ["a file of a folder", "COPY . /app", "/app/conf/app.yml", { "conf/app.yml": `gh: ${TOKEN}\n` }],
    ["a heredoc", `COPY <<EOT /app.yml\ngh: ${TOKEN}\nEOT`, "/app.yml", {}],
    ["ONBUILD RUN", `ONBUILD RUN curl -H "Authorization: Bearer ${TOKEN}" https://x.io`, "line 2", {}],
    ["ONBUILD ENV", `ONBUILD ENV GH=${TOKEN}`, "GH", {}],
    ["ONBUILD COPY", "ONBUILD COPY app.yml /app/", "/app/app.yml", { "app.yml": `gh: ${TOKEN}\n` }],
    ["the address of an ADD", `ADD https://ci:${TOKEN}@x.io/a.tgz /`, "line 2", {}],
    ["a JSON command", `ENTRYPOINT ["redis-server","--requirepass","${expand("<password>", 7)}"]`, "line 2", {}],
    ["a shell command", `CMD java -Djavax.net.ssl.keyStorePassword=${expand("<password>", 8)} -jar a`, "line 2", {}],
    ["a short option", `RUN ldapsearch -x -w ${expand("<password>", 9)} -D cn=a`, "line 2", {}],
    ["a pipe", `RUN echo ${expand("<password>", 10)} | passwd --stdin root`, "line 2", {}],
    ["SQL", `RUN mysql -e "CREATE USER a IDENTIFIED BY '${expand("<password>", 11)}'"`, "line 2", {}],
  ])("tells of what a scan finds in %s, and shows it nowhere", async (_what, line, id, files) => {
    const cwd = scratch();
    writeFiles(join(cwd, "app"), { Dockerfile: `FROM python:3\n${line}\nRUN echo done\n`, ...files });
    const { status, stdout } = await lint(cwd, "app");
    expect(status).toBe(0);
    expect(stdout).toContain(` ${id} (`);
    for (const seed of [7, 8, 9, 10, 11]) expect(stdout).not.toContain(expand("<password>", seed));
    expect(stdout).not.toContain(TOKEN);
  });

  it("takes the name behind an empty value for no value of it", async () => {
    const cwd = scratch();
    writeFiles(cwd, { "app/Dockerfile": 'FROM alpine\nENV APP_KEY= DB_PASSWORD= API_TOKEN=""\n' });
    expect((await lint(cwd, "app")).stdout).toContain("Nothing in it looks like a secret.");
  });

  it("tells of a password in a file that COPY writes, where the scan is sure", async () => {
    const cwd = scratch();
    const password = expand("<base62:24>", 33);
    const dockerfile = `FROM nginx\nCOPY <<"EOF" /etc/app/config.yml\ndb:\n  password: ${password}\nEOF\n`;
    writeFiles(cwd, { "app/Dockerfile": dockerfile });
    const { stdout } = await lint(cwd, "app");
    expect(stdout).toContain("- manual: Secret file /etc/app/config.yml (R11)");
    expect(stdout).not.toContain(password);
  });

  it("shows the names of secrets that compose lists", async () => {
    const cwd = scratch();
    const names = ["UV_INDEX_ACME_USERNAME", "UV_INDEX_ACME_PASSWORD"];
    writeFiles(cwd, {
      "app/Dockerfile": `FROM python:3.12\n${names.map((name) => `ARG ${name}\n`).join("")}RUN uv sync\n`,
      "app/compose.yaml": `services:\n  app:\n    build:\n      context: .\n      args:\n${names.map((name) => `        - ${name}\n`).join("")}`,
    });
    const { stdout } = await lint(cwd, "app");
    expect(stdout).toContain("+    environment: UV_INDEX_ACME_PASSWORD");
    expect(stdout).not.toContain("•••");
  });

  it("proposes nothing for ordinary Dockerfiles", async () => {
    const cwd = scratch();
    for (const [index, { text, files }] of CLEAN.entries())
      writeFiles(join(cwd, "tree", `app${index}`), { Dockerfile: text, "start.rs": "", ...files });
    const { stdout } = await lint(cwd, "tree", "--format", "json");
    const [tree] = JSON.parse(stdout).repositories;
    expect(tree.dockerfiles).toHaveLength(CLEAN.length);
    expect(tree.secrets.map(({ id }: { id: string }) => id)).toEqual([]);
    expect(tree.verdict).toBe("none");
  });

  it("goes on after a Dockerfile that cannot be read, and says so", async () => {
    const cwd = scratch();
    writeFiles(join(cwd, "app"), { ...APP, "a/Dockerfile": new Uint8Array([0xff, 0xfe, 0x46, 0x00]) });
    const { status, stdout } = await lint(cwd, "app");
    expect(status).toBe(0);
    expect(stdout.replace(/\s+/g, " ")).toContain("a/Dockerfile cannot be read as UTF-8 text: not looked at");
    expect(stdout).toContain("- auto: Build argument NPM_TOKEN (R1)");
  });

  it("reads names that hold characters of patterns", async () => {
    const cwd = scratch();
    writeFiles(cwd, {
      "app/Dockerfile": "FROM alpine\nARG *DB_PASSWORD\nARG NPM_TOKEN\nRUN npm ci\n",
      "app/ci.sh": "docker build --build-arg *DB_PASSWORD=x --build-arg NPM_TOKEN .\n",
      "app/Makefile": "*DB_PASSWORD = x\nimage:\n\tdocker build --build-arg *DB_PASSWORD .\n",
    });
    const { status, stdout } = await lint(cwd, "app");
    expect(status).toBe(0);
    expect(stdout).toContain("*DB_PASSWORD");
    expect(stdout).toContain("NPM_TOKEN (R1)");
  });

  it("lets the shell put the home directory into the build command", async () => {
    const cwd = scratch();
    const write = 'printf "machine gitlab.example login ci password %s" "$GITLAB_TOKEN" > ~/.netrc';
    writeFiles(join(cwd, "app"), {
      Dockerfile: `FROM python:3.12\nARG GITLAB_TOKEN\nRUN ${write}\nRUN pip install app\nRUN rm ~/.netrc\n`,
    });
    expect((await lint(cwd, "app")).stdout).toContain('docker build --secret "id=netrc,src=$HOME/.netrc" .');
  });

  it("takes one Dockerfile, and a link for the file that it leads to", async () => {
    const cwd = scratch();
    writeFiles(join(cwd, "app"), { ...APP, "build/recipe.txt": APP.Dockerfile });
    symlinkSync("build/recipe.txt", join(cwd, "app", "Dockerfile.linked"));
    symlinkSync("/etc/hostname", join(cwd, "app", "Dockerfile.host"));
    expect((await lint(cwd, "app/Dockerfile")).stdout).toContain("--- a/Dockerfile\n");
    const { stdout } = await lint(cwd, "app");
    expect(stdout).toContain("--- a/build/recipe.txt\n");
    expect(stdout).toContain("Dockerfile.host is a link out of app: not read");
  });

  it("reads nothing through a link that leads out of the tree", async () => {
    const cwd = scratch();
    const settings = "<password>q8Zr2LwYx7</password>\n";
    const dockerfile = "FROM maven:3\nCOPY settings.xml /root/.m2/settings.xml\nRUN mvn package\n";
    writeFiles(cwd, { "outside.xml": settings, "app/Dockerfile": dockerfile, "own/Dockerfile": dockerfile });
    symlinkSync("../outside.xml", join(cwd, "app", "settings.xml"));
    writeFiles(cwd, { "own/inside.xml": settings });
    symlinkSync("inside.xml", join(cwd, "own", "settings.xml"));
    expect((await lint(cwd, "own")).stdout).toContain("Secret file /root/.m2/settings.xml");
    expect((await lint(cwd, "app")).stdout).toContain("Dockerfile: nothing to move");
  });
});

describe("exhume fix, typed wrong", () => {
  const wrong: readonly (readonly [what: string, args: readonly string[], message: RegExp])[] = [
    ["a folder that is not there", ["--lint", "nowhere"], /there is no source folder nowhere/],
    ["a folder without a Dockerfile", ["--lint", "empty"], /there is no Dockerfile in empty/],
    ["a Dockerfile that is no text", ["--lint", "binary"], /binary\/Dockerfile cannot be read as UTF-8/],
    ["--lint with a case", ["--lint", "app", "--db", "x.db"], /--lint and --db do not go together/],
    ["--lint with a map", ["--lint", "app", "--map", "a=app"], /--lint and --map do not go together/],
    ["a map without a folder", ["--map", "app"], /exhume\.db|names no folder/],
    ["a builder that is none", ["--lint", "app", "--builder", "bazel"], /docker, buildah, podman, kaniko/],
    ["a gate that is none", ["--gate", "jenkins"], /github, gitlab/],
    ["a gate for a source", ["--gate", "github", "--source", "app"], /--gate and --source do not go together/],
    ["--force alone", ["--lint", "app", "--force"], /--force says nothing without --write/],
    ["--write without a source", ["--write"], /--write refused: there is no source/],
    ["a case that is not there", [], /exhume\.db/],
    ["a folder of patches that is a file", ["--lint", "app", "--out", "app/Dockerfile"], /cannot be written/],
  ];

  it.each(wrong)("%s: one line, a hint, exit 2", async (_what, args, message) => {
    const cwd = scratch();
    writeFiles(cwd, {
      "app/Dockerfile": APP.Dockerfile,
      "empty/readme.txt": "",
      "binary/Dockerfile": new Uint8Array([0xff, 0xfe, 0x46, 0x00]),
    });
    const { status, stderr } = await exhume(["fix", ...args], { cwd });
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/hint: |exhume fix --help/);
    expect(status).toBe(2);
  });

  it("has examples in its help, in 80 columns", async () => {
    const { stdout } = await exhume(["fix", "--help"], { cwd: scratch() });
    for (const flag of ["--lint .", "--map team/app=../app", "--write", "--gate github"])
      expect(stdout).toContain(flag);
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});
