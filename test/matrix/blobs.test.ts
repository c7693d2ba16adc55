import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { createReadStream, existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, it, onTestFinished } from "vitest";
import { createHttp } from "../../src/registry/http/http.ts";
import type { ReportModel } from "../../src/report/model.ts";
import { REGISTRY_LOGIN, startDockerRegistry } from "../support/docker-registry.ts";
import { exhume, startExhume } from "../support/exhume.ts";
import { type BuiltLayer, gzipLayer, image, layer } from "../support/image.ts";
import { bytes as randomBytes, seeded } from "../support/random.ts";
import type { TestRegistry } from "../support/registry.ts";
import { scratch } from "../support/scratch.ts";
import { requireTool } from "../support/tools.ts";
import { openCase, openRegistry, type Shown, shownBy, token } from "./audit-layers.ts";

const FOUND = { verdict: "complete", secrets: ["app/.env live"], losses: [] };
/** Of 300 KB that do not shrink, with the value at their end. */
const built = (seed: number): BuiltLayer =>
  gzipLayer([
    layer.file("app/data", randomBytes(seeded(`blob ${seed}`), 300_000)),
    layer.file("app/.env", `GITHUB_TOKEN=${token(seed)}\n`),
  ]);
const pathOf = ({ digest }: BuiltLayer, name = "app"): string => `/v2/${name}/blobs/${digest}`;
const push = async (one: BuiltLayer, options = {}): Promise<TestRegistry> => {
  const registry = await openRegistry(options);
  registry.push("app", image({ layers: [one] }), { tags: ["1"] });
  return registry;
};
const audit = async (...registries: readonly TestRegistry[]): Promise<Shown> => {
  const opened = openCase();
  await opened.audit(...registries.map(({ host }) => host));
  return shownBy(opened);
};
/** Statuses of the GETs of a layer, in their order. */
const answers = (registry: TestRegistry, { digest }: BuiltLayer): readonly number[] =>
  registry.requests.filter(({ method, path }) => method === "GET" && path.includes(digest)).map(({ status }) => status);
const unreachable = (reason: RegExp) => ({
  verdict: "incomplete",
  secrets: [],
  losses: [expect.stringMatching(new RegExp(`^unreachable pulling sha256:.*${reason.source}`))],
});

