import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { MessageChannel, type MessagePort } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import { createProcessBlob } from "../../src/audit/process-blob.ts";
import type { BlobJob, Scanner } from "../../src/domain/finding.ts";
import { claims, type Shared, type ToHelper } from "../../src/layer/share/batch.ts";
import { serveBatches } from "../../src/layer/share/serve-batches.ts";
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

const own = createSecretScanner();
/** Breaks over the second half of a large file. */
const breaking: Scanner = {
  ...own,
  open: (document) => {
    const scan = own.open(document);
    let length = 0;
    return {
      ...scan,
      push: (chunk, last) => {
        length += chunk.length;
        if (length > 5 * MEBIBYTE) throw new Error("a broken rule");
        scan.push(chunk, last);
      },
    };
  },
};

describe("a layer with a large file, and a helper", () => {
  const large = Buffer.concat([Buffer.from(secret(2)), Buffer.alloc(9 * MEBIBYTE), Buffer.from(secret(3))]);
  const bytes = tarball([layer.file("app/.env", secret(1)), layer.file("app/large", large)]);
  const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
  const blob = { digest, mediaType: "", size: bytes.length };
  const job: BlobJob = { kind: "layer", blob, holders: [{ registry: "registry.example", name: "app" }] };

  const run = async (scanner: Scanner, help: (port: MessagePort) => void) => {
    const { port1, port2 } = new MessageChannel();
    help(port2);
    let pulls = 0;
    const scan = createProcessBlob({
      scanner,
      helper: () => port1,
      pull: async function* () {
        pulls++;
        for (let at = 0; at < bytes.length; at += 200_000) {
          // Time for the events of the other port.
          await setImmediate();
          yield bytes.subarray(at, at + 200_000);
        }
      },
    })(job, new AbortController().signal);
    return { scan: await scan, pulls };
  };

  it("is scanned again without it where that ends in the middle", async () => {
    const { scan, pulls } = await run(createSecretScanner(), endOverThird);
    expect(scan.status).toBe("scanned");
    expect(scan.findings.map(({ preview }) => preview)).toEqual([secret(1), secret(2), secret(3)]);
    expect(pulls).toBe(2);
  });

  it.each([
    ["helper", (port: MessagePort) => serveBatches({ port, scanner: breaking })],
    ["thread that unpacks it", (port: MessagePort) => void port.on("message", () => undefined)],
  ])("is not scanned, with the reason, where the scan breaks in the %s", async (_, help) => {
    const { scan, pulls } = await run(breaking, help);
    expect(scan).toMatchObject({
      status: "skipped",
      reason: expect.stringContaining("internal error (Error)"),
      findings: [],
    });
    expect(pulls).toBe(2);
  });
});
