import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { digestOf, gzipLayer, layer } from "../support/image.ts";
import { scratch } from "../support/scratch.ts";
import { type Attack, EVIL, on, rawImage, redirectTo, startHostile } from "./hostile-server.ts";
import { auditHostile, expectHeld, expectHonest } from "./run-hostile.ts";

const METADATA = "http://169.254.169.254/latest/meta-data/?X-Amz-Signature=5ignature5ignature";
/** Documentation, so it counts as public and answers to nobody (RFC 5737); the endpoint stands in for it. */
const PUBLIC = "203.0.113.5";

const challenge =
  (realm: (host: string) => string): Attack =>
  (question, answer, host) => {
    if (!question.url?.startsWith(`/v2/${EVIL}/`)) return false;
    answer.writeHead(401, { "www-authenticate": `Bearer realm="${realm(host)}",service="s"` }).end();
    return true;
  };

/** A docker config with a login for these hosts. */
const loginFor = (...hosts: readonly string[]): string => {
  const cwd = scratch();
  const auth = Buffer.from("alice:hunter2hunter2").toString("base64");
  writeFileSync(
    join(cwd, "config.json"),
    JSON.stringify({ auths: Object.fromEntries(hosts.map((host) => [host, { auth }])) }),
  );
  return cwd;
};

describe("token servers", () => {
  it("T1 a realm at the metadata of a cloud is not asked", async () => {
    const { host } = await startHostile(challenge(() => METADATA));
    const run = await auditHostile(host);
    expectHeld(run, /aa\/evil .*169\.254\.169\.254: .*which is refused/);
    expect(run.traces).not.toContain("5ignature");
  });

  it("T1 a realm of another domain is shown no login", async () => {
    const { host, logins } = await startHostile(challenge(() => "http://evil.example/token"));
    const cwd = loginFor(host);
    const run = await auditHostile(host, { cwd, env: { DOCKER_CONFIG: cwd } });
    expectHeld(run, /sends its logins to evil\.example, which is refused/);
    expect(logins).toEqual([]);
    expect(run.traces).not.toContain("hunter2hunter2");
  });
});

describe("where a registry sends us", () => {
  it.each([
    ["to the metadata of a cloud", METADATA, /169\.254\.169\.254: .*which is refused/],
    ["to a file", "file:///etc/passwd", /redirected to something that is no http address/],
    ["round and round", `/v2/${EVIL}/blobs/again`, /more than 5 redirects/],
  ])("T2 a redirect of blobs %s is not followed", async (_name, location, reason) => {
    const { host } = await startHostile(on("blobs/", redirectTo(location)));
    const run = await auditHostile(host);
    expectHeld(run, reason);
    expect(run.traces).not.toContain("5ignature");
  });

  it("T2 the next page of a listing is not looked for on another host", async () => {
    const { host } = await startHostile(
      on("tags/", (answer) => {
        answer.writeHead(200, { link: '<http://169.254.169.254/tags>; rel="next"' }).end('{"tags":["1"]}');
      }),
    );
    expectHeld(await auditHostile(host), /aa\/evil .*its pages go round in a circle, so there may be more/);
  });

  it("T18 a token server in plain http is not asked by a registry with TLS; nor is a redirect to one followed (Blobs: https→http)", async () => {
    const realm = 'Bearer realm="http://203.0.113.6/t"';
    const { host, logins } = await startHostile(
      on("tags/", (answer) => void answer.writeHead(401, { "www-authenticate": realm }).end()),
    );
    const run = await auditHostile(PUBLIC, { flags: ["--endpoint", `${PUBLIC}=http://${host}`] });
    expectHeld(run, /aa\/evil .*the token server .* is not https, which is refused/);
    expect(logins).toEqual([]);
  });

  it("T2 addresses in a manifest are not asked unless that was allowed", async () => {
    const elsewhere = await startHostile();
    const content = gzipLayer([layer.file("a", "b")]);
    const urls = [`http://${elsewhere.host}/layer`];
    const config = Buffer.from(JSON.stringify({ rootfs: {} }));
    const foreign = rawImage(config);
    const json = JSON.parse(Buffer.from(foreign.manifest.bytes).toString());
    const bytes = Buffer.from(
      JSON.stringify({
        ...json,
        layers: [{ mediaType: "x", digest: content.digest, size: content.bytes.length, urls }],
      }),
    );
    const manifest = { ...foreign.manifest, bytes, digest: digestOf(bytes) };
    const evil = { ...foreign, manifest, manifests: new Map([[manifest.digest, manifest]]) };
    const { host } = await startHostile(undefined, evil);
    expectHeld(await auditHostile(host), /it is a foreign layer, --foreign-layers fetches it/);
    expect(elsewhere.seen).toEqual([]);
  });
});

