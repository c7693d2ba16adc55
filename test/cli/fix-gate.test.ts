import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { exhume } from "../support/exhume.ts";
import { expand } from "../support/samples.ts";
import { permanentScratch, scratch } from "../support/scratch.ts";
import { requireTool } from "../support/tools.ts";
import { writeFiles } from "../support/write-files.ts";

const GATES = ["github", "gitlab"] as const;
const CLI = join(import.meta.dirname, "..", "..", "dist", "cli.js");

const gate = async (ci: (typeof GATES)[number]): Promise<string> => {
  const { status, stdout } = await exhume(["fix", "--gate", ci], { cwd: scratch() });
  expect(status).toBe(0);
  return stdout;
};

/** The lines of shell in the order in which a job runs them; those of an action of others are left out. */
const shellLines = (ci: (typeof GATES)[number], text: string): readonly string[] => {
  const { image, jobs } = parse(text);
  return ci === "gitlab"
    ? [...image.before_script, ...image.script]
    : jobs.image.steps.flatMap(({ run }: { run?: string }) => run ?? []);
};

describe.each(GATES)("the gate for %s", (ci) => {
  it("is YAML in which the audit stands after the build and before the push", async () => {
    const lines = shellLines(ci, await gate(ci));
    const audit = lines.findIndex((line) => line.includes("exhume audit"));
    const push = lines.findIndex((line) => line.includes("docker push"));
    expect(audit).toBeGreaterThan(-1);
    expect(push).toBeGreaterThan(audit);
    expect(lines[audit]).toContain("--fail-on high");
    expect(lines.slice(0, audit).some((line) => line.includes("docker push"))).toBe(false);
  });

  it("uses no action but GitHub's own and Docker's, pins what it uses by placeholders, and fits a terminal", async () => {
    const text = await gate(ci);
    const uses = [...text.matchAll(/uses: (\S+)/g)].map(([, action]) => action);
    expect(uses.filter((action) => !/^(?:actions\/checkout|docker\/[\w-]+)@COMMIT_OF_\w+$/.test(action!))).toEqual([]);
    for (const placeholder of text.match(/\b(?:COMMIT_OF_|DOCKER_VERSION|EXHUME_PACKAGE)/g) ?? [])
      expect(text.split("name: image")[0]!.split("\nimage:")[0]).toContain(placeholder);
    expect(text).not.toContain("{{version}}");
    expect(
      Math.max(
        ...text
          .split("\n")
          .filter((line) => line.startsWith("#"))
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(80);
  });
});

const TOOLS = ["buildah", "busybox"].map(requireTool).every(Boolean);

describe.skipIf(!TOOLS)("the step that audits", () => {
  const cwd = permanentScratch();
  const build = (name: string, files: Readonly<Record<string, string>>): void => {
    const context = join(cwd, name);
    writeFiles(context, { ...files, Dockerfile: "FROM scratch\nCOPY busybox /bin/busybox\nCOPY app /app\n" });
    copyFileSync("/bin/busybox", join(context, "busybox"));
    const storage = ["--root", join(cwd, "st"), "--runroot", join(cwd, "run"), "--storage-driver", "vfs"];
    const options = { stdio: "pipe", env: { ...process.env, BUILDAH_ISOLATION: "chroot" } } as const;
    execFileSync("buildah", ["bud", ...storage, "--layers", "-t", `localhost/${name}`, context], options);
    execFileSync(
      "buildah",
      ["push", ...storage, `localhost/${name}`, `docker-archive:${join(cwd, `${name}.tar`)}`],
      options,
    );
  };

  beforeAll(() => {
    build("leaky", { "app/.env": `GITHUB_TOKEN=${expand("ghp_<base62:30><crc32>", 97)}\n` });
    build("clean", { "app/index.js": "console.log(1);\n" });
    writeFileSync(join(cwd, "exhume"), `#!/bin/sh\nexec "${process.execPath}" "${CLI}" "$@"\n`, { mode: 0o755 });
  });

  /** As a runner does: the commands of one step in a shell that ends with the first that fails. */
  const runStep = (step: string, archive: string) =>
    spawnSync("sh", ["-e", "-c", `${step}\necho pushed`], {
      cwd: scratch(),
      encoding: "utf8",
      env: { PATH: `${cwd}:${process.env.PATH}`, HOME: cwd, ARCHIVE: archive, RUNNER_TEMP: "." },
    });

  it.each(GATES)("ends the job of %s when the image holds a secret, and lets a clean one pass", async (ci) => {
    const step = shellLines(ci, await gate(ci)).find((line) => line.includes("exhume audit"))!;
    const leaky = runStep(step, join(cwd, "leaky.tar"));
    expect({ status: leaky.status, pushed: leaky.stdout.includes("pushed") }).toEqual({ status: 1, pushed: false });
    const clean = runStep(step, join(cwd, "clean.tar"));
    expect({ status: clean.status, pushed: clean.stdout.includes("pushed"), said: clean.stderr }).toMatchObject({
      status: 0,
      pushed: true,
    });
  });
});
