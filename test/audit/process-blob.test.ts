import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { MessageChannel, type MessagePort } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import { createProcessBlob } from "../../src/audit/process-blob.ts";
import type { BlobJob } from "../../src/domain/finding.ts";
import { claims, type Shared, type ToHelper } from "../../src/layer/share/batch.ts";
import { createSecretScanner, secret } from "../layer/secret-scanner.ts";
import { layer } from "../support/image.ts";
import { tarball } from "../support/tar.ts";

const MEBIBYTE = 1024 * 1024;

/** Takes all batches, and ends over the third one. */
const endOverThird = (port: MessagePort): void => {
  let shared: Shared | undefined;
  port.on("message", (message: ToHelper) => {
    if (message.type === "begin") shared = message.shared;
    else if (shared !== undefined && claims(shared, message) && message.number === 3) port.close();
    else if (message.number < 3) port.postMessage({ number: message.number, recorded: { bodies: [], unpacked: 0 } });
  });
};

describe("a layer whose helper ends in the middle of a large file", () => {
  const large = Buffer.concat([Buffer.from(secret(2)), Buffer.alloc(9 * MEBIBYTE), Buffer.from(secret(3))]);
  const bytes = tarball([layer.file("app/.env", secret(1)), layer.file("app/large", large)]);
  const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
  const blob = { digest, mediaType: "", size: bytes.length };
  const job: BlobJob = { kind: "layer", blob, holders: [{ registry: "registry.example", name: "app" }] };

  it("is scanned again without one", async () => {
    const { port1, port2 } = new MessageChannel();
    endOverThird(port2);
    let pulls = 0;
    const run = createProcessBlob({
      scanner: createSecretScanner(),
      helper: () => port1,
      pull: async function* () {
        pulls++;
        for (let at = 0; at < bytes.length; at += 200_000) {
          // Time for the events of the other port.
          await setImmediate();
          yield bytes.subarray(at, at + 200_000);
        }
      },
    });
    const { status, findings } = await run(job, new AbortController().signal);
    expect(status).toBe("scanned");
    expect(findings.map(({ preview }) => preview)).toEqual([secret(1), secret(2), secret(3)]);
    expect(pulls).toBe(2);
  });
});
