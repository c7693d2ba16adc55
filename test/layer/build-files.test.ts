import { describe, expect, it } from "vitest";
import { maskDockerfile } from "../../src/layer/mask-dockerfile.ts";
import { scanAttestation } from "../../src/layer/scan-attestation.ts";
import { provenance } from "../support/provenance.ts";
import { createSecretScanner, secret } from "./secret-scanner.ts";

const subject = { manifest: { digest: `sha256:${"ab".repeat(32)}` as const } };
const filesOf = (statement: unknown) =>
  scanAttestation(Buffer.from(JSON.stringify(statement)), createSecretScanner()).buildFiles;
const base64 = (text: string): string => Buffer.from(text).toString("base64");
const infos = (...list: readonly object[]) => ({
  predicate: { runDetails: { metadata: { buildkit_metadata: { source: { infos: list } } } } },
});

describe("the Dockerfile of provenance", () => {
  const dockerfile = `FROM alpine\nARG T=${secret(1)}\nRUN echo é ${secret(2)} \\\n  && x\n`;

  it.each(["v0.2", "v1"] as const)("is kept of SLSA %s, what was found in it masked", (version) =>
    expect(filesOf(provenance({ subject, dockerfile, version }))).toEqual([
      { path: "Dockerfile", text: "FROM alpine\nARG T=•••\nRUN echo é ••• \\\n  && x\n" },
    ]),
  );

  it("in a DSSE envelope too", () => {
    const payload = base64(JSON.stringify(provenance({ subject, dockerfile })));
    expect(filesOf({ payload, payloadType: "application/vnd.in-toto+json" })?.[0]?.text).toContain("ARG T=•••");
  });

  it("keeps the names that the build gave", () =>
    expect(
      filesOf(
        infos(
          { filename: "docker/app.Dockerfile", data: base64("FROM a\n") },
          { filename: "../../x", data: base64("FROM b\n") },
          { filename: "other.hcl", language: "HCL", data: base64("FROM c\n") },
        ),
      ),
    ).toEqual([
      { path: "docker/app.Dockerfile", text: "FROM a\n" },
      { path: "Dockerfile", text: "FROM b\n" },
    ]));

  it.each([
    ["is no Dockerfile", base64("")],
    ["is no text", Buffer.from([0xff, 0xfe, 0x46]).toString("base64")],
    ["is very long", base64(`FROM a\n${"#".repeat(300_000)}\n`)],
  ])("is not kept when it %s", (_what, data) =>
    expect(filesOf(infos({ filename: "Dockerfile", data }))).toBeUndefined(),
  );
});

describe("a Dockerfile that is kept hides", () => {
  it.each([
    ["ENV DB_PASSWORD=hunter", "ENV DB_PASSWORD=•••"],
    ['ENV A=1 API_KEY="two words" B=$X', 'ENV A=1 API_KEY="•••" B=$X'],
    ["ENV DB_PASSWORD two words", "ENV DB_PASSWORD •••"],
    ["ARG A NPM_TOKEN=x", "ARG A NPM_TOKEN=•••"],
    ["LABEL auth.token='x'", "LABEL auth.token='•••'"],
    ["RUN login --password \\\n  hunter && x", "RUN login --password \\\n  ••• && x"],
    ["RUN <<EOF\ncurl -u é:hunter h\nEOF", "RUN <<EOF\ncurl -u é:••• h\nEOF"],
    ["RUN git clone https://me:hunter@h.example/r", "RUN git clone https://•••@h.example/r"],
    ["RUN x \\\n  # é\n  --token 😀hunter y", "RUN x \\\n  # é\n  --token ••• y"],
    ["ENV é=1 \\\n  TOKEN=hunter \\\n  B=2", "ENV é=1 \\\n  TOKEN=••• \\\n  B=2"],
  ])("%s", (line, expected) => expect(maskDockerfile(`FROM a\n${line}\n`, [])).toBe(`FROM a\n${expected}\n`));

  it.each([
    "ENV TOKEN=$NPM_TOKEN",
    "ARG NPM_TOKEN",
    "ARG TOKEN=",
    "RUN npm ci --token $TOKEN",
    "ENV NODE_ENV=production",
  ])("nothing of %s", (line) => expect(maskDockerfile(`FROM a\n${line}\n`, [])).toBe(`FROM a\n${line}\n`));
});