describe("Blobs", () => {
  it("plain 200", async () => {
    const one = built(1);
    const registry = await push(one);
    expect(await audit(registry)).toEqual(FOUND);
    expect(answers(registry, one)).toEqual([200]);
  });

  it.skipIf(!["docker-registry", "skopeo", "umoci"].map(requireTool).every(Boolean))(
    "307 cross-host without Authorization",
    async () => {
      const storage = await startStorage();
      const registry = await startDockerRegistry({ auth: true, redirect: storage.address });
      onTestFinished(async () => registry.stop());
      storage.serve(registry.store);
      const cwd = scratch();
      pushWithLogin(cwd, `${registry.host}/team/app:1`);
      const auth = Buffer.from(`${REGISTRY_LOGIN.user}:${REGISTRY_LOGIN.password}`).toString("base64");
      const inline = JSON.stringify({ auths: { [registry.host]: { auth } } });
      const { status } = await exhume(["audit", registry.host], { cwd, env: { DOCKER_AUTH_CONFIG: inline } });
      expect(status).toBe(1);
      expect(registry.requests().some(({ path, status }) => path.includes("/blobs/") && status === 307)).toBe(true);
      expect(storage.logins.length).toBeGreaterThan(1);
      expect(storage.logins.filter((login) => login !== undefined)).toEqual([]);
    },
  );

  it("redirect to private IP", async () => {
    for (const host of ["169.254.169.254", "[::ffff:169.254.169.254]", "[fd00:ec2::254]", "0.0.0.0:1"]) {
      const one = built(3);
      const registry = await push(one);
      redirect(registry, pathOf(one), `http://${host}/latest?${["X-Signature", "s3cr3t"].join("=")}`);
      const shown = await audit(registry);
      expect(shown).toMatchObject({ verdict: "incomplete", secrets: [] });
      expect(shown.losses).toEqual([expect.stringMatching(/^unreachable .* in a private network, which is refused/)]);
      expect(shown.losses.join()).not.toContain("s3cr3t");
    }
    const http = createHttp();
    onTestFinished(async () => http.close());
    // A registry with a public address (RFC 5737).
    const from = "https://203.0.113.5/";
    for (const host of ["10.0.0.1", "172.16.0.1", "192.168.1.1", "127.0.0.1", "[fd12::1]"])
      await expect(http.send({ url: `http://${host}/`, from }, new AbortController().signal)).rejects.toThrow(
        /in a private network, which is refused/,
      );
  });

  it.skipIf(!requireTool("openssl"))("https→http", async () => {
    const one = built(4);
    const plain = await push(one);
    const { certificate, host } = await startTls((request, response) => {
      const location = `http://${plain.host}${request.url}`;
      if (request.url?.includes("/blobs/")) return void response.writeHead(307, { location }).end();
      void fetch(location).then(async (answer) => {
        response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "" });
        response.end(Buffer.from(await answer.arrayBuffer()));
      });
    });
    const cwd = scratch();
    const env = { NODE_EXTRA_CA_CERTS: certificate };
    const { status } = await exhume(["audit", "r.example/app:1", "--endpoint", `r.example=https://${host}`], {
      cwd,
      env,
    });
    expect(status).toBe(3);
    expect((await exhume(["report", "--format", "json"], { cwd })).stdout).toContain(
      "redirected from https to http, which is refused",
    );
    expect(answers(plain, one)).toEqual([]);
  });

  it("6 hops", async () => {
    const one = built(5);
    const registry = await push(one);
    const hop = (number: number): string => `/hop/${number}`;
    redirect(registry, pathOf(one), hop(1));
    for (let number = 1; number < 5; number++) redirect(registry, hop(number), hop(number + 1));
    registry.faults.add({
      path: hop(5),
      kind: "change",
      times: Infinity,
      change: () => ({ status: 200, headers: {}, body: one.bytes }),
    });
    expect(await audit(registry)).toEqual(FOUND);
    const far = await push(one);
    redirect(far, pathOf(one), hop(1));
    for (let number = 1; number < 6; number++) redirect(far, hop(number), hop(number + 1));
    const { losses } = await audit(far);
    expect(losses).toEqual([expect.stringMatching(/^unreachable .*more than 5 redirects/)]);
    expect(far.requests.some(({ path }) => path === hop(6))).toBe(false);
  });

  it("expired presign", async () => {
    for (const status of [400, 403]) {
      const one = built(6);
      const registry = await push(one, { redirectBlobs: true });
      registry.faults.add({ path: `/storage/${one.digest}`, kind: "status", status });
      expect(await audit(registry)).toEqual(FOUND);
      expect(answers(registry, one)).toEqual([307, status, 307, 200]);
    }
    const one = built(7);
    const registry = await push(one, { redirectBlobs: true });
    registry.faults.add({ path: `/storage/${one.digest}`, kind: "status", status: 403, times: Infinity });
    expect(await audit(registry)).toEqual(unreachable(/403/));
    expect(answers(registry, one)).toEqual([307, 403, 307, 403]);
  });

  it("drop at 50 % then 206", async () => {
    const one = built(8);
    for (const redirectBlobs of [false, true]) {
      const registry = await push(one, { redirectBlobs });
      const path = redirectBlobs ? `/storage/${one.digest}` : pathOf(one);
      registry.faults.add({ path, kind: "cut", at: one.bytes.length >> 1 });
      expect(await audit(registry)).toEqual(FOUND);
      expect(answers(registry, one)).toEqual(redirectBlobs ? [307, 200, 307, 206] : [200, 206]);
    }
  });

  it("server ignoring Range", async () => {
    const one = built(9);
    const registry = await push(one);
    registry.faults.add({ path: pathOf(one), kind: "cut", at: one.bytes.length >> 1 });
    registry.faults.add({
      path: pathOf(one),
      kind: "change",
      change: ({ headers }) => ({ status: 200, headers, body: one.bytes }),
    });
    expect(await audit(registry)).toEqual(FOUND);
    expect(answers(registry, one)).toEqual([200, 200]);
  });

  it("wrong Content-Range", async () => {
    const one = built(10);
    const registry = await push(one);
    const half = one.bytes.length >> 1;
    registry.faults.add({ path: pathOf(one), kind: "cut", at: half });
    registry.faults.add({
      path: pathOf(one),
      kind: "change",
      change: ({ headers }) => ({
        status: 206,
        headers: { ...headers, "content-range": `bytes ${half + 1}-${one.bytes.length - 1}/${one.bytes.length}` },
        body: one.bytes.subarray(half),
      }),
    });
    expect(await audit(registry)).toEqual(unreachable(/resumed at another byte than was asked for/));
  });

  it("short body", async () => {
    const one = built(11);
    const half = one.bytes.length >> 1;
    const once = await push(one);
    once.faults.add({
      path: pathOf(one),
      kind: "change",
      change: (right) => ({ ...right, body: right.body.subarray(0, half) }),
    });
    expect(await audit(once)).toEqual(FOUND);
    const always = await push(one);
    always.faults.add({
      path: pathOf(one),
      kind: "change",
      times: Infinity,
      change: (right) =>
        right.status === 206
          ? { status: 416, headers: { "content-range": `bytes */${half}` }, body: new Uint8Array() }
          : { ...right, body: right.body.subarray(0, half) },
    });
    expect(await audit(always)).toEqual(unreachable(new RegExp(`it ended at byte ${half} of ${one.bytes.length}`)));
  });

  it("long body", async () => {
    const one = built(12);
    const registry = await push(one);
    registry.faults.add({
      path: pathOf(one),
      kind: "change",
      change: (right) => ({ ...right, body: Buffer.concat([right.body, Buffer.from("more")]) }),
    });
    expect(await audit(registry)).toEqual(unreachable(/it is longer than the \d+ bytes of its descriptor/));
  });

  it("bad digest", async () => {
    const one = built(13);
    const registry = await push(one);
    registry.faults.add({ path: pathOf(one), kind: "wrong-bytes", times: 1 });
    const opened = openCase();
    await opened.audit(registry.host);
    expect(await shownBy(opened)).toEqual(unreachable(/digest-mismatch/));
    await opened.audit(registry.host);
    expect(await shownBy(opened)).toEqual(FOUND);
  });

  it("404 in repo A but 200 in B", async () => {
    for (const status of [404, 403]) {
      const one = built(14);
      const registry = await openRegistry();
      for (const name of ["a", "b"]) registry.push(name, image({ layers: [one], labels: { name } }), { tags: ["1"] });
      registry.faults.add({ path: pathOf(one, "a"), kind: "status", status, times: Infinity });
      expect(await audit(registry)).toEqual({ ...FOUND, secrets: ["app/.env live", "app/.env live"] });
    }
  });

  it("Content-Encoding gzip on a tar blob", async () => {
    const one = built(15);
    const registry = await push(one);
    registry.faults.add({
      path: pathOf(one),
      kind: "change",
      change: (right) => ({ ...right, headers: { ...right.headers, "content-encoding": "gzip" } }),
    });
    expect(await audit(registry)).toEqual(FOUND);
    expect(answers(registry, one)).toEqual([200]);
  });

  it("same layer in 3 repos/2 registries = 1 download", async () => {
    const one = built(16);
    const registries = [await openRegistry(), await openRegistry()];
    for (const registry of registries)
      for (const name of ["a", "b", "c"])
        registry.push(name, image({ layers: [one], labels: { name } }), { tags: ["1"] });
    const shown = await audit(...registries);
    expect(shown).toEqual({ ...FOUND, secrets: Array(6).fill("app/.env live") });
    expect(registries.flatMap((registry) => answers(registry, one))).toEqual([200]);
  });

  it("kill -9 and resume", async () => {
    const layers = Array.from({ length: 8 }, (_, at) => built(20 + at));
    const registry = await openRegistry();
    for (const [at, one] of layers.entries())
      registry.push("app", image({ layers: [one], labels: { at: String(at) } }), { tags: [`v${at}`] });
    const cwd = scratch();
    const child = startExhume(["audit", registry.host, "--json", "--concurrency", "1"], { cwd });
    const done: string[] = [];
    createInterface({ input: child.stdout! }).on("line", (line) => {
      const event: { readonly type: string; readonly kind?: string; readonly digest?: string } = JSON.parse(line);
      if (event.type !== "blob" || event.digest === undefined) return;
      done.push(event.digest);
      if (event.kind === "layer" && done.length > 10) child.kill("SIGKILL");
    });
    await once(child, "close");
    expect(child.signalCode).toBe("SIGKILL");
    expect((await exhume(["audit", registry.host], { cwd })).status).toBe(1);
    const model: ReportModel = JSON.parse((await exhume(["report", "--format", "json"], { cwd })).stdout);
    expect(model).toMatchObject({ verdict: "complete", totals: { secrets: layers.length } });
    const again = done.filter((digest) => (registry.fetches.get(digest) ?? 0) > 1);
    expect([done.length > 10, again]).toEqual([true, []]);
  });
});

