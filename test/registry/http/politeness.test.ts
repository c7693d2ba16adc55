import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createHttp, type Http } from "../../../src/registry/http/http.ts";
import { LANES } from "../../../src/registry/http/politeness.ts";
import { discard, readBody } from "../../../src/registry/http/response.ts";
import type { RetryPolicy } from "../../../src/registry/http/retry.ts";

const FAST: RetryPolicy = { tries: 2, baseMs: 1, capMs: 1, patienceMs: 60_000 };
const { signal } = new AbortController();
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => void (await Promise.all(closing.splice(0).map(async (close) => close()))));

const serve = async (answer: (request: IncomingMessage, response: ServerResponse) => void) => {
  const server = createServer(answer);
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  closing.push(async () => new Promise((resolve) => server.close(resolve).closeAllConnections()));
  const http = createHttp({ policy: FAST });
  closing.push(async () => http.close());
  return { http, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
};

const read = async (http: Http, url: string): Promise<number> => {
  const response = await http.send({ url }, signal);
  await readBody(response, 1000);
  return response.status;
};

describe("a host", () => {
  it("is asked no more at a time than its lane has places, bodies included", async () => {
    let open = 0;
    let most = 0;
    const { http, url } = await serve((_request, response) => {
      most = Math.max(most, ++open);
      response.write("half");
      setTimeout(() => {
        open--;
        response.end("whole");
      }, 20);
    });
    await Promise.all(Array.from({ length: 12 }, async () => read(http, url)));
    expect(most).toBe(LANES.generic.start);
  });

  it("is asked again while it starts anew, and at once given up where nobody ever listened", async () => {
    const server = createServer((_request, response) => void response.end("here"));
    const listen = async (port: number): Promise<void> =>
      new Promise((resolve) => void server.listen(port, "127.0.0.1", resolve));
    await listen(0);
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/`;
    const stop = async (): Promise<void> =>
      new Promise((resolve) => server.close(() => resolve()).closeAllConnections());
    const http = createHttp({ policy: { tries: 100, baseMs: 20, capMs: 20, patienceMs: 60_000 } });
    closing.push(async () => http.close());
    expect(await read(http, url)).toBe(200);
    await stop();
    const asked = read(http, url);
    setTimeout(() => void listen(port), 100);
    expect(await asked).toBe(200);
    await stop();
    const other = createHttp({ policy: { tries: 1000, baseMs: 1000, capMs: 1000, patienceMs: 60_000 } });
    closing.push(async () => other.close());
    await expect(read(other, url)).rejects.toThrow("refused");
  });

  it("gets a place back for every answer that is read, refused, redirected, dropped or cut", async () => {
    const { http, url } = await serve((request, response) => {
      if (request.url === "/cut")
        response.writeHead(200, { "content-length": 10 }).write("half", () => response.destroy());
      else if (request.url === "/away") response.writeHead(307, { location: "/" }).end();
      else response.writeHead(request.url === "/no" ? 404 : 200).end("whole");
    });
    for (let time = 0; time < 5; time++) {
      expect(await read(http, url)).toBe(200);
      expect(await read(http, `${url}no`)).toBe(404);
      expect(await read(http, `${url}away`)).toBe(200);
      await expect(read(http, `${url}cut`)).rejects.toThrow("connection was closed");
      await discard(await http.send({ url, method: "HEAD" }, signal));
      await discard(await http.send({ url }, signal));
    }
  });

  it("that asks for time gets it from every request", async () => {
    const asked: number[] = [];
    const { http, url } = await serve((_request, response) => {
      asked.push(Date.now());
      if (asked.length === 1) response.writeHead(429, { "retry-after": "1" });
      response.end();
    });
    const first = read(http, url);
    while (asked.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    await new Promise((resolve) => setTimeout(resolve, 20));
    await Promise.all([first, read(http, url), read(http, url)]);
    const [begin = 0, ...others] = asked;
    expect(others).toHaveLength(3);
    expect(Math.min(...others) - begin).toBeGreaterThanOrEqual(950);
  });
});
