import { describe, expect, it } from "vitest";
import { scanAttestation } from "../../src/layer/scan-attestation.ts";
import { attestation, gzipLayer, image, layer } from "../support/image.ts";
import { createSecretScanner, secret } from "./secret-scanner.ts";

const subject = image({ layers: [gzipLayer([layer.file("a")])] });

const found = (bytes: Uint8Array | string) => {
  const { findings, skips } = scanAttestation(Buffer.from(bytes), createSecretScanner());
  expect(skips).toEqual([]);
  for (const { document } of findings) expect(document.kind).toBe("attestation");
  return findings.map(({ document, line, preview }) => `${document.path}:${line} ${preview}`);
};
const json = (value: unknown): string => JSON.stringify(value);

describe.each(["v0.2", "v1"] as const)("provenance %s of BuildKit", (version) => {
  const built = attestation({
    subject,
    version,
    buildArgs: { NPM_TOKEN: secret(1), OTHER: "x" },
    dockerfile: `FROM alpine\nRUN true\nENV A=${secret(2)}\n`,
  });
  const statement = [...built.blobs.values()].at(-1) ?? Buffer.alloc(0);

  it("build args have their name, the Dockerfile its lines", () =>
    expect(found(statement).sort()).toEqual([`Dockerfile:3 ${secret(2)}`, `build-arg[NPM_TOKEN]:1 ${secret(1)}`]));

  it("the same in a DSSE envelope", () => {
    const payload = Buffer.from(statement).toString("base64");
    const envelope = json({ payloadType: "application/vnd.in-toto+json", payload, signatures: [{ sig: secret(3) }] });
    expect(found(envelope).sort()).toEqual([
      `Dockerfile:3 ${secret(2)}`,
      `build-arg[NPM_TOKEN]:1 ${secret(1)}`,
      `signatures[0].sig:1 ${secret(3)}`,
    ]);
  });
});

describe("every value is scanned", () => {
  it.each([
    { value: { predicate: { buildConfig: { env: ["A=1", `T=${secret(1)}`] } } }, path: "predicate.buildConfig.env[1]" },
    { value: { "x:y": { z: secret(1) } }, path: `["x:y"].z` },
    { value: { args: { "build-arg:A": secret(1) } }, path: "build-arg[A]" },
    { value: { args: { [`build-arg:${secret(1)}`]: "x" } }, path: "<a secret stands in the name>" },
    { value: { args: { "label:A": secret(1) } }, path: `args["label:A"]` },
    { value: { layer: { data: Buffer.from(secret(1)).toString("base64") } }, path: "layer.data" },
    { value: { payload: Buffer.from(`no json ${secret(1)}`).toString("base64") }, path: "payload" },
    { value: { data: secret(1) }, path: "data" },
    { value: [secret(1)], path: "[0]" },
  ])("$path", ({ value, path }) => expect(found(json(value))).toEqual([`${path}:1 ${secret(1)}`]));

  it("several Dockerfiles, also one that is no UTF-8", () => {
    const data = (text: string) => Buffer.from(text, "latin1").toString("base64");
    const infos = [{ data: data(secret(1)) }, { data: data(`# caf\xe9\n${secret(2)}`) }];
    expect(found(json({ source: { infos } }))).toEqual([`Dockerfile:1 ${secret(1)}`, `Dockerfile[1]:2 ${secret(2)}`]);
  });

  it("what is no JSON, as it is", () => {
    expect(found(`SPDXVersion: 2\n${secret(1)}`)).toEqual([`:2 ${secret(1)}`]);
    expect(found("")).toEqual([]);
  });

  it("a large SBOM", () => {
    const packages = Array.from({ length: 50_000 }, (_, n) => ({ name: `package-${n}`, id: n, ref: [`SPDX-${n}`] }));
    expect(found(json({ packages: [...packages, { name: secret(1) }] }))).toEqual([
      `packages[50000].name:1 ${secret(1)}`,
    ]);
  });
});
