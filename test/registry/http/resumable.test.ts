import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import { createHttp } from "../../../src/registry/http/http.ts";
import { resumable } from "../../../src/registry/http/resumable.ts";

const { signal } = new AbortController();

// The parser of undici stands still while nobody reads: it learns of the end only with the end of the connection.
it("a body that is all here is whole, also when the server has hung up before it was read", async () => {
  const size = 1_048_576;
  const asked: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    asked.push(request.headers.range);
    response.writeHead(200, { "content-length": size }).end(Buffer.alloc(size), () => request.socket.end());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close().closeAllConnections());
  const http = createHttp();
  onTestFinished(async () => http.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const open = async (range: { readonly range?: string }) => http.send({ url, headers: range }, signal);
  let read = 0;
  for await (const chunk of resumable({ open, size, what: "pulling a blob" }, signal)) {
    read += chunk.length;
    await pause(1);
  }
  expect([read, asked]).toEqual([size, [undefined]]);
});
