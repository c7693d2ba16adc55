import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";
import { afterEach, describe, expect, it } from "vitest";
import { createHttp, type HttpSettings } from "../../../src/registry/http/http.ts";
import { readBody } from "../../../src/registry/http/response.ts";
import { reachOf } from "../../../src/registry/http/url-policy.ts";

const signal = new AbortController().signal;
const FAST = { tries: 2, baseMs: 1, capMs: 2, patienceMs: 10 };
/** RFC 5737: documentation, so it counts as public and answers to nobody. */
const PUBLIC = "https://203.0.113.5/";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const serve = async (answer: RequestListener) => {
  const seen: string[] = [];
  const server: Server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    answer(request, response);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  closers.push(() => server.close());
  return { port: (server.address() as AddressInfo).port, seen };
};
const ok: RequestListener = (_request, response) => void response.end("inside");

const get = async (url: string, from: string | undefined, settings: HttpSettings = {}): Promise<string> => {
  const http = createHttp({ policy: FAST, ...settings });
  closers.push(async () => http.close());
  const response = await http.send({ url, ...(from === undefined ? {} : { from }) }, signal);
  return Buffer.from(await readBody(response, 1000)).toString();
};

describe("reach of an address", () => {
  it.each([
    ["8.8.8.8", "public"],
    ["2606:4700::1", "public"],
    ["10.1.2.3", "private"],
    ["172.31.0.1", "private"],
    ["172.32.0.1", "public"],
    ["192.168.0.1", "private"],
    ["100.64.0.1", "private"],
    ["fd12::1", "private"],
    ["::ffff:10.0.0.1", "private"],
    ["127.8.8.8", "loopback"],
    ["::1", "loopback"],
    ["169.254.169.254", "never"],
    ["::ffff:169.254.169.254", "never"],
    ["fd00:ec2::254", "never"],
    ["fe80::1", "never"],
    ["0.0.0.0", "never"],
  ])("%s is %s", (address, reach) => expect(reachOf(address)).toBe(reach));
});

describe("what a public registry names", () => {
  it.each(["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"])(
    "is not asked on this machine: %s",
    async (host) => {
      const inside = await serve(ok);
      await expect(get(`http://${host}:${inside.port}/?X-Signature=s`, PUBLIC)).rejects.toThrow(
        /address in a private network, which is refused \(--allow-private/,
      );
      expect(inside.seen).toEqual([]);
    },
  );

  it("is asked when the person allows the host, or typed it, or gave it as an endpoint", async () => {
    const inside = await serve(ok);
    const url = `http://localhost:${inside.port}/`;
    expect(await get(url, PUBLIC, { allowPrivate: ["localhost"] })).toBe("inside");
    expect(await get(url, undefined)).toBe("inside");
    const endpoints = new Map([["s3.example", `http://127.0.0.1:${inside.port}`]]);
    expect(await get("https://s3.example/x", PUBLIC, { endpoints })).toBe("inside");
  });

  it("says nothing of a query in its error, not even in the causes", async () => {
    const error = await get("http://localhost:1/?X-Amz-Signature=abcdef", PUBLIC).catch((one: unknown) => one);
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain("abcdef");
  });
});

describe("what a registry on this machine names", () => {
  it("may be on this machine", async () => {
    const blobs = await serve(ok);
    const registry = await serve((_request, response) =>
      response.writeHead(307, { location: `http://localhost:${blobs.port}/b` }).end(),
    );
    expect(await get(`http://127.0.0.1:${registry.port}/`, undefined)).toBe("inside");
  });

  it.each(["http://169.254.169.254/latest/meta-data/", "http://[fd00:ec2::254]/", "http://0.0.0.0:1/"])(
    "is never the metadata of a cloud: %s",
    async (location) => {
      const registry = await serve((_request, response) => response.writeHead(307, { location }).end());
      await expect(get(`http://127.0.0.1:${registry.port}/`, undefined)).rejects.toThrow(/which is refused/);
    },
  );
});

describe("redirects", () => {
  it("end after five", async () => {
    const around = await serve((_request, response) => response.writeHead(307, { location: "/again" }).end());
    await expect(get(`http://127.0.0.1:${around.port}/`, undefined)).rejects.toThrow("more than 5 redirects");
    expect(around.seen).toHaveLength(6);
  });
});

describe("a proxy", () => {
  it("is used for other hosts and not for those of no_proxy; what a public registry names is checked all the same", async () => {
    const proxy = await serve((request, response) => response.end(`proxied ${request.url}`));
    const inside = await serve(ok);
    const settings = { proxy: { http: `http://127.0.0.1:${proxy.port}`, none: "localhost" } };
    expect(await get(`http://localhost:${inside.port}/`, undefined, settings)).toBe("inside");
    await expect(get(`http://127.0.0.1:${inside.port}/`, PUBLIC, settings)).rejects.toThrow(/which is refused/);
  });
});
