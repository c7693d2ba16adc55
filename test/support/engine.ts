import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Agent, request } from "undici";
import { afterAll } from "vitest";
import type { BuiltImage } from "./image.ts";
import { tarball } from "./tar.ts";
import { requireTool } from "./tools.ts";

/** A real container engine on a unix socket, without images. No container is ever run but by a build without a network. */
export interface RunningEngine {
  /** `unix:///...`. */
  readonly address: string;
  /** Takes an image of plain layers, as `docker load` does; the tag moves to it. */
  load(image: BuiltImage, tag: string): Promise<void>;
  /** What `docker save` writes. */
  save(...names: readonly string[]): Promise<Buffer>;
  /** Stops it and removes what it kept. */
  stop(): Promise<void>;
}

/** Paths are those of `folder`, `$1` in the texts below; `$2` is the storage driver of docker. */
const COMMANDS = {
  docker:
    'dockerd --config-file "$1/daemon.json" --data-root "$1/data" --exec-root "$1/exec" -p "$1/pid" -H "unix://$1/s" ' +
    "--iptables=false --ip6tables=false --bridge=none --storage-driver=$2",
  podman: 'podman --root "$1/data" --runroot "$1/exec" --storage-driver vfs system service -t 0 "unix://$1/s"',
} as const;

/** Overlays are quicker, but cannot lie on one: OVERLAYFS_SUPER_MAGIC of Linux, include/uapi/linux/magic.h. */
const driverAt = (folder: string): string => (statfsSync(folder).type === 0x794c7630 ? "vfs" : "overlay2");

/** The shell ends it when its own input ends, so also when the tests are killed. Throws with its log after 15 s. */
const startEngine = async (kind: keyof typeof COMMANDS): Promise<RunningEngine> => {
  const folder = await mkdtemp(join(tmpdir(), "exhume-engine-"));
  writeFileSync(join(folder, "daemon.json"), "{}");
  const script = `${COMMANDS[kind]} >"$1/log" 2>&1 & engine=$!; read -r _; kill "$engine"; wait "$engine"`;
  const child = spawn("sh", ["-c", script, "sh", folder, driverAt(folder)], { stdio: ["pipe", "ignore", "ignore"] });
  const agent = new Agent({ connect: { socketPath: join(folder, "s") } });
  const stop = async (): Promise<void> => {
    const ended = child.exitCode === null ? once(child, "exit") : undefined;
    child.stdin.end();
    await ended;
    await agent.close();
    rmSync(folder, { recursive: true, force: true });
  };
  const ask = async (path: string, body?: Uint8Array): Promise<Buffer> => {
    const method = body === undefined ? "GET" : "POST";
    const headers = { "content-type": "application/x-tar" };
    const answer = await request(`http://engine${path}`, { dispatcher: agent, method, headers, body: body ?? null });
    const text = Buffer.from(await answer.body.arrayBuffer());
    if (answer.statusCode !== 200) throw new Error(`${kind} answers ${answer.statusCode}: ${text.toString()}`);
    return text;
  };
  for (let tries = 0; !(await answers(ask)); tries++) {
    if (tries === 150) {
      const log = join(folder, "log");
      const text = existsSync(log) ? readFileSync(log, "utf8") : "";
      await stop();
      throw new Error(`${kind} did not start: ${text}`);
    }
    await pause(100);
  }
  return {
    address: `unix://${folder}/s`,
    load: async (image, tag) => void (await ask("/images/load", dockerArchive(image, tag))),
    save: async (...names) => ask(`/images/get?${names.map((name) => `names=${encodeURIComponent(name)}`).join("&")}`),
    stop,
  };
};

const answers = async (ask: (path: string) => Promise<unknown>): Promise<boolean> =>
  ask("/_ping").then(
    () => true,
    () => false,
  );

/**
 * An engine for the tests of a file. Undefined where it is not installed or may not run, after a line on stderr; under
 * EXHUME_REQUIRE_TOOLS=1 it throws instead.
 */
export const requireEngine = async (kind: keyof typeof COMMANDS): Promise<RunningEngine | undefined> => {
  if (!requireTool(kind === "docker" ? "dockerd" : "podman")) return undefined;
  try {
    const engine = await startEngine(kind);
    afterAll(async () => engine.stop());
    return engine;
  } catch (error) {
    if (process.env.EXHUME_REQUIRE_TOOLS === "1") throw error;
    process.stderr.write(`skipped: tests that need a running ${kind}: ${String(error).slice(-300)}\n`);
    return undefined;
  }
};

const dockerArchive = ({ config, manifest, blobs }: BuiltImage, tag: string): Buffer => {
  const { layers }: { readonly layers: readonly { readonly digest: string }[] } = JSON.parse(
    Buffer.from(manifest.bytes).toString(),
  );
  const name = (digest: string, extension: string): string => `${digest.replace(/^sha256:/, "")}.${extension}`;
  const list = [
    { Config: name(config.digest, "json"), RepoTags: [tag], Layers: layers.map(({ digest }) => name(digest, "tar")) },
  ];
  return tarball([
    { path: name(config.digest, "json"), content: config.bytes },
    ...layers.map(({ digest }) => ({ path: name(digest, "tar"), content: blobs.get(digest) ?? "" })),
    { path: "manifest.json", content: JSON.stringify(list) },
  ]);
};
