import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, statfsSync } from "node:fs";
import { join } from "node:path";
import type { BuilderSettings, BuildOutcome, BuildRequest, ImageBuilder } from "./image-builder.ts";
import { type ProgramEnd, runProgram } from "./run-program.ts";

/** How long a question to the program may take, in ms. */
const ASK_TIMEOUT = 30_000;
/** To clean up is not interrupted. */
const NEVER = new AbortController().signal;

/**
 * buildah, or podman, with a store of its own; images of the user's store can be a base, and are only read. Undefined
 * when the program does not run.
 */
export const openBuildah = async (
  program: "buildah" | "podman",
  settings: BuilderSettings,
  signal: AbortSignal,
): Promise<ImageBuilder | undefined> => {
  const { env, folder } = settings;
  const ask = async (...args: readonly string[]): Promise<ProgramEnd> =>
    runProgram({ program, args, env, timeout: ASK_TIMEOUT }, signal);
  const version = await ask("--version");
  if (!version.ok) return undefined;
  const store = storeFlags(folder, storeOf((await ask("info", "--format", INFO[program])).output));
  const about = /version\s+(\S+)/.exec(version.output)?.[1] ?? "";
  return {
    id: program,
    about: `${program} ${about}`.trim(),
    build: async (request, stop) => build({ program, store, settings }, request, stop),
    // Its store lies in the folder; a store of a user's own namespace can be emptied only from inside of it.
    close: async () => {
      for (const args of [
        ["rm", "--all"],
        ["rmi", "--all", "--force"],
      ])
        await runProgram({ program, args: [...store, ...args], env, timeout: ASK_TIMEOUT }, NEVER);
      await unmountBelow(folder, env);
    },
  };
};

/** The overlay driver binds its folder to itself, and leaves that when a build was stopped. */
const unmountBelow = async (folder: string, env: BuilderSettings["env"]): Promise<void> => {
  // The fifth field is the mount point; proc_pid_mountinfo(5).
  const mounts = existsSync(MOUNTS) ? readFileSync(MOUNTS, "utf8").split("\n") : [];
  const own = mounts.map((line) => line.split(" ")[4] ?? "").filter((point) => point.startsWith(`${folder}/`));
  if (own.length > 0) await runProgram({ program: "umount", args: own.reverse(), env, timeout: ASK_TIMEOUT }, NEVER);
};

const MOUNTS = "/proc/self/mountinfo";

/** buildah-info(1), podman-info(1). */
const INFO = {
  buildah: "{{.store.GraphDriverName}} {{.store.GraphRoot}}",
  podman: "{{.Store.GraphDriverName}} {{.Store.GraphRoot}}",
} as const;

interface UserStore {
  readonly driver: string;
  readonly root: string;
}

const storeOf = (told: string): UserStore | undefined => {
  const [, driver, root] = /^(\w+) (\/.*)$/m.exec(told) ?? [];
  return driver === undefined || root === undefined ? undefined : { driver, root };
};

/** An image store besides its own is of the same driver. Source: containers-storage.conf(5), additionalimagestores */
const storeFlags = (folder: string, user: UserStore | undefined): readonly string[] => {
  const shared = user?.driver === "overlay" && statfsSync(folder).type === OVERLAYFS ? undefined : user;
  return [
    ...["--root", join(folder, "store"), "--runroot", join(folder, "run")],
    ...["--storage-driver", shared?.driver ?? "vfs"],
    ...(shared === undefined ? [] : ["--storage-opt", `${shared.driver}.imagestore=${shared.root}`]),
  ];
};

/** Overlays cannot lie on one, as in a container. Linux, include/uapi/linux/magic.h: OVERLAYFS_SUPER_MAGIC */
const OVERLAYFS = 0x794c7630;

interface Buildah {
  readonly program: keyof typeof PUSH;
  readonly store: readonly string[];
  readonly settings: BuilderSettings;
}

const build = async (
  { program, store, settings: { env, timeout, folder } }: Buildah,
  request: BuildRequest,
  signal: AbortSignal,
): Promise<BuildOutcome> => {
  const run = async (...args: readonly string[]): Promise<ProgramEnd> =>
    runProgram({ program, args: [...store, ...args], env, timeout }, signal);
  const name = randomBytes(8).toString("hex");
  const tag = request.tag ?? `localhost/exhume-prove:${name}`;
  const built = await run("build", ...buildFlags(request), "--tag", tag, request.context);
  if (!built.ok) return { ok: false, output: built.output, timedOut: built.timedOut };
  mkdirSync(join(folder, "images"), { recursive: true });
  const archive = join(folder, "images", `${name}.tar`);
  const saved = await run("push", "--quiet", ...PUSH[program], tag, `oci-archive:${archive}`);
  return saved.ok ? { ok: true, output: built.output, archive } : { ...saved, ok: false };
};

/** The archive is read once and removed: to compress it is of no use. podman has no such flag. */
const PUSH = { buildah: ["--disable-compression"], podman: [] } as const;

/**
 * Without a type, buildah 1.28 takes `src` for the name of a variable when there is one with the name of the id. Without
 * --layers a stage is one layer, which hides what one step wrote and a later one deleted.
 */
const buildFlags = ({ dockerfile, secrets, buildArgs, ssh }: BuildRequest): readonly string[] => [
  ...["--isolation", "chroot", "--layers", "--force-rm", "--no-cache", "--file", dockerfile],
  ...secrets.flatMap(({ id, file }) => ["--secret", `id=${id},type=file,src=${file}`]),
  ...Object.entries(buildArgs).flatMap(([name, value]) => ["--build-arg", `${name}=${value}`]),
  ...(ssh === undefined ? [] : ["--ssh", `default=${ssh}`]),
];
