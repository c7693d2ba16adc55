import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";

interface Build {
  readonly ok: boolean;
  readonly output: string;
  /** Every blob of the image, decompressed: manifest, config, layers. */
  readonly blobs: readonly Buffer[];
}

/** A root file system without a registry, and a fake npm that works only with the secret at hand. */
const BASE = `FROM scratch
COPY busybox /bin/busybox
RUN ["/bin/busybox","--install","-s","/bin"]
COPY npm /bin/npm
`;

/** `PROOF` in the token's place: the fake tool knows a good token by its first word. */
export const PROOF = "proof";
const NPM = `#!/bin/sh
case "$1" in cache) exit 0;; esac
for f in .npmrc "$HOME/.npmrc" /root/.npmrc; do
  if [ -r "$f" ] && grep -q '_authToken=${PROOF}' "$f"; then exit 0; fi
done
case "$NPM_TOKEN" in ${PROOF}*) exit 0;; esac
echo "npm: 401" >&2; exit 1
`;

/** A place where buildah keeps images; the base is built once. */
export interface Builder {
  /** Builds the Dockerfile, whose base is `localhost/base`, in a fresh context. */
  readonly build: (from: BuildInput) => Build;
}

interface BuildInput {
  readonly dockerfile: string;
  readonly files: Readonly<Record<string, string>>;
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export const createBuilder = (folder: string): Builder => {
  const store = ["--root", join(folder, "store"), "--runroot", join(folder, "run"), "--storage-driver", "vfs"];
  const run = (args: readonly string[], at: { cwd: string; env?: Readonly<Record<string, string>> }) =>
    spawnSync("buildah", args, { cwd: at.cwd, encoding: "utf8", env: { ...process.env, ...at.env } });
  // --layers, or a stage would be squashed and hide what it deletes.
  const bud = ["bud", ...store, "--isolation", "chroot", "--layers", "--no-cache"];
  const base = join(folder, "base");
  write(base, { Dockerfile: BASE });
  copyFileSync("/bin/busybox", join(base, "busybox"));
  writeFileSync(join(base, "npm"), NPM, { mode: 0o755 });
  const ready = run([...bud, "-t", "localhost/base", "."], { cwd: base });
  if (ready.status !== 0) throw new Error(`the base does not build: ${ready.stderr}`);
  let builds = 0;
  return {
    build: ({ dockerfile, files, flags = [], env = {} }) => {
      builds += 1;
      const context = join(folder, `context-${builds}`);
      const image = join(folder, `image-${builds}`);
      write(context, { ...files, Dockerfile: dockerfile });
      const built = run([...bud, ...flags, "-t", `localhost/i${builds}`, "."], { cwd: context, env });
      const output = `${built.stdout}${built.stderr}`;
      if (built.status !== 0) return { ok: false, output, blobs: [] };
      const pushed = run(["push", ...store, `localhost/i${builds}`, `oci:${image}:i`], { cwd: context });
      return { ok: pushed.status === 0, output, blobs: readBlobs(join(image, "blobs/sha256")) };
    },
  };
};

const write = (folder: string, files: Readonly<Record<string, string>>): void => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
};

const readBlobs = (folder: string): readonly Buffer[] =>
  readdirSync(folder).map((name) => {
    const bytes = readFileSync(join(folder, name));
    return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
  });
