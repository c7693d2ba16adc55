import { describe, expect, it } from "vitest";
import { scanManifest } from "../../src/layer/scan-manifest.ts";
import { gzipLayer, image, index, layer } from "../support/image.ts";
import { createSecretScanner, secret } from "./secret-scanner.ts";

const digest = `sha256:${"a".repeat(64)}`;
const found = (content: unknown) => {
  const bytes = content instanceof Uint8Array ? content : Buffer.from(JSON.stringify(content));
  const { findings, skips } = scanManifest(bytes, createSecretScanner());
  expect(skips).toEqual([]);
  return findings.map(({ document, preview }) => `${document.kind} ${document.path} ${preview}`);
};

describe("annotations", () => {
  const tagged = image({ layers: [gzipLayer([layer.file("a")])], annotations: { "x.y/z": secret(1) } });

  it("of a manifest", () =>
    expect(found(tagged.manifest.bytes)).toEqual([`annotation annotations[x.y/z] ${secret(1)}`]));

  it("of an index and its children", () => {
    const child = { ...tagged, annotations: { note: secret(2) } };
    expect(found(index([child], { annotations: { a: secret(3) } }).manifest.bytes)).toEqual([
      `annotation manifests[0].annotations[note] ${secret(2)}`,
      `annotation annotations[a] ${secret(3)}`,
    ]);
  });

  it.each([
    { value: { layers: [{ digest }, { digest, annotations: { k: secret(1) } }] }, path: "layers[1].annotations[k]" },
    { value: { config: { digest, annotations: { k: secret(1) } } }, path: "config.annotations[k]" },
    { value: { annotations: { [secret(1)]: "x" } }, path: "annotations" },
    { value: { config: { digest, data: Buffer.from(secret(1)).toString("base64") } }, path: "config.data" },
    { value: { layers: [{ digest, urls: [`https://x:${secret(1)}@h/`] }] }, path: "layers[0].urls[0]" },
    { value: { artifactType: secret(1) }, path: "artifactType" },
  ])("$path", ({ value, path }) => expect(found(value)).toEqual([`annotation ${path} ${secret(1)}`]));

  it("a clean image has none", () => expect(found(image({ layers: [] }).manifest.bytes)).toEqual([]));
});

it("configs inside Docker schema 1", () => {
  const v1Compatibility = JSON.stringify({
    config: { Env: [`A=${secret(1)}`] },
    container_config: { Cmd: ["/bin/sh", "-c", secret(2)] },
  });
  expect(
    found({ schemaVersion: 1, history: [{ v1Compatibility }, { v1Compatibility: `no json ${secret(3)}` }] }),
  ).toEqual([
    `env history[0].Env[A] ${secret(1)}`,
    `command history[0].container_config.Cmd ${secret(2)}`,
    `annotation history[1].v1Compatibility ${secret(3)}`,
  ]);
});

it("an annotation and a piece of schema 1 whose key comes again later are scanned", () => {
  const doubled = Buffer.from(`{"annotations":{"a":"${secret(1)}","a":"x"},"layers":[]}`);
  expect(found(doubled)).toEqual([`annotation annotations[a] ${secret(1)}`]);
  const piece = JSON.stringify(`{"config":{"Env":["T=${secret(1)}"],"Env":[]}}`);
  const pieces = Buffer.from(`{"history":[{"v1Compatibility":${piece}}]}`);
  expect(found(pieces)).toEqual([`env history[0].Env[T] ${secret(1)}`]);
});

it("what is no JSON is scanned as it is", () =>
  expect(found(Buffer.from(secret(1)))).toEqual([`annotation  ${secret(1)}`]));
