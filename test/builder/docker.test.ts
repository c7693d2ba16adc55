import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createCanaryScanner } from "../../src/audit/prove/canary-scanner.ts";
import { judgeProof } from "../../src/audit/prove/judge-proof.ts";
import { proveFix } from "../../src/audit/prove/prove-fix.ts";
import { openDocker } from "../../src/builder/docker.ts";
import type { BuilderSettings } from "../../src/builder/image-builder.ts";
import { openBuilder } from "../../src/builder/open-builder.ts";
import { fixDockerfile } from "../../src/dockerfile/fix.ts";
import { contextOf } from "../dockerfile/cases.ts";
import { scratch } from "../support/scratch.ts";

const NEVER = new AbortController().signal;

/**
 * Answers as Docker 28 with buildx does; Debian's 20.10 has none. What it is told by arguments gets into the config of
 * the image; with `leaks`, provenance or cache hold the secrets too. "no-buildx" and "no-daemon" are those of a client that
 * cannot build.
 */
const STUB = `#!/bin/sh
here=\${0%/*}; read -r mode <"$here/mode"; all="$*"
image() { # file, text
  work=$(mktemp -d); printf '{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]},"history":[{"created_by":"%s","empty_layer":true}],"config":{}}' "$2" >"$work/config.json"
  printf '[{"Config":"config.json","RepoTags":["a:1"],"Layers":[]}]' >"$work/manifest.json"
  tar -C "$work" -cf "$1" manifest.json config.json; rm -r "$work"
}
after() { while [ $# -gt 0 ]; do case "$1" in "$want"*) echo "\${1#"$want"}"; return;; esac; shift; done; }
case "$1 $2" in
"build --help") [ "$mode" = no-buildx ] || echo "--secret";;
"version --format") [ "$mode" = no-daemon ] && exit 1; echo 28.5.2;;
"buildx version") echo v0.29;;
"build "*) echo "$all" >"$here/built";;
"save --output") image "$3" "$(sed 's/"//g' "$here/built")";;
"image rm") echo "$all" >>"$here/removed";;
"buildx build")
  case "$mode" in no-cache) echo "ERROR: failed to build: Cache export is not supported for the docker driver" >&2; exit 1;; esac
  want=type=oci,dest=; file=$(after "$@"); want=type=local,dest=; cache=$(after "$@" | sed 's/,mode=max//')
  want=id=NPM_TOKEN,src=; secret=$(cat "$(after "$@")")
  image "$file" "$([ "$mode" = leaks ] && echo "$secret")"
  mkdir -p "$cache/blobs/sha256"; echo '{"imageLayoutVersion":"1.0.0"}' >"$cache/oci-layout"
  echo "{\\"schemaVersion\\":2,\\"manifests\\":[]}" >"$cache/index.json"
  echo "$all" >"$here/trail";;
esac
`;

const stub = (mode: string): string => {
  const folder = scratch();
  writeFileSync(join(folder, "docker"), STUB, { mode: 0o755 });
  writeFileSync(join(folder, "mode"), `${mode}\n`);
  return folder;
};

const settings = (...path: readonly string[]): BuilderSettings => {
  const folder = join(scratch(), "builder");
  mkdirSync(folder);
  return { folder, env: { PATH: [...path, "/usr/bin", "/bin"].join(":") }, timeout: 10_000 };
};

const prove = async (mode: string) => {
  const bin = stub(mode);
  const text = "FROM x\nARG NPM_TOKEN\nRUN npm ci\n";
  const [root, folder] = [scratch(), scratch()];
  writeFileSync(join(root, "Dockerfile"), text);
  const leaks = [{ secretId: "s", title: "t", preview: "•••", kind: "history", name: "NPM_TOKEN" }] as const;
  const context = contextOf({ Dockerfile: text });
  const result = fixDockerfile({ text, path: "Dockerfile", leaks, context });
  const builder = await openDocker(settings(bin), NEVER);
  if (builder === undefined) throw new Error("the stub is not taken for Docker");
  const scanner = createCanaryScanner([]);
  const input = { result, root, files: ["Dockerfile"], builder, folder, scanner, offline: false };
  const proof = await proveFix(input, NEVER);
  await builder.close();
  return { bin, proof, judged: proof.secrets.map((secret) => judgeProof(secret, proof.facts)) };
};

describe("Docker with buildx", () => {
  it("is asked for provenance and cache with mode=max, which are searched; its images are removed", async () => {
    const { bin, proof } = await prove("works");
    expect(proof.facts.before).toMatchObject({ found: { places: [{ place: "config: history[0]" }] } });
    expect(proof.facts.trail).toMatchObject({ kind: "searched", found: { places: [] } });
    const trail = readFileSync(join(bin, "trail"), "utf8");
    expect(trail).toMatch(/--provenance=mode=max .*--cache-to type=local,dest=\S+,mode=max/);
    expect(readFileSync(join(bin, "removed"), "utf8").match(/exhume-prove:[0-9a-f]{16}/g)).toHaveLength(3);
  });

  it("fails the proof of a secret that is in its provenance", async () => {
    const { judged } = await prove("leaks");
    expect(judged).toEqual([{ verdict: "failed", reason: "the canary is in provenance or cache: config: history[0]" }]);
  });

  it("that cannot export a cache is said", async () => {
    const { proof } = await prove("no-cache");
    expect(proof.facts.trail).toEqual({
      kind: "failed",
      line: "ERROR: failed to build: Cache export is not supported for the docker driver",
    });
  });
});

describe("the builder at hand", () => {
  it.each(["no-buildx", "no-daemon"])("is the next docker on PATH where the first has %s", async (mode) => {
    const only = stub(mode);
    expect(await openDocker({ ...settings(), env: { PATH: only } }, NEVER)).toBeUndefined();
    const builder = await openDocker(settings(only, stub("works")), NEVER);
    expect(builder?.about).toBe("docker 28.5.2");
  });

  it("is another one where the one that was asked for is missing", async () => {
    const found = await openBuilder("podman", { ...settings(), env: { PATH: stub("works") } }, NEVER);
    expect(found?.id).toBe("docker");
  });
});
