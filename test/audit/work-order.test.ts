import { createHash } from "node:crypto";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createTestCase, type TestCase } from "../support/audit.ts";
import { type BuiltLayer, gzipLayer, image, layer } from "../support/image.ts";
import { startRegistry, type TestRegistry } from "../support/registry.ts";
import { expand } from "../support/samples.ts";

const REPOSITORIES = 24;
const BASES = 2;
const KIBIBYTE = 1024;

let registry: TestRegistry;
let tested: TestCase;
beforeEach(async () => {
  registry = await startRegistry();
  tested = createTestCase({ concurrency: 1 });
});
afterEach(async () => {
  await registry.close();
  tested.remove();
});

const noise = (path: string, bytes: number) =>
  layer.file(path, createHash("shake256", { outputLength: bytes }).update(path).digest());

const BASE_LAYERS = Array.from({ length: BASES }, (_, base): readonly BuiltLayer[] => [
  gzipLayer([noise(`usr/lib/libc-${base}.so`, 2800 * KIBIBYTE)]),
  gzipLayer([noise(`usr/lib/python-${base}.so`, 200 * KIBIBYTE)]),
]);

const token = (seed: number): string => expand("npm_<base62:30><crc32>", seed);

/** What was copied holds nearly all secrets, and is larger than packages in some images; one secret stands among packages. */
const push = (number: number): void => {
  const secret = layer.file("app/.npmrc", `//registry.example/:_authToken=${token(number)}\n`);
  const rare = number === 0 ? [layer.file("root/.npmrc", `//registry.example/:_authToken=${token(900)}\n`)] : [];
  const layers = [
    ...BASE_LAYERS[number % BASES]!,
    gzipLayer([noise(`usr/lib/packages-${number}`, 70 * KIBIBYTE), ...rare]),
    gzipLayer([noise(`app/main-${number}`, (number % 5 === 1 ? 100 : 4) * KIBIBYTE), secret]),
  ];
  const history = [
    "/bin/sh -c #(nop) ADD file:0f in / ",
    "RUN /bin/sh -c make install",
    "RUN /bin/sh -c pip install -r requirements.txt # buildkit",
    "COPY . /app # buildkit",
  ];
  const env = number % 3 === 0 ? [`NPM_TOKEN=${token(100 + number)}`] : [];
  registry.push(`team/app-${number}`, image({ layers, history, env }), { tags: ["v1"] });
};

it("an audit reports 95 % of the secrets before a tenth of the bytes is pulled", async () => {
  for (let number = 0; number < REPOSITORIES; number++) push(number);
  let [bytes, total, secrets] = [0, 0, 0];
  const seen: (readonly [bytes: number, secrets: number])[] = [];
  for await (const event of tested.events(registry.host)) {
    if (event.type === "plan") total = event.bytes;
    if (event.type !== "blob") continue;
    bytes += event.scan.bytes;
    secrets += event.newSecrets;
    seen.push([bytes, secrets]);
  }
  expect(secrets).toBe(REPOSITORIES + REPOSITORIES / 3 + 1);
  const early = seen.findLast(([pulled]) => pulled <= total / 10)?.[1] ?? 0;
  expect(early / secrets).toBeGreaterThanOrEqual(0.95);
  expect(bytes).toBe(total);
});

it("a distribution that many build on comes last, although it is small", async () => {
  const base = gzipLayer([noise("bin/busybox", 80 * KIBIBYTE)]);
  for (let number = 0; number < 5; number++) {
    const app = gzipLayer([noise(`app/${number}`, 200 * KIBIBYTE)]);
    const history = ["/bin/sh -c #(nop) ADD file:0f in / ", "COPY . /app # buildkit"];
    registry.push(`team/app-${number}`, image({ layers: [base, app], history }), { tags: ["v1"] });
  }
  const order: string[] = [];
  for await (const event of tested.events(registry.host))
    if (event.type === "blob" && event.scan.kind === "layer") order.push(event.scan.digest);
  expect(order).toHaveLength(6);
  expect(order.at(-1)).toBe(base.digest);
});
