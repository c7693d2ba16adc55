import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import type { BuiltImage, BuiltIndex } from "../support/image.ts";
import { digestOf, gzipLayer, image, layer } from "../support/image.ts";
import { startRegistry } from "../support/registry.ts";
import { expand } from "../support/samples.ts";

/** What every registry of these tests serves beside its attack: it must be found whatever happens. */
export const HONEST_SECRET = expand("ghp_<base62:30><crc32>", 7);
export const EVIL = "aa/evil";
const HONEST = image({ layers: [gzipLayer([layer.file("app/.env", `GITHUB_TOKEN=${HONEST_SECRET}\n`)])] });
const HARMLESS = image({ layers: [gzipLayer([layer.file("readme", "nothing here\n")])] });

/** Gives true when it has answered, or never will. */
export type Attack = (question: IncomingMessage, answer: ServerResponse, host: string) => boolean;

export interface HostileServer {
  readonly host: string;
  /** Of every request, `METHOD path`. */
  readonly seen: readonly string[];
  /** Authorization headers that came. */
  readonly logins: readonly string[];
}

/** A registry on loopback with `aa/evil:1` and `zz/honest:1`; the attack answers first, the registry what it leaves. */
export const startHostile = async (
  attack: Attack = () => false,
  evil: BuiltImage | BuiltIndex | readonly (BuiltImage | BuiltIndex)[] = HARMLESS,
): Promise<HostileServer> => {
  const registry = await startRegistry();
  for (const [at, one] of [evil].flat().entries())
    registry.push(EVIL, one as BuiltImage | BuiltIndex, { tags: [`${at + 1}`] });
  registry.push("zz/honest", HONEST, { tags: ["1"] });
  const seen: string[] = [];
  const logins: string[] = [];
  const server = createServer((question, answer) => {
    seen.push(`${question.method} ${question.url}`);
    if (question.headers.authorization !== undefined) logins.push(question.headers.authorization);
    if (!attack(question, answer, host)) forward({ question, answer, port: Number(registry.host.split(":")[1]) });
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  onTestFinished(async () => {
    server.close();
    server.closeAllConnections();
    await registry.close();
  });
  return { host, seen, logins };
};

const forward = ({
  question,
  answer,
  port,
}: {
  readonly question: IncomingMessage;
  readonly answer: ServerResponse;
  readonly port: number;
}): void => {
  const { url, method, headers } = question;
  const asked = request({ host: "127.0.0.1", port, path: url, method, headers }, (response) => {
    answer.writeHead(response.statusCode ?? 500, response.headers);
    response.pipe(answer);
  });
  asked.on("error", () => answer.destroy());
  question.pipe(asked);
};

/** Answers requests below `/v2/aa/evil/<part>`. */
export const on =
  (part: string, reply: (answer: ServerResponse, host: string, question: IncomingMessage) => void): Attack =>
  (question, answer, host) => {
    if (!question.url?.startsWith(`/v2/${EVIL}/${part}`)) return false;
    reply(answer, host, question);
    return true;
  };

export const redirectTo = (location: string) => (answer: ServerResponse) =>
  void answer.writeHead(307, { location }).end();

/** `first`, then mebibytes of `filler` until nobody listens, 4 GiB at the most. */
export const endless =
  (filler: string, { first = "", status = 200 } = {}) =>
  (answer: ServerResponse): void => {
    const piece = Buffer.alloc(1024 * 1024, filler);
    answer.writeHead(status, { "content-type": "application/json" }).write(first);
    let left = 4096;
    const send = (): void => {
      while (left-- > 0 && !answer.destroyed) if (!answer.write(piece)) return void answer.once("drain", send);
      answer.end();
    };
    send();
  };

const MANIFEST = "application/vnd.oci.image.manifest.v1+json";

/** A manifest of any bytes, with blobs. */
export const rawManifest = (
  content: unknown,
  { mediaType = MANIFEST, blobs = [] }: { readonly mediaType?: string; readonly blobs?: readonly Uint8Array[] } = {},
): BuiltIndex => {
  const bytes = Buffer.isBuffer(content) ? content : Buffer.from(JSON.stringify(content));
  const manifest = { bytes, digest: digestOf(bytes), mediaType };
  return {
    manifest,
    manifests: new Map([[manifest.digest, manifest]]),
    blobs: new Map(blobs.map((blob) => [digestOf(blob), blob])),
  };
};

/** An image of such a config and layers. */
export const rawImage = (config: Uint8Array, layers: readonly Uint8Array[] = [], layerType = "x"): BuiltIndex =>
  rawManifest(
    {
      schemaVersion: 2,
      mediaType: MANIFEST,
      config: { mediaType: "application/vnd.oci.image.config.v1+json", digest: digestOf(config), size: config.length },
      layers: layers.map((bytes) => ({ mediaType: layerType, digest: digestOf(bytes), size: bytes.length })),
    },
    { blobs: [config, ...layers] },
  );

const LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";
/** An image whose layers are these bytes. */
export const imageOf = (...layers: readonly Uint8Array[]): BuiltIndex =>
  rawImage(Buffer.from(JSON.stringify({ rootfs: { type: "layers", diff_ids: [] } })), layers, LAYER);
