import { gzipLayer, image, layer } from "../support/image.ts";
import type { TestRegistry } from "../support/registry.ts";
import { expand } from "../support/samples.ts";

const LAYERS = 9;
const SECRETS_EVERY = 7;

/** Images of small layers, about as many blobs as are asked for; every seventh layer holds a secret. */
export function pushSmallBlobs(registry: Pick<TestRegistry, "push">, blobs: number): void {
  for (let number = 0; number < blobs / (LAYERS + 1); number++) {
    const layers = Array.from({ length: LAYERS }, (_, at) => smallLayer(number * LAYERS + at));
    registry.push(`team/app-${number % 20}`, image({ layers }), { tags: [`v${number}`] });
  }
}

const smallLayer = (number: number) =>
  gzipLayer([
    layer.file(`srv/${number}/main.js`, `export const number = ${number};\n`.repeat(1 + (number % 40))),
    ...(number % SECRETS_EVERY === 0
      ? [layer.file(`srv/${number}/.env`, `GITHUB_TOKEN=${expand("ghp_<base62:30><crc32>", number)}\n`)]
      : []),
  ]);
