import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findCredential, identityOf } from "../../../src/registry/login/credentials.ts";

const login = (text: string): string => Buffer.from(text).toString("base64");
let folder: string;
const path = process.env.PATH;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "exhume-credentials-"));
});
afterEach(() => {
  process.env.PATH = path;
  rmSync(folder, { recursive: true, force: true });
});

const file = (name: string, content: unknown): string => {
  writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
  return join(folder, name);
};

/** A docker-credential-* program: a shell script that answers like the real ones. */
const helper = (name: string, script: string): void => {
  writeFileSync(join(folder, `docker-credential-${name}`), `#!/bin/sh\nread server\n${script}\n`);
  chmodSync(join(folder, `docker-credential-${name}`), 0o755);
  process.env.PATH = `${folder}:${path}`;
};

describe("logins", () => {
  it("come from an auths entry, the password with its colons and without its NULs", async () => {
    const config = file("config.json", { auths: { "r.example": { auth: login("ann:pa:ss\0\0") } } });
    expect(await findCredential({ files: [config] }, "r.example", "app")).toMatchObject({
      kind: "basic",
      username: "ann",
      password: "pa:ss",
      from: config,
    });
  });

  it.each(["https://r.example", "https://r.example/v1/", "https://r.example/v2/", "r.example"])(
    "are found under the spelling %s",
    async (key) => {
      const config = file("config.json", { auths: { [key]: { auth: login("ann:x") } } });
      expect(await findCredential({ files: [config] }, "r.example", "app")).toMatchObject({ username: "ann" });
    },
  );

  it("for Docker Hub stand under its old address", async () => {
    const config = file("config.json", {
      auths: { "https://index.docker.io/v1/": { username: "ann", password: "x" } },
    });
    expect(await findCredential({ files: [config] }, "docker.io", "team/app")).toMatchObject({ username: "ann" });
  });

  it("of the longest matching path win (podman)", async () => {
    const auth = file("auth.json", {
      auths: { "r.example": { auth: login("all:x") }, "r.example/team": { auth: login("team:x") } },
    });
    expect(await findCredential({ files: [auth] }, "r.example", "team/app")).toMatchObject({ username: "team" });
    expect(await findCredential({ files: [auth] }, "r.example", "teams/app")).toMatchObject({ username: "all" });
  });

  it("go to no look-alike host", async () => {
    const config = file("config.json", {
      auths: { "r.example": { auth: login("ann:x") }, example: { auth: login("ann:x") } },
    });
    for (const host of ["r.example.evil", "evil-r.example", "r.example:5000", "R.EXAMPLE.evil"])
      expect(await findCredential({ files: [config] }, host, "app")).toEqual({ kind: "anonymous" });
  });

  it("of the environment go before files, and a missing file is no error", async () => {
    const inline = JSON.stringify({ auths: { "r.example": { auth: login("env:x") } } });
    const config = file("config.json", { auths: { "r.example": { auth: login("file:x") } } });
    expect(await findCredential({ inline, files: [join(folder, "none"), config] }, "r.example", "app")).toMatchObject({
      username: "env",
    });
  });

  it("identity and registry tokens keep their kind", async () => {
    const config = file("config.json", { auths: { a: { identitytoken: "i" }, b: { registrytoken: "t" } } });
    expect(await findCredential({ files: [config] }, "a", "x")).toMatchObject({ kind: "identity", token: "i" });
    expect(await findCredential({ files: [config] }, "b", "x")).toMatchObject({ kind: "token", token: "t" });
  });

  it("come from the helper of the host, before auths", async () => {
    helper("test", `echo "{\\"ServerURL\\":\\"$server\\",\\"Username\\":\\"helped\\",\\"Secret\\":\\"s\\"}"`);
    const config = file("config.json", {
      credHelpers: { "r.example": "test" },
      auths: { "r.example": { auth: login("ann:x") } },
    });
    expect(await findCredential({ files: [config] }, "r.example", "app")).toMatchObject({
      kind: "basic",
      username: "helped",
      password: "s",
    });
  });

  it("of a helper named <token> are identity tokens", async () => {
    helper("test", `echo '{"Username":"<token>","Secret":"s"}'`);
    const config = file("config.json", { credsStore: "test" });
    expect(await findCredential({ files: [config] }, "r.example", "app")).toMatchObject({
      kind: "identity",
      token: "s",
    });
  });

  it("are anonymous when the helper has none", async () => {
    helper("test", "echo credentials not found in native keychain; exit 1");
    const config = file("config.json", { credHelpers: { "r.example": "test" } });
    expect(await findCredential({ files: [config] }, "r.example", "app")).toEqual({ kind: "anonymous" });
  });

  it("say it when the helper of a host failed: nobody meant to ask without a login", async () => {
    helper("test", "echo token has expired >&2; exit 1");
    const config = file("config.json", { credHelpers: { "r.example": "test" } });
    const found = await findCredential({ files: [config] }, "r.example", "app");
    expect(identityOf(found)).toBe("anonymous (docker-credential-test failed)");
  });

  it("are taken from the next file when a helper failed", async () => {
    helper("test", "echo token has expired >&2; exit 1");
    const files = [
      file("config.json", { credHelpers: { "r.example": "test" } }),
      file("auth.json", { auths: { "r.example": { auth: Buffer.from("ann:p").toString("base64") } } }),
    ];
    expect(await findCredential({ files }, "r.example", "app")).toMatchObject({ kind: "basic", username: "ann" });
  });

  it("are anonymous when a store of another machine is not installed", async () => {
    const config = file("config.json", { credsStore: "not-installed-here" });
    expect(await findCredential({ files: [config] }, "r.example", "app")).toEqual({ kind: "anonymous" });
  });

  it.each([
    ["a file that is not JSON", () => "{ auths"],
    ["a helper that is not installed", () => ({ credHelpers: { "r.example": "not-installed-here" } })],
    ["a helper with a path in its name", () => ({ credHelpers: { "r.example": "../../bin/sh" } })],
  ])("%s is an error in one line", async (_name, content) => {
    const config = file("config.json", content());
    await expect(findCredential({ files: [config] }, "r.example", "app")).rejects.toMatchObject({
      code: "CREDENTIALS_INVALID",
    });
  });
});
