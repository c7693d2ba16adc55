import { describe, expect, it } from "vitest";
import { buildFailure } from "../../../src/audit/prove/build-failure.ts";
import { canaryOf } from "../../../src/audit/prove/canary-scanner.ts";

const failure = (output: string) => buildFailure({ output, timedOut: false });

/** As buildah 1.28, Docker 20.10 and buildx 0.29 say it. */
const SAID: readonly (readonly [string, string])[] = [
  [
    "base",
    'STEP 1/2: FROM node:20\nError: creating build container: initializing source docker://node:20: pinging container registry registry.example: Get "https://registry.example/v2/": no such host',
  ],
  [
    "base",
    '#3 [internal] load metadata for registry.example/node:20\nfailed to solve with frontend dockerfile.v0: failed to create LLB definition: failed to do request: Head "https://registry.example/v2/node/manifests/20": no such host',
  ],
  [
    "base",
    "ERROR: failed to solve: node:20: failed to resolve source metadata for registry.example/node:20: pull access denied",
  ],
  [
    "frontend",
    'failed to solve with frontend dockerfile.v0: failed to solve with frontend gateway.v0: failed to do request: Head "https://registry.example/v2/docker/dockerfile/manifests/1": dial tcp: lookup registry.example: no such host',
  ],
  [
    "frontend",
    "ERROR: failed to solve: failed to resolve source metadata for registry.example/docker/dockerfile:1: failed to do request: no such host",
  ],
  [
    "unable",
    "failed to solve with frontend dockerfile.v0: failed to create LLB definition: dockerfile parse error line 4: unexpected key 'env' in 'env=X'",
  ],
  [
    "unable",
    'Error: building at STEP "RUN --mount=type=secret,id=x,env=X true": resolving mountpoints for container "948d": secret should have syntax id=id[,target=path,required=bool',
  ],
  ["unable", '#5 ERROR: no SSH key "" forwarded from the client'],
  [
    "step",
    "failed to solve with frontend dockerfile.v0: failed to create LLB definition: dockerfile parse error line 1: unknown instruction: FRM",
  ],
  ["step", 'Error: building at STEP "COPY nothere /x": copier: stat: "/nothere": no such file or directory'],
];

describe("why a build failed", () => {
  it.each(SAID)("%s: %s", (why, output) => {
    expect(failure(`some line\n${output}\n`)).toEqual({ why, line: output.split("\n").at(-1) });
  });

  it("the last word of a step says more than its exit code", () => {
    const buildah =
      'STEP 4/4: RUN npm ci\nnpm: 401\nsubprocess exited with status 1\nsubprocess exited with status 1\nError: building at STEP "RUN npm ci": exit status 1\n';
    expect(failure(buildah)).toEqual({ why: "step", line: "npm: 401 (exit status 1)" });
    const docker =
      "#6 [3/3] RUN npm ci\n#6 0.174 npm: 401\n#6 ERROR: executor failed running [/bin/sh -c npm ci]: exit code: 1\n------\n > [3/3] RUN npm ci:\n------\nexecutor failed running [/bin/sh -c npm ci]: exit code: 1\n";
    expect(failure(docker)).toEqual({ why: "step", line: "npm: 401 (exit code: 1)" });
  });

  it("a time limit is no fault of a step", () => {
    expect(buildFailure({ output: "Error: exit status 1", timedOut: true })).toMatchObject({ why: "timeout" });
  });

  it("says no canary and nothing that controls a terminal", () => {
    expect(failure(`Error: \u001b[31m${canaryOf("00ff".repeat(6))} is no token\n`).line).toBe("Error: ••• is no token");
  });

  it("says no value that a step of the Dockerfile holds", () => {
    const { line } = failure(
      'Error: building at STEP "RUN curl -u ci:hunter22 https://a:hunter22@h.example": exit status 6',
    );
    expect(line).not.toContain("hunter22");
  });

  it("what a step prints is not why the builder failed", () => {
    expect(failure('STEP 2/2: RUN x\npull access denied\nError: building at STEP "RUN x": exit status 1').why).toBe(
      "step",
    );
  });

  it("a builder that says nothing", () => {
    expect(failure("")).toEqual({ why: "step", line: "no output" });
  });
});
