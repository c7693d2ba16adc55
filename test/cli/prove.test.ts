import { once } from "node:events";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CANARY_PREFIX } from "../../src/audit/prove/canary-scanner.ts";
import { requireEngine } from "../support/engine.ts";
import { type Ended, exhume, startExhume } from "../support/exhume.ts";
import { gzipLayer, image, layer } from "../support/image.ts";
import { startRegistry, type TestRegistry } from "../support/registry.ts";
import { expand } from "../support/samples.ts";
import { permanentScratch, scratch } from "../support/scratch.ts";
import { requireTool } from "../support/tools.ts";

const npmToken = expand("npm_<base62:30><crc32>", 41);
const githubToken = expand("ghp_<base62:30><crc32>", 42);

/** A tool that works with any token, as npm would with a good one. */
const NPM = `#!/bin/sh
test -n "$NPM_TOKEN" || { echo "npm: 401 Unauthorized" >&2; exit 1; }
`;
const BASE = `FROM scratch
COPY busybox /bin/busybox
RUN ["/bin/busybox", "--install", "-s", "/bin"]
COPY npm /bin/npm
`;
const STEPS = `ARG NPM_TOKEN
RUN npm ci
COPY .env /app/.env
RUN grep -q GITHUB_TOKEN= /app/.env && echo built > /app/built
RUN rm /app/.env
`;
/** The step that another one waits for: it says that it runs by its command line. */
const SLOW = "RUN sleep 3210\n";

const buildah = requireTool("buildah");
const busybox = requireTool("busybox");
const engine = await requireEngine("docker");