describe("logins", () => {
  it("T3 that of a host whose name only looks like it stays here", async () => {
    const { host, logins } = await startHostile((question, answer) => {
      if (question.headers.authorization !== undefined || !question.url?.startsWith(`/v2/${EVIL}/`)) return false;
      answer.writeHead(401, { "www-authenticate": "Basic" }).end();
      return true;
    });
    const cwd = loginFor(
      `evil-${host}`,
      `${host}.example`,
      host.replace(/:.*/, ""),
      "123456789012.dkr.ecr.eu-west-1.amazonaws.com",
    );
    const run = await auditHostile(host, { cwd, env: { DOCKER_CONFIG: cwd } });
    expectHeld(run, /aa\/evil .*401 UNAUTHORIZED/);
    expect(logins).toEqual([]);
  });

  it("T3 a look-alike of ECR is an unknown host, and gets no token of AWS", async () => {
    const { host, logins } = await startHostile();
    const name = "123456789012.dkr.ecr.eu-west-1.amazonaws.com.evil.example";
    const env = {
      AWS_ACCESS_KEY_ID: "key",
      AWS_SECRET_ACCESS_KEY: "hunter2hunter2",
      AWS_ENDPOINT_URL: `http://${host}`,
    };
    const run = await auditHostile(name, { env, flags: ["--endpoint", `${name}=http://${host}`] });
    expectHonest(run);
    expect(logins).toEqual([]);
  });

  it("T16 a login is not sent on to where blobs are, and a signed address is told without its query", async () => {
    const storage = await startHostile((_question, answer) => {
      answer.writeHead(403).end();
      return true;
    });
    const { host, logins } = await startHostile((question, answer, own) => {
      if (!question.url?.startsWith(`/v2/${EVIL}/`)) return false;
      if (question.headers.authorization === undefined)
        answer.writeHead(401, { "www-authenticate": `Basic realm="${own}"` }).end();
      else if (!question.url.includes("/blobs/")) return false;
      else redirectTo(`http://${storage.host}/b?X-Amz-Signature=5ignature5ignature`)(answer);
      return true;
    });
    const cwd = loginFor(host);
    const env = { DOCKER_CONFIG: cwd, NODE_DEBUG: "exhume:http,exhume:blob" };
    const run = await auditHostile(host, { cwd, env });
    expectHeld(run, /pulling sha256:.* of .*aa\/evil: 403/);
    expect(logins.length).toBeGreaterThan(0);
    expect(storage.seen.length).toBeGreaterThan(0);
    expect(storage.logins).toEqual([]);
    expect(run.stderr).toContain("EXHUME:HTTP");
    for (const secret of ["5ignature", "hunter2hunter2", Buffer.from("alice:hunter2hunter2").toString("base64")])
      expect(run.traces).not.toContain(secret);
  });

  it.each([
    ["a path", "../../tmp/evil"],
    ["a command", "x; touch owned"],
  ])("T17 a credential helper that is named like %s is not run", async (_name, helper) => {
    const { host, seen } = await startHostile(challenge((own) => `http://${own}/token`));
    const cwd = scratch();
    writeFileSync(join(cwd, "config.json"), JSON.stringify({ credHelpers: { [host]: helper } }));
    const run = await auditHostile(host, { cwd, env: { DOCKER_CONFIG: cwd } });
    expect([run.status, run.stderr]).toEqual([2, expect.stringMatching(/helper name is not a plain program name/)]);
    expect(seen.filter((one) => one.includes("/token"))).toEqual([]);
  });
});
