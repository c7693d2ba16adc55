import { setImmediate } from "node:timers/promises";
import { MessageChannel, type MessagePort } from "node:worker_threads";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { Scanner } from "../../../src/domain/finding.ts";
import { createKnownFiles, type KnownFiles, knownMemory } from "../../../src/layer/known/known-files.ts";
import { LAYER_LIMITS } from "../../../src/layer/limits.ts";
import { scanLayer } from "../../../src/layer/scan-layer.ts";
import { claims, type Shared, type ToHelper } from "../../../src/layer/share/batch.ts";
import { ScanBrokeOff } from "../../../src/layer/share/merge-batch.ts";
import { serveBatches } from "../../../src/layer/share/serve-batches.ts";
import { layer } from "../../support/image.ts";
import { tarball } from "../../support/tar.ts";
import { chunks } from "../chunks.ts";
import { LAYERS, LIMITS, noise } from "../hard-layers.ts";
import { createSecretScanner, secret } from "../secret-scanner.ts";

const NEVER = new AbortController().signal;
const MEBIBYTE = 1024 * 1024;

/** Time for the events of the other port between two pieces. */
async function* slowly(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks(bytes, 200_000)) {
    await setImmediate();
    yield chunk;
  }
}

interface Scan {
  readonly limits?: Partial<typeof LAYER_LIMITS>;
  /** What answers at the other end; without it a layer is not shared. */
  readonly help?: (port: MessagePort) => void;
  readonly files?: KnownFiles;
  /** Pieces after which the helper is there. */
  readonly after?: number;
}

const scan = async (bytes: Uint8Array, { limits, help, files, after = 0 }: Scan = {}) => {
  const { port1, port2 } = new MessageChannel();
  let pieces = 0;
  let port = help && port1;
  help?.(port2);
  const stream = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of slowly(bytes)) {
      pieces++;
      yield chunk;
    }
  };
  const helper = (): MessagePort | undefined => {
    const given = pieces > after ? port : undefined;
    port = given === undefined ? port : undefined;
    return given;
  };
  try {
    return await scanLayer(
      stream(),
      { scanner: createSecretScanner(), limits: { ...LAYER_LIMITS, ...limits }, helper, ...(files && { files }) },
      NEVER,
    );
  } finally {
    port1.close();
    port2.close();
  }
};

/** A helper that scans, and says how many documents. */
const helping = (files?: KnownFiles) => {
  let documents = 0;
  const own = createSecretScanner();
  const scanner: Scanner = {
    ...own,
    open: (document) => {
      documents++;
      return own.open(document);
    },
  };
  return { help: (port: MessagePort): void => serveBatches({ port, scanner, files }), documents: () => documents };
};

/** One that says nothing. */
const silent = (port: MessagePort): void => void port.on("message", () => undefined);

/** One that begins with a batch, and ends over it. */
const dying =
  (over: number) =>
  (port: MessagePort): void => {
    let shared: Shared | undefined;
    port.on("message", (message: ToHelper) => {
      if (message.type === "begin") shared = message.shared;
      else if (shared !== undefined && message.number === over && claims(shared, message)) port.close();
    });
  };

describe.each(LAYERS)("a layer %s", (_, bytes) => {
  it.each(LIMITS)("says the same whoever scanned it: limits, %s", async (_, limits) => {
    const alone = await scan(bytes, { limits });
    expect(alone.findings.length).toBeGreaterThan(0);
    const { help, documents } = helping();
    expect(await scan(bytes, { limits, help })).toEqual(alone);
    expect(documents()).toBeGreaterThan(0);
    expect(await scan(bytes, { limits, help: helping().help, after: 10 })).toEqual(alone);
    expect(await scan(bytes, { limits, help: silent })).toEqual(alone);
    expect(await scan(bytes, { limits, help: dying(1) })).toEqual(alone);
  });
});

describe("a shared layer with files that are too large for a batch", () => {
  /** Secrets all over it, on the borders of whatever parts it comes in, too. */
  const large = (from: number, bytes: number): Buffer => {
    const content = Buffer.alloc(bytes, "a line of nothing\n");
    for (let at = 0, number = from; at < bytes - 100; at += 65_531, number++) content.write(secret(number), at);
    return content;
  };
  const before = layer.file("app/.env", secret(1));
  const behind = [
    layer.file("app/large", secret(2)),
    layer.file("app/.env", secret(3)),
    layer.file("app/end", secret(4)),
  ];
  const bytes = tarball([
    before,
    layer.file("app/large", large(1000, 9 * MEBIBYTE)),
    noise(1),
    layer.file("usr/lib/x86_64-linux-gnu/large.so", large(2000, 12 * MEBIBYTE + 1)),
    layer.file("app/large.tar", tarball([layer.file("a", large(3000, 5 * MEBIBYTE))])),
    { path: "app/second-name", type: "1", linkname: "app/large" },
    ...behind,
  ]);

  // At one of the lengths in a row a part was handed over right before the end: no more bytes come of the next one.
  it.each([bytes.length, 8 * MEBIBYTE + 77, ...Array.from({ length: 6 }, (_, at) => 200_000 * (26 + at))])(
    "cut at byte %i, says the same whoever scanned them",
    async (length) => {
      const cut = bytes.subarray(0, length);
      const alone = await scan(cut);
      expect(alone.findings.length).toBeGreaterThan(70);
      expect(await scan(cut, { help: helping().help })).toEqual(alone);
      expect(await scan(cut, { help: silent })).toEqual(alone);
      const limits = { findings: 50 };
      expect(await scan(cut, { limits, help: helping().help })).toEqual(await scan(cut, { limits }));
    },
  );

  it("lets the helper scan them", async () => {
    const { help, documents } = helping();
    const { findings } = await scan(tarball([layer.file("app/large", large(1, 30 * MEBIBYTE))]), { help });
    expect(findings.length).toBeGreaterThan(400);
    expect(documents()).toBe(1);
  });

  it("cannot go on where the helper ends in the middle of one", async () => {
    await expect(scan(bytes, { help: dying(2) })).rejects.toThrow(ScanBrokeOff);
  });
});

describe("a shared layer whose files come again", () => {
  it.each(LAYERS)("%s, says the same, and less of it is scanned", async (_, bytes) => {
    const alone = await scan(bytes);
    const memory = knownMemory();
    const [own, others] = [createKnownFiles(memory), createKnownFiles(memory)];
    const scanned: number[] = [];
    for (let turn = 0; turn < 4; turn++) {
      const { help, documents } = helping(others);
      expect(await scan(bytes, { help, files: own })).toEqual(alone);
      scanned.push(documents());
    }
    expect(scanned.at(-1)).toBeLessThan(scanned[0]!);
  });
});

describe("containers of a shared layer", () => {
  const gz = (at: number) =>
    layer.file(`app/${at}.gz`, gzipSync(Buffer.concat([Buffer.alloc(MEBIBYTE), Buffer.from(secret(at))])));
  const bytes = tarball(
    Array.from({ length: 12 }, (_, at) => [gz(at), noise(at), noise(at + 100), noise(at + 200)]).flat(),
  );

  it("stop where those of one that is not shared would", async () => {
    const limits = { unpackedBytes: bytes.length };
    const alone = await scan(bytes, { limits });
    expect(alone.skips).toContainEqual(
      expect.objectContaining({ reason: expect.stringMatching(/^containers unpack to more/) }),
    );
    expect(await scan(bytes, { limits, help: helping().help })).toEqual(alone);
    expect(await scan(bytes, { limits, help: silent })).toEqual(alone);
  });
});
