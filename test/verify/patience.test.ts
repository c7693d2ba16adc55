import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it, onTestFinished } from "vitest";
import { VERIFIERS } from "../../src/verify/index.ts";
import { withPatience } from "../../src/verify/patience.ts";
import { secret } from "../support/case.ts";
import { questionOf } from "../support/question.ts";

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");
const signal = new AbortController().signal;

describe("patience", () => {
  it.each([
    ["postgres", "database-url-password"],
    ["mysql", "database-url-password"],
    ["redis", "database-url-password"],
    ["tls", "private-key"],
  ])(
    "%s: a server that says nothing is left after a while, and nothing of the connection stays",
    async (id, ruleId) => {
      const sockets: Socket[] = [];
      const closed: Promise<unknown>[] = [];
      const server = createServer((socket) => {
        sockets.push(socket.on("error", () => undefined).resume());
        closed.push(once(socket, "close"));
      }).listen(0, "127.0.0.1");
      await once(server, "listening");
      onTestFinished(() => void server.close());
      const { port } = server.address() as AddressInfo;
      const facts = { scheme: id, user: "u", host: "127.0.0.1", port: String(port), spkiSha256: "ab" };
      const verifier = VERIFIERS.find((one) => one.id === id)!;
      const question = questionOf(verifier, [secret("x", { ruleId, facts })], {
        values: { secret: "x" },
        places: { allowHosts: [{ host: "127.0.0.1", port }], patienceMs: 300 },
      });
      const answer = await verifier.verify(question, signal);
      expect(answer).toMatchObject({ status: "unknown", reason: expect.stringContaining("no answer in time") });
      expect(sockets.length).toBeGreaterThan(0);
      await Promise.all(closed);
    },
  );

  it("ends though garbage is collected meanwhile", async () => {
    const collecting = setInterval(collectGarbage, 10);
    onTestFinished(() => clearInterval(collecting));
    const waiting = withPatience({ patienceMs: 100, signal }, async (own) => {
      await once(own, "abort");
      own.throwIfAborted();
    });
    await expect(waiting).rejects.toThrow("no answer in time");
  });

  it("passes the person's own signal on", async () => {
    const controller = new AbortController();
    const waiting = withPatience({ patienceMs: 60_000, signal: controller.signal }, async (own) => {
      await once(own, "abort");
      own.throwIfAborted();
    });
    controller.abort(new Error("Ctrl-C"));
    await expect(waiting).rejects.toThrow("Ctrl-C");
  });
});
