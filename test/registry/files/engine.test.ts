import { createServer, type RequestListener } from "node:http";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it, onTestFinished } from "vitest";
import { openEngine } from "../../../src/registry/files/engine.ts";
import { collect } from "../../support/collect.ts";
import { scratch } from "../../support/scratch.ts";
import { tarball } from "../../support/tar.ts";

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");
const signal = new AbortController().signal;

/** An engine on a unix socket; gives its address. */
const engine = async (answer: RequestListener): Promise<string> => {
  const path = join(scratch(), "engine.sock");
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(path, resolve));
  onTestFinished(() => void server.close());
  return `unix://${path}`;
};

const archive = (...tags: readonly string[]): Uint8Array =>
  tarball([
    { path: "c.json", content: "{}" },
    { path: "manifest.json", content: JSON.stringify([{ Config: "c.json", RepoTags: tags, Layers: [] }]) },
  ]);

describe("images of an engine", () => {
  it("are exported all at once, by name, or by id where they have none", async () => {
    const asked: string[] = [];
    const address = await engine((request, response) => {
      asked.push(request.url ?? "");
      if (request.url === "/images/json")
        response.end(
          JSON.stringify([
            { Id: "sha256:1", RepoTags: ["app:1", "app:2"] },
            { Id: "sha256:2", RepoTags: null },
          ]),
        );
      else response.end(request.url?.startsWith("/images/get") ? archive("app:1", "app:2") : "OK");
    });
    const source = await openEngine({ kind: "engine", engine: "docker", addresses: [address] }, signal);
    onTestFinished(async () => source.close());
    const listed = await collect(source.images(signal));
    expect(
      listed.flatMap((item) => ("image" in item ? [`${item.image.repository.name}:${item.image.tag}`] : [])),
    ).toEqual(["app:1", "app:2"]);
    expect(source.registry).toBe("docker-daemon:");
    expect(asked).toContain("/images/get?names=app%3A1&names=app%3A2&names=sha256%3A2");
  });

  it("one that is named is exported alone", async () => {
    const asked: string[] = [];
    const address = await engine((request, response) => {
      asked.push(request.url ?? "");
      response.end(request.url?.startsWith("/images/get") ? archive("app:1") : "OK");
    });
    const source = await openEngine(
      { kind: "engine", engine: "podman", image: "app:1", addresses: ["unix:///nowhere", address] },
      signal,
    );
    onTestFinished(async () => source.close());
    expect(asked).toEqual(["/_ping", "/images/get?names=app%3A1"]);
  });

  it.each([
    ["no engine answers", ["unix:///nowhere.sock"], /no engine answers: unix:\/\/\/nowhere\.sock/],
    ["the address is of another kind", ["ssh://host"], /ssh:\/\/host is not a unix socket/],
  ])("%s: is said in a line with a hint", async (_name, addresses, message) => {
    const opened = openEngine({ kind: "engine", engine: "docker", addresses }, signal);
    await expect(opened).rejects.toMatchObject({ name: "UserError", message: expect.stringMatching(message) });
  });

  it("a socket that never answers is left for the next, and said", async () => {
    const collecting = setInterval(collectGarbage, 10);
    onTestFinished(() => clearInterval(collecting));
    const stuck = await engine(() => undefined);
    const silent = openEngine({ kind: "engine", engine: "docker", addresses: [stuck], pingMs: 50 }, signal);
    await expect(silent).rejects.toMatchObject({ name: "UserError", code: "ENGINE_UNREACHABLE" });
    clearInterval(collecting);
    const address = await engine((request, response) =>
      response.end(request.url?.startsWith("/images/get") ? archive("app:1") : "OK"),
    );
    const addresses = [stuck, address];
    const source = await openEngine(
      { kind: "engine", engine: "docker", image: "app:1", addresses, pingMs: 50 },
      signal,
    );
    await source.close();
  });

  it("one that cannot be exported is a gap, and the others are read", async () => {
    const address = await engine((request, response) => {
      if (request.url === "/images/json")
        response.end(JSON.stringify(["a:1", "b:1", "c:1", "d:1"].map((tag) => ({ Id: tag, RepoTags: [tag] }))));
      else if (request.url === "/_ping") response.end("OK");
      else if (request.url?.includes("b%3A1")) response.writeHead(500).end();
      else response.end(archive(...new URL(request.url ?? "", "http://engine").searchParams.getAll("names")));
    });
    const source = await openEngine({ kind: "engine", engine: "docker", addresses: [address] }, signal);
    onTestFinished(async () => source.close());
    const listed = await collect(source.images(signal));
    const images = listed.flatMap((item) => ("image" in item ? [item.image] : []));
    expect(images.map(({ repository, tag }) => `${repository.name}:${tag}`)).toEqual(["a:1", "c:1", "d:1"]);
    expect(listed.flatMap((item) => ("gap" in item ? [`${item.gap.subject} ${item.gap.reason}`] : []))).toEqual([
      "docker-daemon:b:1 docker-daemon: the engine answers 500",
      "docker-daemon: containers, volumes and the build cache of an engine are no images: they are not read",
    ]);
    for (const image of images)
      for (const blob of [(await source.manifest(image, signal)).config!])
        expect(Buffer.concat(await collect(source.blob(image.repository, blob, signal))).toString()).toBe("{}");
    const lost = { digest: `sha256:${"0".repeat(64)}`, size: 1, mediaType: "" };
    await expect(collect(source.blob(images[0]!.repository, lost, signal))).rejects.toThrow(/not in the archive/);
  });

  it("an engine that goes away while it exports is said", async () => {
    const address = await engine((request, response) => {
      if (request.url === "/_ping") return void response.end("OK");
      response.write(archive("app:1").subarray(0, 100), () => response.destroy());
    });
    const opened = openEngine({ kind: "engine", engine: "docker", image: "app:1", addresses: [address] }, signal);
    await expect(opened).rejects.toMatchObject({
      code: "ENGINE_UNREACHABLE",
      message: "docker-daemon:app:1 the engine broke off: connection was closed",
    });
  });

  it.each(["not JSON", '{"message":"no"}', "null"])("a list that is %s is said", async (list) => {
    const address = await engine((request, response) => response.end(request.url === "/_ping" ? "OK" : list));
    const opened = openEngine({ kind: "engine", engine: "docker", addresses: [address] }, signal);
    await expect(opened).rejects.toMatchObject({ name: "UserError", code: "ENGINE_UNREACHABLE" });
  });

  it("an image the engine does not have is said", async () => {
    const address = await engine((request, response) => {
      response.statusCode = request.url === "/_ping" ? 200 : 404;
      response.end();
    });
    const opened = openEngine({ kind: "engine", engine: "docker", image: "none", addresses: [address] }, signal);
    await expect(opened).rejects.toThrow("docker-daemon:none the engine answers 404");
  });
});
