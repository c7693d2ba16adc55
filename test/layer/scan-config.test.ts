import { describe, expect, it } from "vitest";
import { scanConfig } from "../../src/layer/scan-config.ts";
import { gzipLayer, type ImageOptions, image, layer } from "../support/image.ts";
import { createSecretScanner, secret } from "./secret-scanner.ts";

const scanBytes = (content: unknown) =>
  scanConfig(Buffer.from(typeof content === "string" ? content : JSON.stringify(content)), createSecretScanner());
const found = (content: unknown) =>
  scanBytes(content).findings.map(({ document, preview, name }) => ({ ...document, preview, ...(name && { name }) }));
const scanImage = (options: Partial<ImageOptions>) =>
  scanConfig(image({ layers: [gzipLayer([layer.file("a")])], ...options }).config.bytes, createSecretScanner());

describe("documents of a config", () => {
  it.each([
    { at: { config: { Env: ["PATH=/bin", `NPM_TOKEN=${secret(1)}`] } }, kind: "env", path: "Env[NPM_TOKEN]" },
    { at: { config: { Env: [secret(1)] } }, kind: "env", path: "Env[0]" },
    { at: { config: { Env: [`${secret(1)}=x`] } }, kind: "env", path: "Env[0]" },
    { at: { config: { Labels: { "com.x/key": secret(1) } } }, kind: "label", path: "Labels[com.x/key]" },
    { at: { config: { Labels: { [secret(1)]: "x" } } }, kind: "label", path: "Labels" },
    { at: { config: { Cmd: ["run", "--token", secret(1)] } }, kind: "command", path: "Cmd" },
    { at: { config: { Entrypoint: [secret(1)] } }, kind: "command", path: "Entrypoint" },
    { at: { config: { Shell: ["sh", secret(1)] } }, kind: "command", path: "Shell" },
    { at: { config: { Healthcheck: { Test: ["CMD", "curl", secret(1)] } } }, kind: "command", path: "Healthcheck" },
    { at: { config: { OnBuild: ["COPY . .", `ENV A=${secret(1)}`] } }, kind: "command", path: "OnBuild[1]" },
    { at: { config: { User: secret(1) } }, kind: "config", path: "config.User" },
    {
      at: { config: { Volumes: { [`/data/${secret(1)}`]: {} } } },
      kind: "config",
      path: "<a secret stands in the name>",
    },
    { at: { config: {}, author: secret(1) }, kind: "config", path: "author" },
    { at: { config: {}, "x.y": [{ z: secret(1) }] }, kind: "config", path: `["x.y"][0].z` },
    { at: { container_config: { Env: [`A=${secret(1)}`] }, config: {} }, kind: "env", path: "container_config.Env[A]" },
    { at: { container_config: { Cmd: [secret(1)] }, config: {} }, kind: "command", path: "container_config.Cmd" },
    { at: { history: [{}, { created_by: secret(1) }] }, kind: "history", path: "history[1]" },
    { at: { history: [{ comment: secret(1) }] }, kind: "history", path: "history[0].comment" },
    { at: { history: [{ author: secret(1) }] }, kind: "history", path: "history[0].author" },
  ])("$path", ({ at, kind, path }) => expect(found(at)).toEqual([{ kind, path, preview: secret(1) }]));

  it.each([
    ["a list", `{"config":{"Env":["T=${secret(1)}"],"Env":["A=b"]}}`, "Env[T]"],
    ["an object", `{"config":{"Env":["T=${secret(1)}"]},"rootfs":{},"config":{}}`, "Env[T]"],
    ["a label, between two others", `{"config":{"Labels":{"a":"x","a":"${secret(1)}","a":"y"}}}`, "Labels[a]"],
    ["a key with an escape", `{"config":{"L\\u0061bels":{"b{":"${secret(1)}"},"Labels":{}}}`, "Labels[b{]"],
    ["after a byte order mark", `\ufeff{"config":{"User":"${secret(1)}","User":"x"}}`, "config.User"],
  ])("%s whose key comes again later is scanned", (_what, text, path) =>
    expect(found(text)).toEqual([expect.objectContaining({ path, preview: secret(1) })]),
  );

  it("a byte order mark before it hides no field", () => {
    const { findings, skips, config } = scanBytes(
      `\ufeff{"config":{"Env":["T=${secret(1)}"]},"os":"linux","architecture":"a"}`,
    );
    expect(findings.map(({ document }) => document.path)).toEqual(["Env[T]"]);
    expect([skips, config?.platform?.os]).toEqual([[], "linux"]);
  });

  it.each([
    ["cut", `{"config":{"Env":["T=${secret(1)}"]`],
    ["with more behind it", `{"config":{"Env":["T=${secret(1)}"]}} x`],
  ])("of one that is %s it is said that its fields are not told apart", (_what, text) =>
    expect(scanBytes(text)).toMatchObject({
      findings: [{ document: { path: "" }, preview: secret(1) }],
      skips: [{ reason: expect.stringContaining("its fields are not told apart") }],
    }),
  );

  it("the same value in Env and history is two findings", () => {
    const { findings } = scanImage({
      env: [`TOKEN=${secret(1)}`],
      history: [{ createdBy: `ENV TOKEN=${secret(1)}`, empty: true }, "COPY a / # buildkit"],
    });
    expect(findings.map(({ document }) => document.path)).toEqual(["Env[TOKEN]", "history[0]"]);
  });

  it("two variables of one name are both scanned", () => {
    expect(found({ config: { Env: [`A=${secret(1)}`, `A=${secret(2)}`] } }).map(({ preview }) => preview)).toEqual([
      secret(1),
      secret(2),
    ]);
  });

  it("words of a command are one text", () => {
    const [finding] = scanBytes({ config: { Cmd: ["curl", "-u", `x:${secret(1)}`] } }).findings;
    expect(finding?.span).toEqual({ start: 10, end: 25 });
  });

  it("a secret in a build arg has its name", () => {
    const history = [
      { created_by: "ARG OPTS" },
      { created_by: "ARG NPM_TOKEN" },
      { created_by: `RUN |2 OPTS=a B=c NPM_TOKEN=${secret(1)} /bin/sh -c npm ci # buildkit` },
      { created_by: `RUN /bin/sh -c login ${secret(2)}` },
    ];
    expect(found({ history })).toEqual([
      { kind: "history", path: "history[2]", preview: secret(1), name: "NPM_TOKEN" },
      { kind: "history", path: "history[3]", preview: secret(2) },
    ]);
  });
});

