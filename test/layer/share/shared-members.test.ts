import { setImmediate } from "node:timers/promises";
import { MessageChannel, type MessagePort } from "node:worker_threads";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { Scanner } from "../../../src/domain/finding.ts";
import { LAYER_LIMITS } from "../../../src/layer/limits.ts";
import { scanLayer } from "../../../src/layer/scan-layer.ts";
import { claims, type Shared, type ToHelper } from "../../../src/layer/share/batch.ts";
import { serveBatches } from "../../../src/layer/share/serve-batches.ts";
import { layer } from "../../support/image.ts";
import { tarball, type tarEntry } from "../../support/tar.ts";
import { zipFile } from "../../support/zip.ts";
import { chunks } from "../chunks.ts";
import { createSecretScanner, namedSecret, secret } from "../secret-scanner.ts";

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
  /** Pieces after which the helper is there. */
  readonly after?: number;
}

const scan = async (bytes: Uint8Array, { limits, help, after = 0 }: Scan = {}) => {
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
      { scanner: createSecretScanner(), limits: { ...LAYER_LIMITS, ...limits }, helper },
      NEVER,
    );
  } finally {
    port1.close();
    port2.close();
  }
};

/** A helper that scans, and says how many documents. */
const helping = () => {
  let documents = 0;
  const own = createSecretScanner();
  const scanner: Scanner = {
    ...own,
    open: (document) => {
      documents++;
      return own.open(document);
    },
  };
  return { help: (port: MessagePort): void => serveBatches({ port, scanner }), documents: () => documents };
};

/** One that says nothing. */
const silent = (port: MessagePort): void => void port.on("message", () => undefined);

/** One that begins with the second batch, and ends over it. */
const dying = (port: MessagePort): void => {
  let shared: Shared | undefined;
  port.on("message", (message: ToHelper) => {
    if (message.type === "begin") shared = message.shared;
    else if (shared !== undefined && message.number === 2 && claims(shared, message)) port.close();
  });
};

const noise = (at: number) => layer.file(`usr/share/noise-${at}`, Buffer.alloc(300_000, `line ${at}\n`));
const filled = (...entries: readonly Parameters<typeof tarEntry>[0][]) =>
  entries.flatMap((entry, at) => [noise(2 * at), entry, noise(2 * at + 1)]);

const ENTRIES = [
  layer.directory("app"),
  ...filled(
    layer.file("app/.env", `A=1\nTOKEN=${secret(1)}\n`),
    layer.file("app/large.bin", Buffer.concat([Buffer.alloc(6 * MEBIBYTE), Buffer.from(secret(2))])),
    { path: "app/second-name", type: "1", linkname: "app/.env" },
    layer.file("app/.env", `TOKEN=${secret(3)}\n`),
    { path: "app/third-name", type: "1", linkname: "app/.env" },
    layer.file("app/empty"),
    layer.whiteout("app/old"),
    layer.opaque("tmp"),
    layer.symlink("link", "app/.env"),
    layer.file("app/lib.jar", zipFile([{ path: "a.properties", content: `x=${secret(4)}` }])),
    layer.file("app/copy.jar", zipFile([{ path: "b.gz", content: gzipSync(`x=${secret(5)}`) }])),
    { path: "app/copy-of-jar", type: "1", linkname: "app/copy.jar" },
    layer.file("app/inner.tar.gz", gzipSync(tarball([layer.file("a", secret(6)), layer.file("a", secret(7))]))),
    layer.file("srv/node_modules/pad/package.json", `{"name":"pad","version":"1.0.0","_x":"${secret(8)}"}`),
    layer.file("srv/node_modules/pad/index.js", `x = "${namedSecret(9)}"`),
    layer.file("srv/vendor/pad/index.js", `x = "${namedSecret(10)}"`),
    layer.file("usr/lib/python3/dist-packages/pad-1.dist-info/RECORD", "pad/a.py,,\n"),
    layer.file("usr/lib/python3/dist-packages/pad/a.py", namedSecret(11)),
    layer.file("app/damaged.gz", gzipSync(Buffer.from(`${secret(12)} `.repeat(100))).subarray(0, 60)),
    layer.file("app/many", Array.from({ length: 1500 }, () => secret(13)).join("\n")),
    layer.file("app/many-too", Array.from({ length: 1500 }, (_, n) => secret(13 + n)).join("\n")),
  ),
];
const ARCHIVE = tarball(ENTRIES);
const LAYERS: readonly (readonly [string, Uint8Array])[] = [
  ["with all kinds of members", gzipSync(ARCHIVE, { level: 0 })],
  ["that is cut inside a body", ARCHIVE.subarray(0, 15_000_100)],
  [
    "with what is no tar behind it",
    Buffer.concat([ARCHIVE.subarray(0, -1024), Buffer.from(`no header ${secret(3000)}`), Buffer.alloc(MEBIBYTE, "x")]),
  ],
];
const LIMITS: readonly (readonly [string, Partial<typeof LAYER_LIMITS>])[] = [
  ["none is hit", {}],
  ["more findings than are kept", { findings: 40 }],
  ["containers give more than they may", { unpackedBytes: 14_000_000 }],
  ["containers in containers", { depth: 1 }],
  ["entries", { entries: 58 }],
];

describe.each(LAYERS)("a layer %s", (_, bytes) => {
  it.each(LIMITS)("says the same whoever scanned it: limits, %s", async (_, limits) => {
    const alone = await scan(bytes, { limits });
    expect(alone.findings.length).toBeGreaterThan(0);
    const { help, documents } = helping();
    expect(await scan(bytes, { limits, help })).toEqual(alone);
    expect(documents()).toBeGreaterThan(0);
    expect(await scan(bytes, { limits, help: helping().help, after: 10 })).toEqual(alone);
    expect(await scan(bytes, { limits, help: silent })).toEqual(alone);
    expect(await scan(bytes, { limits, help: dying })).toEqual(alone);
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
