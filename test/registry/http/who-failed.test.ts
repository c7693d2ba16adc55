import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { createHttp } from "../../../src/registry/http/http.ts";
import { scratch } from "../../support/scratch.ts";
import { selfSigned } from "../../support/self-signed.ts";
import { listAll, listedGaps, openSource, testRegistry } from "../../support/source.ts";
import { requireTool } from "../../support/tools.ts";

const POLICY = { tries: 1, baseMs: 1, capMs: 1, patienceMs: 1 };

/** What a person reads when a host is asked over this proxy. */
const asked = async (https: string): Promise<string> => {
  const http = createHttp({ policy: POLICY, proxy: { https } });
  onTestFinished(async () => http.close());
  const answer = http.send({ url: "https://r.example/v2/" }, new AbortController().signal);
  return answer.then(
    () => "an answer",
    (error: Error) => error.message,
  );
};

/** A proxy that gives this answer to all. */
const proxy = async (answer: string): Promise<string> => {
  const server = createServer(
    (socket) => void socket.once("data", () => socket.end(answer)).on("error", () => undefined),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

it("a proxy that is not found is named, and not taken for the registry", async () => {
  expect(await asked("http://proxy.invalid:3128")).toMatch(/r\.example\/v2\/: the proxy proxy\.invalid:3128: host n/);
});

it("a proxy that nobody serves is named", async () => {
  expect(await asked("http://127.0.0.1:1")).toMatch(/: the proxy 127\.0\.0\.1:1: connection refused$/);
});

it("a proxy that wants a login is told, and where it is given", async () => {
  const url = await proxy("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
  expect(await asked(url)).toMatch(
    /the proxy does not let it through: 407, it wants a login: http:\/\/USER:PASSWORD@HOST/,
  );
});

it("a proxy that refuses a host is told with its answer", async () => {
  const url = await proxy("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
  expect(await asked(url)).toMatch(/the proxy does not let it through: 403$/);
});

it("a refusal says who asked", async () => {
  const { host } = await testRegistry({ auth: { kind: "basic", user: "robin", password: "right" } });
  const gaps = async (login?: string) =>
    listedGaps(await listAll(await openSource(`${host}/team/app`, login === undefined ? {} : { login })));
  expect(await gaps()).toEqual([
    expect.stringMatching(new RegExp(`401 .*, asked as anonymous \\(docker login ${host}\\)$`)),
  ]);
  expect(await gaps("robin:wrong")).toEqual([expect.stringMatching(/401 .*, asked as robin \(DOCKER_AUTH_CONFIG\)$/)]);
});

it("a host that did not answer is not said to list no repositories", async () => {
  expect(listedGaps(await listAll(await openSource("127.0.0.1:1")))).toEqual([
    expect.stringMatching(/^unreachable .*: connection refused$/),
  ]);
});

it.skipIf(!requireTool("openssl"))("a certificate that is not trusted is told on loopback too", async () => {
  const server = createTlsServer(selfSigned(scratch()), (_, answer) => answer.end("{}"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  expect(listedGaps(await listAll(await openSource(`localhost:${port}/app`)))).toEqual([
    expect.stringMatching(/the server's certificate is self-signed \(NODE_EXTRA_CA_CERTS=FILE adds/),
  ]);
});