describe.skipIf(!busybox)("a fix that is proven", () => {
  const cwd = permanentScratch();
  const temporary = join(cwd, "tmp");
  let registry: TestRegistry;

  beforeAll(async () => {
    mkdirSync(temporary);
    registry = await startRegistry();
    const layers = [
      gzipLayer([layer.file("app/package.json", "{}")]),
      gzipLayer([layer.file("app/.env", `GITHUB_TOKEN=${githubToken}\n`)]),
    ];
    const history = [`RUN |1 NPM_TOKEN=${npmToken} /bin/sh -c npm ci # buildkit`, "COPY .env /app/.env # buildkit"];
    registry.push("team/app", image({ layers, history }), { tags: ["1"] });
    await exhume(["audit", registry.host, "--quiet"], { cwd });
  });
  afterAll(async () => registry.close());

  /** A source tree with the Dockerfile; `.env` holds the real value. */
  const source = (dockerfile: string): string => {
    const folder = join(scratch(), "source");
    mkdirSync(folder);
    copyFileSync("/bin/busybox", join(folder, "busybox"));
    writeFileSync(join(folder, "npm"), NPM, { mode: 0o755 });
    writeFileSync(join(folder, "Dockerfile"), dockerfile);
    writeFileSync(join(folder, ".env"), `GITHUB_TOKEN=${githubToken}\n`);
    return folder;
  };
  const argsOf = (folder: string, flags: readonly string[]): readonly string[] => [
    "fix",
    ...["--source", folder, "--prove"],
    ...(flags.includes("--builder") ? [] : ["--builder", "buildah"]),
    ...flags,
  ];
  const environment = { TMPDIR: temporary, NPM_TOKEN: npmToken };
  const prove = async (dockerfile: string, ...flags: readonly string[]): Promise<Ended> =>
    exhume(argsOf(source(dockerfile), flags), { cwd, env: environment });
  const table = ({ stdout }: Ended): string => stdout.slice(stdout.indexOf("prove: source"));

  describe.skipIf(!buildah)("with buildah", () => {
    it("is told where canaries were before, that none is there after, and that nothing builds without", async () => {
      const seen = watchProcesses(temporary);
      const ended = await prove(BASE + STEPS);
      const { commands, environments, contexts } = seen.stop();
      expect(table(ended)).toMatch(/before +builds; .*\.env in layer 5 of 7: app\/\.env/);
      expect(table(ended)).toMatch(/NPM_TOKEN in\s+config:\s+history/);
      expect(table(ended)).toMatch(/after +builds; no canary in \d+ blobs\nno secret +fails, as required/);
      expect(table(ended).match(/^proven .*/gm)).toEqual(["proven      .env", "proven      NPM_TOKEN"]);
      expect(ended.stderr).toMatch(/prove: builds 2 images with buildah [\d.]+, which runs the commands/);
      expect(ended.status).toBe(0);
      // Real values stay where they were: not in what is said, nor in the build.
      expect(contexts).toContain(CANARY_PREFIX);
      expect(commands).toContain(CANARY_PREFIX);
      for (const value of [npmToken, githubToken])
        for (const place of [ended.stdout + ended.stderr, commands, environments, contexts])
          expect(place).not.toContain(value);
      expect(ended.stdout + ended.stderr).not.toContain(CANARY_PREFIX);
      expect(readdirSync(temporary)).toEqual([]);
    });

    it("is not proven where the base image is not at hand, with the builder's own words", async () => {
      const ended = await prove(`FROM registry.invalid/node:22\n${STEPS}`);
      expect(ended.stderr).toContain("it may pull registry.invalid/node:22");
      expect(table(ended)).toMatch(/before +does not build: .*registry\.invalid\/node:22/s);
      expect(table(ended)).toMatch(/^not proven +NPM_TOKEN: the base image is not at hand$/m);
      expect(ended.status).toBe(3);
    });

    it("is not proven where the build fails before and after", async () => {
      const ended = await prove(`${BASE}RUN echo "no such tool" >&2 && exit 7\n${STEPS}`);
      expect(table(ended)).toMatch(/before +does not build: no such tool \(exit status 7\)/);
      expect(table(ended)).toMatch(/^not proven +NPM_TOKEN: the build fails the same way before and after$/m);
      expect(ended.status).toBe(3);
    });

    it("does not give steps a network that they should not have", async () => {
      const ended = await prove(BASE + STEPS, "--prove-offline");
      expect(ended.stderr).toContain(
        "exhume: --prove-offline: buildah in a chroot cannot keep steps from the network\n",
      );
      expect(ended.status).toBe(2);
      expect(readdirSync(temporary)).toEqual([]);
    });

    it("has failed where the build works only before", async () => {
      const ended = await prove(`${BASE}${STEPS.replace("RUN npm ci", "RUN test ! -e /run/secrets && npm ci")}`);
      expect(table(ended)).toMatch(/^failed +NPM_TOKEN: it builds before the change and not after$/m);
      expect(ended.status).toBe(1);
    });

    it("is not proven where a build takes too long, which ends with all that it started", async () => {
      const ended = await prove(BASE + STEPS + SLOW, "--prove-timeout", "0.1");
      expect(table(ended)).toMatch(/^not proven +NPM_TOKEN: the builds took too long$/m);
      expect(ended.status).toBe(3);
      expect(commandLines()).not.toContain("sleep\u00003210");
      expect(readdirSync(temporary)).toEqual([]);
    });

    it("can be interrupted, and leaves nothing behind", async () => {
      const child = startExhume(argsOf(source(BASE + STEPS + SLOW), []), { cwd, env: environment });
      const said = text(child.stderr!);
      const out = text(child.stdout!);
      while (!commandLines().includes("sleep\u00003210")) await pause(50);
      child.kill("SIGINT");
      await once(child, "close");
      expect(await said).toContain("exhume: interrupted");
      expect(await out).not.toContain("prove: source");
      expect(child.exitCode).toBe(130);
      expect(commandLines()).not.toContain("sleep\u00003210");
      expect(readdirSync(temporary)).toEqual([]);
    });
  });

  it.skipIf(engine === undefined)(
    "with Docker is proven too, without a frontend image where none can be had",
    async () => {
      const env = { ...environment, DOCKER_HOST: engine!.address };
      const flags = ["--builder", "docker", "--form", "file", "--prove-offline"];
      const ended = await exhume(argsOf(source(BASE + STEPS), flags), { cwd, env });
      expect(table(ended)).toMatch(/builder +docker \d/);
      expect(table(ended)).toMatch(/after +builds; no canary in \d+ blobs/);
      expect(table(ended).match(/^proven .*/gm)).toHaveLength(2);
      expect(table(ended)).toMatch(/note +built without the # syntax= line/);
      expect(ended.status).toBe(0);
      expect(readdirSync(temporary)).toEqual([]);
    },
  );

  it("needs a builder, and says which", async () => {
    const env = { ...environment, PATH: scratch() };
    const ended = await exhume(argsOf(source(BASE + STEPS), []), { cwd, env });
    expect(ended.stderr).toBe(
      "exhume: --prove builds images, and there is no builder at hand\n  hint: install buildah, or docker with BuildKit and a daemon that answers\n",
    );
    expect(ended.status).toBe(2);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it("needs a source", async () => {
    const ended = await exhume(["fix", "--prove"], { cwd, env: environment });
    expect(ended.stdout).toMatch(/prove: .*team-app: not proven: without its source nothing can be built/);
    expect(ended.status).toBe(3);
  });
});

/** Arguments and environments of builders, and files of build contexts, as long as it runs. */
const watchProcesses = (temporary: string) => {
  const seen = { commands: "", environments: "", contexts: "" };
  const look = setInterval(() => {
    seen.commands += commandLines();
    seen.environments += builders("environ");
    for (const folder of readdirSync(temporary)) {
      const env = join(temporary, folder, "0", "context", ".env");
      if (existsSync(env)) seen.contexts += readFileSync(env, "utf8");
    }
  }, 20);
  return {
    stop: () => {
      clearInterval(look);
      return seen;
    },
  };
};

const commandLines = (): string => processes("cmdline").join("\n");

const builders = (file: string): string =>
  processes("cmdline", file)
    .filter((one) => one.startsWith("buildah"))
    .join("\n");

const processes = (...files: readonly string[]): readonly string[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return files.map((file) => readFileSync(`/proc/${pid}/${file}`, "latin1")).join(" ");
      } catch {
        return "";
      }
    });
