import { type BuiltImage, type BuiltLayer, gzipLayer, type ImageOptions, image } from "../support/image.ts";
import type { TarEntry } from "../support/tar.ts";

/** One history line, with the layer it made when it made one. */
export interface Step {
  readonly line: string;
  readonly layer?: BuiltLayer;
}

/** Lines as BuildKit writes them. */
export const copy = (source: string, to: string, content: readonly TarEntry[] | BuiltLayer): Step => ({
  line: `COPY ${source} ${to} # buildkit`,
  layer: "digest" in content ? content : gzipLayer(content),
});

/** `args` are the build arguments in scope, which stand before the command with their values. */
export const run = (
  command: string,
  entries: readonly TarEntry[] = [],
  args: Readonly<Record<string, string>> = {},
): Step => {
  const values = Object.entries(args).map(([name, value]) => `${name}=${value} `);
  const prefix = values.length === 0 ? "" : `|${values.length} ${values.join("")}`;
  return { line: `RUN ${prefix}/bin/sh -c ${command} # buildkit`, layer: gzipLayer(entries) };
};

/** An instruction that makes no layer: `ENV A=b`, `CMD ["x"]`, `ARG X`. */
export const note = (line: string): Step => ({ line });

/** An image of the steps in order; the config (`env`, `labels` ...) is the caller's to keep in line with them. */
export const build = (steps: readonly Step[], config: Omit<ImageOptions, "layers" | "history">): BuiltImage =>
  image({
    ...config,
    layers: steps.flatMap(({ layer }) => layer ?? []),
    history: steps.map(({ line, layer }) => ({ createdBy: line, empty: layer === undefined })),
  });
