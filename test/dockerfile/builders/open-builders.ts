import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll } from "vitest";
import { openBuildah } from "../../../src/builder/buildah.ts";
import { openDocker } from "../../../src/builder/docker.ts";
import type { ImageBuilder } from "../../../src/builder/image-builder.ts";
import { requireEngine } from "../../support/engine.ts";
import { permanentScratch } from "../../support/scratch.ts";
import { requireTool } from "../../support/tools.ts";
import { BASE, writeBase, writeFiles } from "./base.ts";

export interface OpenedBuilder {
  readonly builder: ImageBuilder;
  /** For contexts and secrets. */
  readonly folder: string;
  /** It knows `env=` of a secret mount, and heredocs. */
  readonly forms: readonly ("env" | "file")[];
  readonly heredocs: boolean;
}

export const NEVER = new AbortController().signal;
const TIMEOUT = 60_000;

/** Builders of this machine with the base at hand, one for all cases of a file; what is missing is said by `requireTool`. */
export const openBuilders = async (): Promise<readonly OpenedBuilder[]> => {
  if (!requireTool("busybox")) return [];
  const folder = permanentScratch();
  const opened = await Promise.all([openLocal(folder), openEngine(folder)]);
  return Promise.all(opened.flatMap((one) => one ?? []).map(async (builder) => prepare(folder, builder)));
};

const settings = (folder: string, name: string, env: Readonly<Record<string, string>> = {}) => {
  mkdirSync(join(folder, name));
  return { folder: join(folder, name), env: { ...process.env, ...env }, timeout: TIMEOUT };
};

const openLocal = async (folder: string): Promise<ImageBuilder | undefined> =>
  requireTool("buildah") ? openBuildah("buildah", settings(folder, "buildah"), NEVER) : undefined;

const openEngine = async (folder: string): Promise<ImageBuilder | undefined> => {
  const engine = await requireEngine("docker");
  if (engine === undefined) return undefined;
  const builder = await openDocker(settings(folder, "docker", { DOCKER_HOST: engine.address }), NEVER);
  if (builder === undefined && process.env.EXHUME_REQUIRE_TOOLS === "1")
    throw new Error("no docker client on PATH builds with BuildKit");
  return builder;
};

const prepare = async (folder: string, builder: ImageBuilder): Promise<OpenedBuilder> => {
  afterAll(async () => builder.close());
  const own = join(folder, `${builder.id}-work`);
  const context = join(own, "base");
  mkdirSync(context, { recursive: true });
  writeBase(context);
  const base = await builder.build({ ...plain(context), tag: BASE }, NEVER);
  if (!base.ok) throw new Error(`the base does not build with ${builder.about}: ${base.output}`);
  const knows = async (name: string, text: string): Promise<boolean> => {
    writeFiles(join(own, name), { Dockerfile: `FROM ${BASE}\n${text}`, value: "x" });
    const secrets = [{ id: "x", file: join(own, name, "value") }];
    return (await builder.build({ ...plain(join(own, name)), secrets }, NEVER)).ok;
  };
  const env = await knows("env", 'RUN --mount=type=secret,id=x,env=X test "$X" = x\n');
  const heredocs = await knows("heredoc", "RUN <<EOF\ntrue\nEOF\n");
  return { builder, folder: own, forms: env ? ["env", "file"] : ["file"], heredocs };
};

/** No secrets, no arguments, no network where that can be had. */
export const plain = (context: string) => ({
  context,
  dockerfile: join(context, "Dockerfile"),
  secrets: [],
  buildArgs: {},
  offline: true,
});