const redirect = (registry: TestRegistry, path: string, location: string): void =>
  registry.faults.add({
    path,
    kind: "change",
    times: Infinity,
    change: () => ({ status: 307, headers: { location }, body: new Uint8Array() }),
  });

const listen = async (server: ReturnType<typeof createServer | typeof createTlsServer>): Promise<number> => {
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return (server.address() as AddressInfo).port;
};

/** The disk of a registry, as an object store that keeps the Authorization headers it is sent. */
const startStorage = async () => {
  const logins: (string | undefined)[] = [];
  let root = "";
  const port = await listen(
    createServer(({ headers, url }, response) => {
      logins.push(headers.authorization);
      const path = join(root, new URL(url ?? "/", "http://storage").pathname);
      if (existsSync(path)) createReadStream(path).pipe(response);
      else response.writeHead(404).end();
    }),
  );
  return {
    address: `http://127.0.0.1:${port}/`,
    logins,
    serve: (folder: string): void => {
      root = folder;
    },
  };
};

/** An image with a value, pushed by skopeo to a registry with a login. */
const pushWithLogin = (cwd: string, to: string): void => {
  const run = (command: string, ...args: readonly string[]): void =>
    void execFileSync(command, args, { cwd, stdio: "pipe" });
  writeFileSync(join(cwd, "f"), `GITHUB_TOKEN=${token(2)}\n`);
  run("umoci", "init", "--layout", "l");
  run("umoci", "new", "--image", "l:app");
  run("umoci", "insert", "--rootless", "--image", "l:app", "f", "/app/.env");
  const login = `${REGISTRY_LOGIN.user}:${REGISTRY_LOGIN.password}`;
  run("skopeo", "copy", "--dest-tls-verify=false", "--dest-creds", login, "oci:l:app", `docker://${to}`);
};

/** https on loopback, with the certificate that a client must be told of. */
const startTls = async (answer: RequestListener) => {
  const folder = scratch();
  const [key, certificate] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
  const request = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  execFileSync("openssl", [...request, ...subject, "-keyout", key, "-out", certificate], { stdio: "pipe" });
  const server = createTlsServer({ key: readFileSync(key), cert: readFileSync(certificate) }, answer);
  return { certificate, host: `localhost:${await listen(server)}` };
};