describe("what is kept of a config", () => {
  it("says what the image is", () => {
    const built = gzipLayer([layer.file("a")]);
    const { config, skips } = scanImage({
      layers: [built],
      user: "app",
      created: "2026-02-03T04:05:06Z",
      platform: { os: "linux", architecture: "arm64", variant: "v8" },
      labels: { "org.opencontainers.image.source": "https://git.example/app", other: "x" },
      history: ["COPY a /", { createdBy: "CMD x", empty: true }],
    });
    expect(skips).toEqual([]);
    expect(config).toEqual({
      created: "2026-02-03T04:05:06Z",
      platform: { os: "linux", architecture: "arm64", variant: "v8" },
      user: "app",
      diffIds: [built.diffId],
      history: [
        { createdBy: "COPY a /", created: expect.any(String), emptyLayer: false },
        { createdBy: "CMD x", created: expect.any(String), emptyLayer: true },
      ],
      origin: { "org.opencontainers.image.source": "https://git.example/app" },
    });
  });

  it("holds no secret", () => {
    const { config } = scanImage({
      user: secret(1),
      created: secret(2),
      platform: { os: secret(3), architecture: "amd64" },
      labels: { "org.opencontainers.image.source": `https://x:${secret(4)}@git.example/a` },
      history: [
        `RUN |1 A=plain-value /bin/sh -c curl ${secret(5)} | tee ${secret(6)} # buildkit`,
        { createdBy: `ENV A_PASSWORD=plain-password B=${secret(7)}`, empty: true },
      ],
    });
    expect(JSON.stringify(config)).not.toMatch(/SECRET-|plain-/);
    expect(config?.history.map(({ createdBy }) => createdBy)).toEqual([
      "RUN |1 A=••• /bin/sh -c curl ••• | tee ••• # buildkit",
      "ENV A_PASSWORD=••• B=•••",
    ]);
  });

  it("shows no line of which the scan was cut", () => {
    const line = Array.from({ length: 12_000 }, (_, n) => secret(n)).join(" ");
    const { config, skips } = scanImage({ history: [line, { createdBy: "CMD x", empty: true }] });
    expect(skips).toHaveLength(1);
    expect(config?.history.map(({ createdBy }) => createdBy)).toEqual(["•••", "•••"]);
  });

  it.each([
    {
      name: "wrong types everywhere",
      json: { config: { Env: "x", Labels: [1], Cmd: {}, User: 3 }, rootfs: [], history: "x" },
    },
    { name: "nulls", json: { config: null, rootfs: { type: "layers", diff_ids: null }, history: [null, 5, "x"] } },
    { name: "no config", json: { rootfs: { diff_ids: ["nonsense", 5] } } },
  ])("survives $name", ({ json }) => {
    const { config } = scanBytes(json);
    expect(config).toMatchObject({ diffIds: [], origin: {} });
    for (const entry of config?.history ?? []) expect(entry).toEqual({ createdBy: "", emptyLayer: false });
  });
});

describe("what is no image config is scanned as it is", () => {
  it.each([
    { name: "no JSON", text: `token: ${secret(1)}` },
    { name: "a Helm chart", text: JSON.stringify({ name: "chart", version: "1.0.0", token: secret(1) }) },
    { name: "a list", text: JSON.stringify([secret(1)]) },
    { name: "a string", text: JSON.stringify(secret(1)) },
  ])("$name", ({ text }) => {
    const { findings, config, skips } = scanBytes(text);
    expect(findings).toMatchObject([{ document: { kind: "config", path: "" }, preview: secret(1) }]);
    expect({ config, skips }).toEqual({ config: undefined, skips: [] });
  });

  it("the empty descriptor holds nothing", () => expect(found("{}")).toEqual([]));

  it("JSON that is nested too deep, said as a loss", () => {
    const deep = `{"config":${"[".repeat(100_000)}"${secret(1)}"${"]".repeat(100_000)}}`;
    const { findings, skips } = scanBytes(deep);
    expect(findings).toMatchObject([{ document: { path: "" } }]);
    expect(skips).toEqual([{ reason: expect.stringContaining("nested too deep") }]);
  });
});
