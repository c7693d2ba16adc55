import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { BuilderSettings, BuildOutcome, BuildRequest, ImageBuilder, TrailOutcome } from "./image-builder.ts";
import { programsOnPath } from "./programs-on-path.ts";
import { type ProgramEnd, runProgram } from "./run-program.ts";

/** How long a question to the program may take, in ms. */
const ASK_TIMEOUT = 30_000;

/**
 * Docker with BuildKit. Undefined when no `docker` on PATH has it with a daemon that answers: since Docker 23 BuildKit is
 * a plug-in of the client, so an older client further back on PATH may do what the first one cannot.
 */
export const openDocker = async (settings: BuilderSettings, signal: AbortSignal): Promise<ImageBuilder | undefined> => {
  const env = { ...settings.env, DOCKER_BUILDKIT: "1" };
  for (const program of programsOnPath("docker", env)) {
    const ask = async (...args: readonly string[]): Promise<ProgramEnd> =>
      runProgram({ program, args, env, timeout: ASK_TIMEOUT }, signal);
    const help = await ask("build", "--help");
    if (!help.ok || !help.output.includes("--secret")) continue;
    const server = await ask("version", "--format", "{{.Server.Version}}");
    if (!server.ok) continue;
    const buildx = (await ask("buildx", "version")).ok;
    return createDocker({ program, env, settings, buildx, version: lastLine(server.output) });
  }
  return undefined;
};

/** Warnings come first. */
const lastLine = (output: string): string => output.trim().split("\n").at(-1) ?? "";

interface Docker {
  readonly program: string;
  readonly env: BuilderSettings["env"];
  readonly settings: BuilderSettings;
  readonly buildx: boolean;
  readonly version: string;
}

const createDocker = (docker: Docker): ImageBuilder => {
  const images: string[] = [];
  return {
    id: "docker",
    about: `docker ${docker.version}`,
    build: async (request, signal) => {
      const tag = request.tag ?? `exhume-prove:${randomBytes(8).toString("hex")}`;
      images.push(tag);
      return build(docker, { ...request, tag }, signal);
    },
    ...(docker.buildx && { trail: async (request, signal) => trail(docker, request, signal) }),
    close: async () => {
      if (images.length > 0) await call(docker, ["image", "rm", "--force", ...images], new AbortController().signal);
    },
  };
};

const call = async (docker: Docker, args: readonly string[], signal: AbortSignal): Promise<ProgramEnd> =>
  runProgram({ program: docker.program, args, env: docker.env, timeout: docker.settings.timeout }, signal);

const build = async (
  docker: Docker,
  request: BuildRequest & { readonly tag: string },
  signal: AbortSignal,
): Promise<BuildOutcome> => {
  const load = docker.buildx ? ["--load"] : [];
  const built = await call(
    docker,
    ["build", ...buildFlags(request), ...load, "--tag", request.tag, request.context],
    signal,
  );
  if (!built.ok) return { ok: false, output: built.output, timedOut: built.timedOut };
  const archive = join(imagesIn(docker), `${randomBytes(8).toString("hex")}.tar`);
  const saved = await call(docker, ["save", "--output", archive, request.tag], signal);
  return saved.ok ? { ok: true, output: built.output, archive } : { ...saved, ok: false };
};

/** Source: https://docs.docker.com/build/metadata/attestations/slsa-provenance/, https://docs.docker.com/build/cache/backends/local/ */
const trail = async (docker: Docker, request: BuildRequest, signal: AbortSignal): Promise<TrailOutcome> => {
  const stem = join(imagesIn(docker), randomBytes(8).toString("hex"));
  const [archive, cache] = [`${stem}.tar`, `${stem}-cache`];
  const out = ["--output", `type=oci,dest=${archive}`, "--cache-to", `type=local,dest=${cache},mode=max`];
  const args = ["buildx", "build", ...buildFlags(request), "--provenance=mode=max", ...out, request.context];
  const built = await call(docker, args, signal);
  return built.ok ? { ok: true, archive, cache } : { ok: false, output: built.output };
};

const imagesIn = ({ settings }: Docker): string => {
  const folder = join(settings.folder, "images");
  mkdirSync(folder, { recursive: true });
  return folder;
};

const buildFlags = ({ dockerfile, secrets, buildArgs, ssh, offline }: BuildRequest): readonly string[] => [
  ...["--no-cache", "--progress=plain", "--file", dockerfile],
  // BuildKit merges a step with the same step of a build that goes on beside it, whatever secret either was given; the
  // hosts of a step are part of what it is.
  ...["--add-host", `exhume-${randomBytes(8).toString("hex")}:127.0.0.1`],
  ...secrets.flatMap(({ id, file }) => ["--secret", `id=${id},src=${file}`]),
  ...Object.entries(buildArgs).flatMap(([name, value]) => ["--build-arg", `${name}=${value}`]),
  ...(ssh === undefined ? [] : ["--ssh", `default=${ssh}`]),
  ...(offline === true ? ["--network", "none"] : []),
];
