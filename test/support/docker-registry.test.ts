import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { type DockerRegistry, REGISTRY_LOGIN, startDockerRegistry } from "./docker-registry.ts";
import { requireTool } from "./tools.ts";

const tools = ["docker-registry", "skopeo", "umoci"].map(requireTool).every(Boolean);

describe.skipIf(!tools)("docker-registry", () => {
  let registry: DockerRegistry;
  afterEach(() => registry.stop());

  it("takes an image, counts what is read, and leaves nothing behind", async () => {
    registry = await startDockerRegistry();
    const directory = await mkdtemp(join(tmpdir(), "exhume-layout-"));
    execFileSync("umoci", ["init", "--layout", join(directory, "oci")]);
    execFileSync("umoci", ["new", "--image", `${directory}/oci:one`]);
    execFileSync("skopeo", [
      ...["copy", "--quiet", "--insecure-policy", "--dest-tls-verify=false"],
      ...[`oci:${directory}/oci:one`, `docker://${registry.host}/shop/api:one`],
    ]);
    const pushed = registry.requests().length;
    expect(pushed).toBeGreaterThan(0);
    const accept = "application/vnd.oci.image.manifest.v1+json";
    const path = `http://${registry.host}/v2/shop/api/manifests/one`;
    expect((await fetch(path, { headers: { accept } })).status).toBe(200);
    await expect.poll(() => registry.requests().length).toBe(pushed + 1);
    expect(registry.fetches().get("one")).toBe(1);
    await registry.stop();
    await rm(directory, { recursive: true });
    expect(existsSync(registry.store)).toBe(false);
    await expect(fetch(path)).rejects.toThrow();
  });

  it("asks for the login when it shall", async () => {
    registry = await startDockerRegistry({ auth: true });
    const login = Buffer.from(`${REGISTRY_LOGIN.user}:${REGISTRY_LOGIN.password}`).toString("base64");
    const status = async (headers: Record<string, string>): Promise<number> =>
      (await fetch(`http://${registry.host}/v2/`, { headers })).status;
    expect(await status({})).toBe(401);
    expect(await status({ authorization: `Basic ${login}` })).toBe(200);
  });
});
