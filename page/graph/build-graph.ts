import type { PageSecret } from "../../src/report/page/page-data.ts";
import { type Case, repositoryName } from "../case.ts";
import { lineageOf } from "../lineage.ts";

export const COLUMNS = ["secret", "layer", "image", "repository"] as const;
type Column = (typeof COLUMNS)[number];

export interface GraphNode {
  readonly key: string;
  readonly column: Column;
  readonly label: string;
  readonly href?: string;
  /** What it stands for beside itself: images that are not drawn. */
  readonly more?: number;
}

export interface Graph {
  readonly nodes: readonly GraphNode[];
  /** Keys of two nodes, the left one first. */
  readonly edges: readonly (readonly [string, string])[];
  /** Keys of two images, the second built on the first. */
  readonly lineage: readonly (readonly [string, string])[];
  /** Images that are not drawn one by one. */
  readonly left: number;
}

/** Nodes of a column that can still be read. */
const MOST = 40;

/** Which secrets stand in which layers, which images hold those, and where the images are. */
export function buildGraph(of: Case, secrets: readonly PageSecret[]): Graph {
  const nodes = new Map<string, GraphNode>();
  const edges = new Map<string, readonly [string, string]>();
  const counts = new Map<Column, number>();
  const left = new Set<string>();
  const add = (node: GraphNode): boolean => {
    if (nodes.has(node.key)) return true;
    const count = counts.get(node.column) ?? 0;
    if (count >= MOST) {
      if (node.column === "image") left.add(node.key);
      return false;
    }
    counts.set(node.column, count + 1);
    nodes.set(node.key, node);
    return true;
  };
  const join = (a: string, b: string): void => void edges.set(`${a}\n${b}`, [a, b]);
  for (const secret of secrets) {
    if (!add({ key: `secret ${secret.id}`, column: "secret", label: secret.title, href: `#secret/${secret.id}` }))
      continue;
    for (const { blob, show, kind } of of.places(secret)) {
      const layer = `layer ${blob}`;
      const label = kind === "file" ? blob.slice(0, 19) : `${kind} ${blob.slice(0, 19)}`;
      if (!add({ key: layer, column: "layer", label })) continue;
      join(`secret ${secret.id}`, layer);
      for (const index of show.ways.flatMap((way) => way.images)) {
        const image = of.image(index);
        const key = `image ${index}`;
        if (!add({ key, column: "image", label: imageLabel(image), href: `#image/${image.manifest}` })) continue;
        join(layer, key);
        const repository = repositoryName(image);
        const named = `repository ${repository}`;
        const href = `#secrets?${new URLSearchParams({ repository })}`;
        if (add({ key: named, column: "repository", label: repository, href })) join(key, named);
      }
    }
  }
  return { nodes: [...nodes.values()], edges: [...edges.values()], lineage: lineageIn(of, nodes), left: left.size };
}

/** Each image that is drawn, with the nearest one that it is built on. */
function lineageIn(of: Case, nodes: ReadonlyMap<string, GraphNode>): readonly (readonly [string, string])[] {
  const drawn = of.data.images.flatMap((image, index) =>
    nodes.has(`image ${index}`) ? [{ image, key: `image ${index}` }] : [],
  );
  const images = drawn.map(({ image }) => image);
  return drawn.flatMap(({ image, key }) => {
    const [base] = lineageOf(images, image).bases;
    const from = drawn.find((one) => one.image === base);
    return from === undefined ? [] : [[from.key, key] as const];
  });
}

const imageLabel = ({ tags, manifest, platform }: ReturnType<Case["image"]>): string =>
  [tags[0] ?? manifest.slice(0, 19), platform].filter(Boolean).join(" ");
