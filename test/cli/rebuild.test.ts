import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { ReportModel } from "../../src/report/model.ts";
import { type Ended, exhume } from "../support/exhume.ts";
import { expand } from "../support/samples.ts";
import { permanentScratch } from "../support/scratch.ts";
import { requireTool } from "../support/tools.ts";

const TOOLS = ["buildah", "busybox", "git", "patch"].map(requireTool).every(Boolean);
const BUSYBOX = "/bin/busybox";
const npmToken = expand("npm_<base62:30><crc32>", 31);
const githubToken = expand("ghp_<base62:30><crc32>", 32);

/** Both cases everybody has: a build argument that history keeps, and a file that a later layer deletes. */
const DOCKERFILE = `FROM scratch
COPY busybox /bin/busybox
RUN ["/bin/busybox", "--install", "-s", "/bin"]
ARG NPM_TOKEN
RUN mkdir /app && echo "//npm.registry.example/:_authToken=\${NPM_TOKEN}" > /app/.npmrc && \\
    test -n "$NPM_TOKEN" && rm /app/.npmrc
COPY .env /app/.env
RUN grep -q GITHUB_TOKEN /app/.env && echo built > /app/built
RUN rm /app/.env
CMD ["/bin/sh"]
`;

describe.skipIf(!TOOLS)("a vulnerable image, patched and built again", () => {
  const cwd = permanentScratch();
  const context = join(cwd, "source");
  const buildah = (args: readonly string[], dir = context): void =>
    void execFileSync(
      "buildah",
      [args[0]!, "--root", join(cwd, "st"), "--runroot", join(cwd, "run"), "--storage-driver", "vfs", ...args.slice(1)],
      { cwd: dir, stdio: "pipe", env: { ...process.env, BUILDAH_ISOLATION: "chroot" } },
    );
  const build = (name: string, ...flags: readonly string[]): void => {
    buildah([
      "bud",
      "--isolation",
      "chroot",
      "--layers",
      "--no-cache",
      ...flags,
      "-t",
      `localhost/${name}`,
      "-f",
      "Dockerfile",
      ".",
    ]);
    buildah(["push", `localhost/${name}`, `oci-archive:${join(cwd, `${name}.tar`)}`]);
  };
  const audit = async (name: string): Promise<Ended> =>
    exhume(["audit", `oci-archive:${name}.tar`, "--db", `${name}.db`], { cwd });
  const fix = async (...flags: readonly string[]): Promise<Ended> =>
    exhume(["fix", "--source", "source", "--builder", "buildah", "--db", "before.db", ...flags], { cwd });
  const secretFlags = ["--secret", "id=NPM_TOKEN,src=../npm-token", "--secret", "id=env,src=.env"];

  beforeAll(async () => {
    mkdirSync(context);
    copyFileSync(BUSYBOX, join(context, "busybox"));
    writeFileSync(join(context, "Dockerfile"), DOCKERFILE);
    writeFileSync(join(context, ".env"), `GITHUB_TOKEN=${githubToken}\n`);
    writeFileSync(join(cwd, "npm-token"), npmToken);
    build("before", "--build-arg", `NPM_TOKEN=${npmToken}`);
  });

  it("had both secrets", async () => {
    expect((await audit("before")).status).toBe(1);
    const { secrets }: ReportModel = JSON.parse((await exhume(["report", "--db", "before.db"], { cwd })).stdout);
    expect(
      secrets
        .map(({ ruleId, occurrences }) => `${ruleId} ${occurrences.map(({ images }) => images[0]?.exposure).sort()}`)
        .sort(),
    ).toEqual([expect.stringMatching(/^github.* deleted$/), expect.stringMatching(/^npm.* history/)]);
  });

  it("gets a diff that git and patch accept, shown without values and written for its owner only", async () => {
    const shown = await fix("--out", "patches");
    expect(shown.status).toBe(0);
    const patch = readdirSync(join(cwd, "patches")).find((name) => name.endsWith(".patch"));
    const path = join(cwd, "patches", patch!);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    execFileSync("git", ["apply", "--check", path], { cwd: context, stdio: "pipe" });
    execFileSync("patch", ["--dry-run", "-p1", "-i", path], { cwd: context, stdio: "pipe" });
    for (const value of [npmToken, githubToken])
      expect(shown.stdout + shown.stderr + readFileSync(path, "utf8")).not.toContain(value);
    execFileSync("git", ["apply", path], { cwd: context, stdio: "pipe" });
  });

  it("does not build without the secrets, and has none of them when built with them", async () => {
    expect(() => build("unmounted")).toThrow();
    build("after", ...secretFlags);
    expect((await audit("after")).status).toBe(0);
    const { secrets, verdict }: ReportModel = JSON.parse(
      (await exhume(["report", "--db", "after.db"], { cwd })).stdout,
    );
    expect([secrets, verdict]).toEqual([[], "complete"]);
  });

  it("gets no further diff", async () => {
    const again = await fix("--out", "again");
    expect(again.status).toBe(0);
    expect(() => readdirSync(join(cwd, "again"))).toThrow(/ENOENT/);
  });
});
