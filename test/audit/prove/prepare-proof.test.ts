import { mkdirSync, readdirSync, readFileSync, readlinkSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { layOut, prepareProof } from "../../../src/audit/prove/prepare-proof.ts";
import { provenSecrets } from "../../../src/audit/prove/proven-secrets.ts";
import { readConfig } from "../../../src/config.ts";
import { fixDockerfile } from "../../../src/dockerfile/fix.ts";
import type { Leak } from "../../../src/dockerfile/leak.ts";
import { loadRuleset } from "../../../src/open-ruleset.ts";
import { createScanner } from "../../../src/scan/scanner.ts";
import { contextOf } from "../../dockerfile/cases.ts";
import { expand } from "../../support/samples.ts";
import { scratch } from "../../support/scratch.ts";

const signal = new AbortController().signal;
const { ruleset } = await loadRuleset(readConfig({ flags: {}, env: { HOME: "/" }, cwd: "/" }), signal);
const scanner = createScanner({ ruleset, key: new Uint8Array(32) });
const token = expand("ghp_<base62:30><crc32>", 51);
const other = expand("npm_<base62:30><crc32>", 52);

const leak = (more: Pick<Leak, "kind"> & Partial<Leak>): Leak => ({
  secretId: "s",
  title: "t",
  preview: "•••",
  ...more,
});

const prepare = async (
  files: Readonly<Record<string, string>>,
  leaks: readonly Leak[],
  arrange?: (root: string) => void,
) => {
  const [root, folder] = [scratch(), scratch()];
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  arrange?.(root);
  const result = fixDockerfile({
    text: files.Dockerfile ?? "",
    path: "Dockerfile",
    leaks,
    context: contextOf(files),
    options: { form: "file", addSyntax: false },
  });
  const secrets = provenSecrets(result, Object.keys(files));
  const prepared = await prepareProof({ result, root, folder, scanner, secrets }, signal);
  layOut(prepared, [{ path: "Dockerfile", text: prepared.before }]);
  const at = (path: string): string => join(prepared.context, path);
  return { prepared, secrets, at, read: (path: string): string => readFileSync(at(path), "utf8"), all: allOf(folder) };
};

/** Every byte of every file below. */
const allOf = (folder: string): string =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1"))
    .join("\n");

describe("what a proof builds from", () => {
  it("has a canary where a value stood, in files, build arguments and mounts; no real value", async () => {
    const dockerfile = "FROM x\nARG NPM_TOKEN\nRUN npm ci\nCOPY .npmrc /app/\nRUN npm ci && rm /app/.npmrc\n";
    const files = {
      Dockerfile: dockerfile,
      ".npmrc": `registry=https://r.example/\n//r.example/:_authToken=${other}\n`,
      "src/spare.env": `GITHUB_TOKEN=${token}\n`,
    };
    const leaks = [leak({ kind: "history", name: "NPM_TOKEN" }), leak({ kind: "file", path: "app/.npmrc" })];
    const { prepared, secrets, read, all } = await prepare(files, leaks);
    const [variable, file] = ["NPM_TOKEN", ".npmrc"].map((label) => secrets.find((one) => one.label === label)!);
    expect(read(".npmrc")).toBe(`registry=https://r.example/\n//r.example/:_authToken=${file!.canary}\n`);
    expect(read("src/spare.env")).toMatch(/^GITHUB_TOKEN=exhumecanary[0-9a-f]+\n$/);
    expect(prepared.buildArgs).toEqual({ NPM_TOKEN: variable!.canary });
    const mounts = prepared.mounts.map((mount) => [mount.id, readFileSync(mount.file, "utf8")]);
    expect(new Map(mounts as [string, string][])).toEqual(
      new Map([
        ["NPM_TOKEN", variable!.canary],
        ["npmrc", read(".npmrc")],
      ]),
    );
    for (const value of [token, other]) expect(all).not.toContain(value);
  });

  it("has a canary in place of a value of the Dockerfile, before and after", async () => {
    const dockerfile = `FROM x\nENV NPM_TOKEN=${other} A=1\nRUN npm ci\nLABEL spare=${token}\n`;
    const { prepared, secrets } = await prepare({ Dockerfile: dockerfile }, [leak({ kind: "env", name: "NPM_TOKEN" })]);
    expect(prepared.before).toContain(`ENV NPM_TOKEN=${secrets[0]!.canary} A=1\n`);
    expect(prepared.after).toContain("ENV A=1\n");
    for (const text of [prepared.before, prepared.after])
      for (const value of [token, other]) expect(text).not.toContain(value);
    expect(prepared.buildArgs).toEqual({});
  });

  it("has only a canary in a file that leaked what no rule knows", async () => {
    const files = {
      Dockerfile: "FROM x\nCOPY token.txt /tmp/\nRUN rm /tmp/token.txt\n",
      "token.txt": "correct horse\n",
    };
    const { read, secrets } = await prepare(files, [leak({ kind: "file", path: "tmp/token.txt" })]);
    expect(read("token.txt")).toBe(`${secrets[0]!.canary}\n`);
  });

  it("does not follow a link out of the tree, nor take along the objects of a repository", async () => {
    const files = {
      Dockerfile: "FROM x\nARG NPM_TOKEN\nRUN npm ci\n",
      "bin/run.sh": "#!/bin/sh\n",
      ".git/config": `url = https://ci:${token}@git.example/r\n`,
      ".git/objects/ab": token,
    };
    const arrange = (root: string): void => {
      symlinkSync("run.sh", join(root, "bin/inside"));
      symlinkSync("../../etc/passwd", join(root, "bin/outside"));
      symlinkSync("/etc/passwd", join(root, "absolute"));
    };
    const { prepared, at, all } = await prepare(files, [leak({ kind: "history", name: "NPM_TOKEN" })], arrange);
    expect(prepared.left).toEqual(["absolute: a link out of the tree", "bin/outside: a link out of the tree"]);
    expect(readlinkSync(at("bin/inside"))).toBe("run.sh");
    expect(readdirSync(at(".git"))).toEqual(["config"]);
    expect(all).not.toContain(token);
  });

  it("writes a Dockerfile where a link stands, not where it points to", async () => {
    const { prepared, at, read } = await prepare({ Dockerfile: "FROM x\nARG NPM_TOKEN\nRUN npm ci\n" }, []);
    const elsewhere = join(scratch(), "target");
    writeFileSync(elsewhere, "mine");
    symlinkSync(elsewhere, at("link"));
    layOut(prepared, [{ path: "link", text: "FROM y\n" }]);
    expect([read("link"), readFileSync(elsewhere, "utf8")]).toEqual(["FROM y\n", "mine"]);
  });

  it("keeps secrets from other users of the machine", async () => {
    const files = { Dockerfile: "FROM x\nARG NPM_TOKEN\nRUN npm ci\n" };
    const { prepared } = await prepare(files, [leak({ kind: "history", name: "NPM_TOKEN" })]);
    expect(prepared.mounts.map(({ file }) => statSync(file).mode & 0o777)).toEqual([0o600]);
    expect(statSync(prepared.context).mode & 0o777).toBe(0o700);
  });
});

describe("what is proven of a fix", () => {
  const secretsOf = (files: Readonly<Record<string, string>>, leaks: readonly Leak[]): readonly string[] => {
    const context = contextOf(files);
    const result = fixDockerfile({ text: files.Dockerfile ?? "", path: "Dockerfile", leaks, context });
    return provenSecrets(result, Object.keys(files)).map(({ label, id, required, problem }) =>
      `${label} ${id ?? "-"} ${required} ${problem ?? ""}`.trim(),
    );
  };

  it("is every secret that was moved, or taken out without a mount", () => {
    const dockerfile = "FROM x\nARG NPM_TOKEN\nARG OLD_TOKEN\nRUN npm ci\nCOPY conf /app/conf\n";
    const leaks = [
      leak({ kind: "history", name: "NPM_TOKEN" }),
      leak({ kind: "history", name: "OLD_TOKEN" }),
      leak({ kind: "file", path: "app/conf/.netrc" }),
    ];
    expect(secretsOf({ Dockerfile: dockerfile, "conf/.netrc": "x" }, leaks)).toEqual([
      "NPM_TOKEN NPM_TOKEN true",
      "OLD_TOKEN - false",
      "conf/.netrc - false",
    ]);
  });

  it("is a file of a repository too, and says where it does not know the file", () => {
    const dockerfile = "FROM x\nWORKDIR /src\nCOPY . .\nRUN go build ./...\n";
    const leaks = [leak({ kind: "file", path: "src/.git/config" })];
    const files = { Dockerfile: dockerfile, ".git/config": "x", "main.go": "" };
    expect(secretsOf(files, leaks)).toEqual([".git/config - false"]);
    expect(secretsOf({ Dockerfile: dockerfile, "main.go": "" }, leaks)).toEqual([
      "src/.git/config - false the file of the source tree that it comes from is not known",
    ]);
  });

  it("is no file that is not there", () => {
    const dockerfile = "FROM x\nCOPY .npmrc /app/\nRUN npm ci && rm /app/.npmrc\n";
    expect(secretsOf({ Dockerfile: dockerfile }, [leak({ kind: "file", path: "app/.npmrc" })])).toEqual([
      ".npmrc npmrc true .npmrc is not in the source tree",
    ]);
  });
});
