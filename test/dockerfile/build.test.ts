import { existsSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { fixDockerfile } from "../../src/dockerfile/fix.ts";
import type { Leak } from "../../src/dockerfile/leak.ts";
import { permanentScratch } from "../support/scratch.ts";
import { requireTool } from "../support/tools.ts";
import { type Builder, createBuilder, PROOF } from "./buildah.ts";
import { contextOf } from "./cases.ts";

const canary = `${PROOF}${"canary".repeat(4)}`;
const npmrc = `//npm.registry.example/:_authToken=${canary}\n`;
const leak = (more: Partial<Leak>): Leak => ({ secretId: "s", title: "t", preview: "•••", kind: "history", ...more });
const TOKEN = leak({ name: "NPM_TOKEN" });
const FILE = leak({ kind: "file", path: "app/.npmrc" });

interface Built {
  readonly what: string;
  readonly dockerfile: string;
  readonly leaks: readonly Leak[];
  readonly files?: Readonly<Record<string, string>>;
  /** The build fails without the secret. */
  readonly required: boolean;
}

const CASES: readonly Built[] = [
  {
    what: "an ARG read by a tool",
    dockerfile: "WORKDIR /app\nARG NPM_TOKEN\nRUN npm ci\n",
    leaks: [TOKEN],
    required: true,
  },
  {
    what: "an ARG written, used and removed in one RUN",
    dockerfile:
      'WORKDIR /app\nARG NPM_TOKEN\nRUN echo "//npm.registry.example/:_authToken=$NPM_TOKEN" > .npmrc \\\n    # install\n    && npm ci \\\n    && rm -f .npmrc\n',
    leaks: [TOKEN],
    required: true,
  },
  {
    what: "an ARG before ||",
    dockerfile: "ARG NPM_TOKEN\nRUN npm ci || npm ci --force\n",
    leaks: [TOKEN],
    required: true,
  },
  {
    what: "an ARG before ;",
    dockerfile: "ARG NPM_TOKEN\nRUN set -e; npm ci; echo done\n",
    leaks: [TOKEN],
    required: true,
  },
  {
    what: "an ARG of a step of another user",
    dockerfile: "WORKDIR /app\nUSER 1000:1000\nARG NPM_TOKEN\nRUN npm ci\n",
    leaks: [TOKEN],
    required: true,
  },
  {
    what: "an optional ARG",
    dockerfile: 'ARG NPM_TOKEN=""\nRUN if [ -n "$NPM_TOKEN" ]; then npm ci; fi\n',
    leaks: [TOKEN],
    required: false,
  },
  {
    what: "an ARG that nothing reads",
    dockerfile: "ARG NPM_TOKEN\nRUN echo hi\n",
    leaks: [TOKEN],
    required: false,
    files: { x: "" },
  },
  {
    what: "an ENV that copies an ARG",
    dockerfile: "ARG NPM_TOKEN\nENV NPM_TOKEN=$NPM_TOKEN\nRUN npm ci\n",
    leaks: [leak({ kind: "env", name: "NPM_TOKEN" })],
    required: true,
  },
  {
    what: "a copied file, removed in the same RUN",
    dockerfile: "WORKDIR /app\nCOPY .npmrc .\nRUN npm ci && rm -f .npmrc\n",
    leaks: [FILE],
    files: { ".npmrc": npmrc },
    required: true,
  },
  {
    what: "a copied file, removed by a later RUN",
    dockerfile: "WORKDIR /app\nCOPY .npmrc x ./\nRUN chmod 600 .npmrc\nRUN npm ci\nRUN rm .npmrc x\n",
    leaks: [FILE],
    files: { ".npmrc": npmrc, x: "" },
    required: true,
  },
  {
    what: "a copied file of a step of another user",
    dockerfile: "WORKDIR /app\nUSER 1000:1000\nCOPY --chown=1000:1000 .npmrc .\nRUN npm ci\n",
    leaks: [FILE],
    files: { ".npmrc": npmrc },
    required: true,
  },
  {
    what: "a file that comes with its directory",
    dockerfile: "WORKDIR /app\nCOPY . .\nRUN npm ci\n",
    leaks: [FILE],
    files: { ".npmrc": npmrc },
    required: true,
  },
];

const hasBuildah = requireTool("buildah") && (existsSync("/bin/busybox") || requireTool("busybox"));

describe.skipIf(!hasBuildah)("images built before and after the fix", () => {
  const folder = permanentScratch();
  let builder: Builder;
  beforeAll(() => {
    builder = createBuilder(folder);
  });

  it.each(CASES.map((one) => [one.what, one] as const))("%s", (_what, { dockerfile, leaks, files = {}, required }) => {
    const text = `FROM localhost/base\n${dockerfile}`;
    const before = builder.build({ dockerfile: text, files, flags: ["--build-arg", `NPM_TOKEN=${canary}`] });
    expect(before.ok, before.output).toBe(true);
    expect(before.blobs.some((blob) => blob.includes(canary))).toBe(true);

    const options = { builder: "buildah" } as const;
    const fixed = fixDockerfile({
      text,
      path: "Dockerfile",
      leaks,
      context: contextOf({ ...files, Dockerfile: text }),
      options,
    });
    expect(fixed.manual).toEqual([]);
    const ignored = fixed.ignoreFile ? { [fixed.ignoreFile.path]: fixed.ignoreFile.after } : {};
    const patched = { dockerfile: fixed.patchedText, files: { ...files, ...ignored } };
    const flags = fixed.secretsMoved.flatMap((secret) => secret.buildFlag.split(" "));
    const after = builder.build({ ...patched, flags, env: { NPM_TOKEN: canary } });
    expect(after.ok, after.output).toBe(true);
    expect(after.blobs.filter((blob) => blob.includes(canary))).toEqual([]);

    // A mount that is not required is simply absent.
    const without = builder.build(patched);
    expect(without.ok).toBe(!required);
  });
});
