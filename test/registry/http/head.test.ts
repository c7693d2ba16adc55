import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { createHttp } from "../../../src/registry/http/http.ts";
import { discard } from "../../../src/registry/http/response.ts";

/** The next one may begin before the connection is back in the pool, so there may be more than one. */
it("keeps connections after a HEAD, where the server does", async () => {
  let connections = 0;
  const server = createServer((_request, response) => response.setHeader("content-length", 9).end()).on(
    "connection",
    () => connections++,
  );
  await once(server.listen(0, "127.0.0.1"), "listening");
  const http = createHttp();
  for (let time = 0; time < 12; time++)
    await discard(
      await http.send(
        { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, method: "HEAD" },
        new AbortController().signal,
      ),
    );
  await http.close();
  server.close();
  expect(connections).toBeLessThan(6);
});
