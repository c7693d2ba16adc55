import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * A `docker` that prints what a build would get, one word a line: build arguments and secrets as `NAME=value` (a secret
 * of its file or variable), all else as it is.
 */
const FAKE = `#!/bin/sh
given() {
  case "$1" in *=*) echo "$1";; *) eval "echo \\"$1=\\$$1\\"";; esac
}
secret() {
  id=\${1#id=}; id=\${id%%,*}
  case "$1" in
    *,src=*) printf '%s=' "$id"; cat "\${1#*,src=}"; echo;;
    *,env=*) eval "echo \\"$id=\\$\${1#*,env=}\\"";;
  esac
}
while [ $# -gt 0 ]; do
  case "$1" in
    --build-arg) given "$2"; shift;;
    --build-arg=*) given "\${1#--build-arg=}";;
    --secret) secret "$2"; shift;;
    *) echo "$1";;
  esac
  shift
done
`;

export interface RunIn {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Puts it in `bin` of the folder, as docker, podman and sudo's target alike. */
export const installFakeDocker = (folder: string): void => {
  mkdirSync(join(folder, "bin"), { recursive: true });
  for (const name of ["docker", "podman"]) {
    writeFileSync(join(folder, "bin", name), FAKE);
    chmodSync(join(folder, "bin", name), 0o755);
  }
};

/** What the fake was given when the program ran, in order of the alphabet: where a flag stands does not matter. */
export const runWithFake = (program: string, args: readonly string[], { folder, env }: RunIn): readonly string[] =>
  execFileSync(program, args, {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...env, PATH: `${join(folder, "bin")}:${process.env.PATH}` },
  })
    .split("\n")
    .filter((line) => line !== "")
    .sort();
